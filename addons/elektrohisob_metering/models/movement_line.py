from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.append_only import protect


class MovementLine(models.Model):
    """One device of a document of movement, with where it was and where it went."""

    _name = "elektrohisob.movement.line"
    _description = "Line of a movement of devices"
    _order = "movement_id desc, id"
    _rec_name = "device_id"
    _check_company_auto = True

    movement_id = fields.Many2one(
        "elektrohisob.movement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="movement_id.company_id", store=True, index=True
    )
    state = fields.Selection(related="movement_id.state", store=True)
    date = fields.Date(related="movement_id.date", store=True)
    document_kind = fields.Selection(
        related="movement_id.kind", string="Kind of document"
    )
    device_id = fields.Many2one(
        "elektrohisob.device",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(related="device_id.kind")
    type_id = fields.Many2one(related="device_id.type_id")
    place_from_id = fields.Many2one(
        "elektrohisob.place", string="From", readonly=True, ondelete="restrict"
    )
    point_from_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="From the point",
        readonly=True,
        ondelete="restrict",
    )
    place_to_id = fields.Many2one(
        "elektrohisob.place",
        string="To",
        ondelete="restrict",
        help="Empty: where the document says.",
    )
    point_to_id = fields.Many2one(
        "elektrohisob.usage.point", string="To the point", ondelete="restrict"
    )
    reading = fields.Char(help="Of all registers, the total first.")
    kwh = fields.Float(
        string="Will be charged (kWh)",
        digits=(16, 3),
        help="Energy of the device up to this document, announced by the act.",
    )
    multiplier = fields.Integer(
        help="By which the readings of the meter count: product of the ratios."
    )
    condition = fields.Selection(
        [("good", "Good"), ("faulty", "Faulty"), ("broken", "Broken")],
        required=True,
        default="good",
    )
    host_device_id = fields.Many2one(
        "elektrohisob.device", string="Seals", ondelete="restrict"
    )
    part = fields.Selection(
        [
            ("cover", "Terminal cover"),
            ("body", "Body of the meter"),
            ("cabinet", "Cabinet"),
            ("transformer", "Transformer terminals"),
            ("breaker", "Breaker"),
            ("other", "Other place"),
        ],
        string="Sealed part",
    )
    person = fields.Char(string="Sealed by")
    note = fields.Char()
    reversed_line_id = fields.Many2one(
        "elektrohisob.movement.line",
        string="Takes back",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    reversal_line_ids = fields.One2many(
        "elektrohisob.movement.line", "reversed_line_id", readonly=True
    )

    _device_once = models.Constraint(
        "unique(movement_id, device_id)", "The document has this device already."
    )
    _reversed_once = models.Constraint(
        "unique(reversed_line_id)", "This line was reversed already."
    )
    _one_target = models.Constraint(
        "CHECK(num_nonnulls(place_to_id, point_to_id) < 2)",
        "A device goes to a place or to a usage point, not to both.",
    )

    def init(self):
        """Posted lines cannot be changed in the database either."""
        protect(self.env.cr, self._table, "OLD.state = 'done'")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: nothing is added to a posted document."""
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_draft()
        return lines

    def write(self, vals):
        """Override of `base`: lines of a posted document do not change."""
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self._check_draft()

    def _check_draft(self):
        posted = self.movement_id.filtered(lambda row: row.state == "done")[:1]
        if posted:
            raise UserError(
                self.env._(
                    "Document %(number)s is posted and does not change. Reverse it "
                    "and write a new one.",
                    number=posted.number,
                )
            )

    # === BUSINESS METHODS === #

    def _tell_from(self):
        """Where the device was before, in words."""
        point = self.point_from_id.with_context(point_with_account=True)
        return point.display_name or self.place_from_id.display_name or ""

    def _tell_to(self):
        """Where the device went, in words."""
        point = self.point_to_id.with_context(point_with_account=True)
        return point.display_name or self.place_to_id.display_name or ""
