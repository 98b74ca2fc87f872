from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.work_order import KINDS, REASON_DOCUMENTS


class WorkOrderCreate(models.TransientModel):
    """Work orders for many usage points at once: chosen points, devices, readings
    that wait in the queue, or accounts."""

    _name = "elektrohisob.work.order.create"
    _description = "Create work orders"

    kind = fields.Selection(KINDS, required=True, default="check")
    reason_document = fields.Char(compute="_compute_reason_document")
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        domain="[('document', '=', reason_document)]",
    )
    ground = fields.Char()
    instruction = fields.Text(string="What to do")
    usage_point_ids = fields.Many2many("elektrohisob.usage.point", string="Points")
    point_count = fields.Integer(string="Usage points", compute="_compute_counts")
    busy_count = fields.Integer(
        string="Left out",
        compute="_compute_counts",
        help="Points that already have an open order of this kind.",
    )
    crew_id = fields.Many2one("elektrohisob.crew")
    date_planned = fields.Date(string="Planned for")

    @api.depends("kind")
    def _compute_reason_document(self):
        for wizard in self:
            wizard.reason_document = REASON_DOCUMENTS.get(wizard.kind, False)

    @api.depends("usage_point_ids", "kind")
    def _compute_counts(self):
        for wizard in self:
            points = wizard.usage_point_ids
            open_orders = self.env["elektrohisob.work.order"].search(
                [
                    ("usage_point_id", "in", points.ids),
                    ("kind", "=", wizard.kind),
                    ("state", "in", ("draft", "planned", "issued")),
                ]
            )
            wizard.point_count = len(points)
            wizard.busy_count = len(open_orders.usage_point_id)

    @api.model
    def default_get(self, fields_list):
        """Override of `base` to take the points of the chosen rows."""
        values = super().default_get(fields_list)
        model = self.env.context.get("active_model")
        ids = self.env.context.get("active_ids")
        if "usage_point_ids" in fields_list and model and ids:
            rows = self.env[model].browse(ids).exists()
            rows.check_access("read")
            points = self._get_points(rows)
            values["usage_point_ids"] = [fields.Command.set(points.ids)]
        return values

    @api.model
    def _get_points(self, rows):
        """Hook: usage points of chosen rows of any model this dialog is bound to."""
        if rows._name == "elektrohisob.usage.point":
            return rows
        if rows._name == "elektrohisob.account":
            return rows.usage_point_ids
        if rows._name == "elektrohisob.reading":
            return rows.installation_id.usage_point_id
        if rows._name == "elektrohisob.device":
            return rows.usage_point_id | rows.installation_id.usage_point_id
        return self.env["elektrohisob.usage.point"]

    # === ACTIONS === #

    def action_create(self):
        """Create the orders, plan them if a crew and a day are given, show them."""
        self.ensure_one()
        Order = self.env["elektrohisob.work.order"]
        Order.check_access("create")
        if not self.usage_point_ids:
            raise UserError(
                self.env._(
                    "None of the chosen rows belongs to a usage point. Choose points, "
                    "or devices that hang."
                )
            )
        orders = Order._order_for(
            self.usage_point_ids,
            self.kind,
            reason_id=self.reason_id.id,
            ground=self.ground,
            instruction=self.instruction,
        )
        if not orders:
            raise UserError(
                self.env._(
                    "All chosen points already have an open order of this kind. Find "
                    "it in the list of work orders."
                )
            )
        if self.crew_id and self.date_planned:
            orders._plan(self.crew_id, self.date_planned)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New work orders"),
            "res_model": Order._name,
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }
