from odoo import fields, models


class RouteStop(models.Model):
    """Usage point on a route; a point is on one route only."""

    _name = "elektrohisob.route.stop"
    _description = "Stop of a route"
    _order = "route_id, sequence, id"
    _rec_name = "usage_point_id"
    _check_company_auto = True

    route_id = fields.Many2one(
        "elektrohisob.route",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="route_id.company_id", store=True)
    sequence = fields.Integer(string="No.", default=1)
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Usage point",
        required=True,
        ondelete="cascade",
        check_company=True,
    )
    account_id = fields.Many2one(related="usage_point_id.account_id")
    address = fields.Char(related="account_id.address")
    installation_id = fields.Many2one(
        related="usage_point_id.installation_id", string="Meter"
    )
    note = fields.Char(help="Printed on the sheet: gate code, dog, ask the neighbour.")

    _point_uniq = models.Constraint(
        "unique(usage_point_id)",
        "The point is on a route already. Take it off there first.",
    )
