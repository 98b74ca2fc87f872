from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.route import address_key


class RouteFill(models.TransientModel):
    """Points of whole mahallas, streets or houses become stops of a route."""

    _name = "elektrohisob.route.fill"
    _description = "Add points to a route"

    route_id = fields.Many2one("elektrohisob.route", required=True, readonly=True)
    company_id = fields.Many2one(related="route_id.company_id")
    district_id = fields.Many2one(related="company_id.district_id")
    locality_ids = fields.Many2many(
        "elektrohisob.locality",
        string="Mahallas",
        domain="[('district_id', '=', district_id)]",
    )
    street_ids = fields.Many2many(
        "elektrohisob.street",
        string="Streets",
        domain="[('locality_id.district_id', '=', district_id)]",
    )
    building_ids = fields.Many2many(
        "elektrohisob.building",
        string="Houses",
        domain="[('street_id.locality_id.district_id', '=', district_id)]",
    )
    category = fields.Selection(
        [("household", "Households"), ("other", "Legal and budget consumers")],
        string="Consumers",
        help="Leave empty for all.",
    )
    skip_remote = fields.Boolean(
        string="Without meters read remotely",
        help="Points whose meter is read by ASKUE stay off the route.",
    )
    point_count = fields.Integer(
        string="Points that will be added", compute="_compute_point_count"
    )

    @api.depends(
        "route_id", "locality_ids", "street_ids", "building_ids", "category",
        "skip_remote",
    )  # fmt: skip
    def _compute_point_count(self):
        for wizard in self:
            wizard.point_count = len(wizard._find_points())

    def action_add(self):
        """Add the points in the order of streets, houses and flats."""
        self.ensure_one()
        points = self._find_points().sorted(address_key)
        if not points:
            raise UserError(
                self.env._(
                    "No point of these addresses is free for route %(route)s. Choose "
                    "other streets; points of another route are split off there.",
                    route=self.route_id.display_name,
                )
            )
        self.route_id._append(points)
        return self.route_id.action_open_stops()

    def _find_points(self):
        """Points with a meter at the chosen addresses that are on no route."""
        places = Domain.OR(
            [
                Domain("locality_id", "in", self.locality_ids.ids),
                Domain("street_id", "in", self.street_ids.ids),
                Domain("id", "in", self._find_house_account_ids()),
            ]
        )
        accounts = Domain("company_id", "=", self.company_id.id) & places
        accounts &= Domain("state", "=", "active")
        if self.category:
            operator = "=" if self.category == "household" else "!="
            accounts &= Domain("category", operator, "household")
        domain = Domain("account_id", "any", accounts)
        domain &= Domain("installation_ids", "any", [("date_end", "=", False)])
        domain &= Domain("stop_ids", "=", False)
        if self.skip_remote:
            domain &= Domain(
                "installation_ids",
                "any",
                [("date_end", "=", False), ("meter_id.type_id.is_smart", "=", False)],
            )
        return self.env["elektrohisob.usage.point"].search(domain)

    def _find_house_account_ids(self):
        found = []
        for building in self.building_ids:
            found += building._find_account_ids()
        return found
