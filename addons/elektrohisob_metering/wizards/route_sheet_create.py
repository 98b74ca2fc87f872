from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class RouteSheetCreate(models.TransientModel):
    """Sheets of a reading day for some routes or the whole district network."""

    _name = "elektrohisob.route.sheet.create"
    _description = "Create route sheets"

    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        domain=[("network_level", "=", "district")],
    )
    date = fields.Date(
        string="Readings of",
        required=True,
        default=business_today,
        help="The reading is the register at 00:00 of this day.",
    )
    route_ids = fields.Many2many(
        "elektrohisob.route",
        string="Routes",
        domain="[('company_id', '=', company_id)]",
        help="Leave empty for all routes of the district network.",
    )
    point_count = fields.Integer(string="Points", compute="_compute_point_count")

    @api.depends("company_id", "route_ids")
    def _compute_point_count(self):
        for wizard in self:
            wizard.point_count = sum(wizard._get_routes().mapped("stop_count"))

    def action_create(self):
        """Create the sheets and list them."""
        sheets = self._create_sheets()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Route sheets"),
            "res_model": "elektrohisob.route.sheet",
            "view_mode": "list,form",
            "domain": [("id", "in", sheets.ids)],
        }

    def action_create_print(self):
        """Create the sheets and print them all."""
        return self._create_sheets().action_print()

    def _create_sheets(self):
        routes = self._get_routes()
        if not routes:
            raise UserError(
                self.env._(
                    "%(district)s has no reading route. Create one under Metering → "
                    "Readings → Routes.",
                    district=self.company_id.name,
                )
            )
        return self.env["elektrohisob.route.sheet"]._create_for(routes, self.date)

    def _get_routes(self):
        return self.route_ids or self.env["elektrohisob.route"].search(
            [("company_id", "=", self.company_id.id)]
        )
