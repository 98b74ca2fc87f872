from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.dates import business_today


class WorkOrderPlan(models.TransientModel):
    """Gives chosen work orders to a crew for a day, numbered along the streets."""

    _name = "elektrohisob.work.order.plan"
    _description = "Plan work orders"

    order_ids = fields.Many2many("elektrohisob.work.order", string="Orders")
    crew_id = fields.Many2one("elektrohisob.crew", required=True)
    date_planned = fields.Date(
        string="Planned for", required=True, default=business_today
    )
    is_issued = fields.Boolean(
        string="Issue at once", help="The orders appear on the field page at once."
    )
    day_count = fields.Integer(
        string="Already planned for this day", compute="_compute_day_count"
    )

    @api.depends("crew_id", "date_planned")
    def _compute_day_count(self):
        for wizard in self:
            wizard.day_count = self.env["elektrohisob.work.order"].search_count(
                [
                    ("crew_id", "=", wizard.crew_id.id),
                    ("date_planned", "=", wizard.date_planned),
                    ("state", "in", ("planned", "issued")),
                    ("id", "not in", wizard.order_ids.ids),
                ]
            )

    @api.model
    def default_get(self, fields_list):
        """Override of `base` to take the chosen orders."""
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "elektrohisob.work.order":
            ids = self.env.context.get("active_ids") or []
            values["order_ids"] = [fields.Command.set(ids)]
        return values

    # === ACTIONS === #

    def action_plan(self):
        """Plan the orders, and issue them if asked."""
        self.ensure_one()
        self.order_ids._plan(self.crew_id, self.date_planned)
        if self.is_issued:
            self.order_ids.filtered(lambda o: o.state == "planned").action_issue()
        return {"type": "ir.actions.act_window_close"}
