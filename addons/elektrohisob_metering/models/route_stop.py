from odoo import api, fields, models


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

    # === BUSINESS METHODS === #

    @api.model
    def _follow(self, accounts):
        """Give stops of accounts that went to another district a route there.

        The new district gets a route of the same code and name with the stops in their
        order; a route that has no stops left is archived. Sheets stay with the
        district that made them, without the rows nobody has read yet.
        """
        stops = self.search([("account_id", "in", accounts.ids)])
        strange = stops.filtered(
            lambda stop: stop.route_id.company_id != stop.account_id.company_id
        )
        for route, moved in strange.grouped("route_id").items():
            for company, part in moved.grouped(
                lambda stop: stop.account_id.company_id
            ).items():
                part._move_to_route(route._get_twin(company))
            if not route.stop_ids:
                route.active = False

    def _move_to_route(self, route):
        """Put the stops at the end of another route, with their notes."""
        self._forget_empty_rows()
        last = max(route.stop_ids.mapped("sequence"), default=0)
        for number, stop in enumerate(self.sorted("sequence"), last + 1):
            stop.write({"route_id": route.id, "sequence": number})
        self.env["elektrohisob.route"].invalidate_model(["stop_ids"])

    def _forget_empty_rows(self):
        """Rows of open sheets that nothing was typed into go."""
        lines = self.env["elektrohisob.route.sheet.line"].search(
            [
                ("usage_point_id", "in", self.usage_point_id.ids),
                ("state", "=", "empty"),
                ("remark_id", "=", False),
                ("sheet_id.state", "=", "open"),
            ]
        )
        lines.unlink()

    def _leave(self):
        """Take the stops off their routes: nobody is to be read there any more."""
        self._forget_empty_rows()
        self.unlink()
