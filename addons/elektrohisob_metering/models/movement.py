from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.dates import business_today

#: Kinds written by the acts at a usage point, never by hand.
ACTS = ("installation", "replacement", "removal")


class Movement(models.Model):
    """Document of the journal of devices: what went where, when, by whose hands.

    Once posted neither the document nor its lines change, not even in the database;
    a mistake is put right by a document that reverses it.
    """

    _name = "elektrohisob.movement"
    _description = "Movement of devices"
    _order = "date desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "act_number", "basis"]

    number = fields.Char(readonly=True, copy=False, index=True)
    date = fields.Date(required=True, default=business_today, index=True)
    kind = fields.Selection(
        [
            ("receipt", "Receipt from a supplier"),
            ("transfer", "Warehouse to warehouse"),
            ("issue", "Issue to a crew"),
            ("return", "Return"),
            ("repair", "To repair"),
            ("laboratory", "To the laboratory"),
            ("write_off", "Write-off"),
            ("loss", "Loss"),
            ("surplus", "Surplus found"),
            ("installation", "Installation"),
            ("replacement", "Replacement"),
            ("removal", "Removal"),
            ("reversal", "Reversal"),
        ],
        string="Kind of document",
        required=True,
        default="transfer",
        index=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Posted")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    place_from_id = fields.Many2one(
        "elektrohisob.place", string="From", ondelete="restrict"
    )
    place_to_id = fields.Many2one(
        "elektrohisob.place", string="To", ondelete="restrict"
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point", index="btree_not_null", ondelete="restrict"
    )
    account_id = fields.Many2one(related="usage_point_id.account_id")
    act_number = fields.Char(string="Act number", copy=False)
    basis = fields.Char(
        string="Ground", help="Order, contract or invoice with its number and day."
    )
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        domain="[('document', '=', 'meter_swap')]",
        ondelete="restrict",
    )
    handed_by = fields.Char(
        string="Handed over by",
        compute="_compute_handed_by",
        store=True,
        readonly=False,
        help="On an act at a usage point: the first electrician.",
    )
    received_by = fields.Char(
        compute="_compute_received_by",
        store=True,
        readonly=False,
        help="On an act at a usage point: the second electrician.",
    )
    consumer_name = fields.Char(string="Signed by the consumer")
    scheme_check = fields.Char(string="Check of the connection")
    note = fields.Text()
    line_ids = fields.One2many("elektrohisob.movement.line", "movement_id", copy=True)
    line_count = fields.Integer(string="Devices", compute="_compute_line_count")
    reversal_of_id = fields.Many2one(
        "elektrohisob.movement",
        string="Reverses",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    reversal_ids = fields.One2many(
        "elektrohisob.movement", "reversal_of_id", string="Reversed by", readonly=True
    )

    _number_uniq = models.Constraint(
        "unique(company_id, number)", "The journal has a document of this number."
    )

    def init(self):
        """Posted documents cannot be changed in the database either."""
        protect(self.env.cr, self._table, "OLD.state = 'done'")

    @api.depends("number", "kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for movement in self:
            number = movement.number or self.env._("draft")
            movement.display_name = f"{kinds.get(movement.kind, '')} {number}"

    @api.depends("place_from_id")
    def _compute_handed_by(self):
        for movement in self:
            person = movement.place_from_id.responsible
            movement.handed_by = person or movement.handed_by

    @api.depends("place_to_id")
    def _compute_received_by(self):
        for movement in self:
            person = movement.place_to_id.responsible
            movement.received_by = person or movement.received_by

    @api.depends("line_ids")
    def _compute_line_count(self):
        for movement in self:
            movement.line_count = len(movement.line_ids)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: a document begins as a draft."""
        if not self.env.su:
            for vals in vals_list:
                vals.pop("number", None)
                vals["state"] = "draft"
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base`: only posting gives a number, nothing changes after it."""
        posted = self.filtered(lambda movement: movement.state == "done")[:1]
        if posted:
            raise UserError(
                self.env._(
                    "Document %(number)s is posted and does not change. Reverse it "
                    "and write a new one.",
                    number=posted.number,
                )
            )
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k not in ("number", "state")}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        posted = self.filtered(lambda movement: movement.state == "done")[:1]
        if posted:
            raise UserError(
                self.env._(
                    "Document %(number)s is posted and stays. Reverse it instead.",
                    number=posted.number,
                )
            )

    # === ACTIONS === #

    def action_post(self):
        """Post documents written by hand."""
        self.check_access("write")
        for movement in self:
            if movement.kind in (*ACTS, "reversal"):
                raise UserError(
                    self.env._(
                        "Documents of this kind are made by the act at the usage "
                        "point or by a reversal. Choose another kind."
                    )
                )
        self._post()

    def action_reverse(self):
        """Write and open the document that takes this one back."""
        self.ensure_one()
        self.check_access("write")
        if self.kind in ACTS:
            raise UserError(
                self.env._(
                    "Document %(number)s is an act at a usage point. Press “Correct "
                    "the act”; the journal follows.",
                    number=self.number,
                )
            )
        reversal = self.line_ids._reverse()
        return reversal._open()

    def action_add_all(self):
        """Add all devices that are at the place the document takes from."""
        self.ensure_one()
        stays = self.env["elektrohisob.stay"].search(
            [
                ("place_id", "=", self.place_from_id.id),
                ("date_end", "=", False),
                ("device_id", "not in", self.line_ids.device_id.ids),
            ]
        )
        self.line_ids = [
            Command.create({"device_id": device.id}) for device in stays.device_id
        ]

    # === BUSINESS METHODS === #

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _next_number(self):
        """Next number of the journal of the district: 2026/00001."""
        self.ensure_one()
        # counters are nobody's own rows
        Sequence = self.env["ir.sequence"].sudo()
        code = f"elektrohisob.movement.{self.company_id.id}"
        sequence = Sequence.search([("code", "=", code)], limit=1)
        if not sequence:
            sequence = Sequence.create(
                {
                    "name": f"Journal of devices, {self.company_id.name}",
                    "code": code,
                    "company_id": self.company_id.id,
                    "prefix": "%(range_year)s/",
                    "padding": 5,
                    "use_date_range": True,
                }
            )
        return sequence.next_by_id(sequence_date=self.date)
