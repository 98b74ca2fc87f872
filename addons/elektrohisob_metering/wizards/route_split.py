from odoo import api, fields, models
from odoo.exceptions import UserError


class RouteSplit(models.TransientModel):
    """The end of a route becomes a route of its own, or goes to another one."""

    _name = "elektrohisob.route.split"
    _description = "Split a route"

    route_id = fields.Many2one("elektrohisob.route", required=True, readonly=True)
    company_id = fields.Many2one(related="route_id.company_id")
    stop_id = fields.Many2one(
        "elektrohisob.route.stop",
        string="From the stop",
        required=True,
        domain="[('route_id', '=', route_id)]",
    )
    last_stop_id = fields.Many2one(
        "elektrohisob.route.stop",
        string="To the stop",
        domain="[('route_id', '=', route_id)]",
        help="Leave empty for the end of the route.",
    )
    target_id = fields.Many2one(
        "elektrohisob.route",
        string="To the route",
        domain="[('company_id', '=', company_id), ('id', '!=', route_id)]",
        help="Leave empty to create a new route.",
    )
    code = fields.Char(string="Code of the new route")
    name = fields.Char(string="Name of the new route")
    reader_id = fields.Many2one(
        "res.users", string="Meter reader", domain=[("share", "=", False)]
    )
    moved_count = fields.Integer(string="Points that go", compute="_compute_moved")

    @api.depends("stop_id", "last_stop_id")
    def _compute_moved(self):
        for wizard in self:
            wizard.moved_count = len(wizard._get_moved())

    def action_split(self):
        """Move the stops; both routes are numbered from one again."""
        self.ensure_one()
        moved = self._get_moved()
        if not moved:
            raise UserError(
                self.env._(
                    "No stop lies between %(first)s and %(last)s. Choose a later last "
                    "stop.",
                    first=self.stop_id.display_name,
                    last=self.last_stop_id.display_name,
                )
            )
        target = self.target_id or self._create_route()
        start = max(target.stop_ids.mapped("sequence"), default=0)
        for number, stop in enumerate(moved, start=start + 1):
            stop.write({"route_id": target.id, "sequence": number})
        self.route_id._renumber(self.route_id.stop_ids)
        return target.action_open_stops()

    def _get_moved(self):
        stops = self.route_id.stop_ids
        ids = stops.ids
        if self.stop_id.id not in ids:
            return stops.browse()
        first = ids.index(self.stop_id.id)
        last = self.last_stop_id.id
        end = ids.index(last) + 1 if last in ids else len(ids)
        return stops[first:end]

    def _create_route(self):
        if not (self.code and self.name):
            raise UserError(
                self.env._(
                    "Give the new route a code and a name, or choose the route the "
                    "%(count)s points go to.",
                    count=self.moved_count,
                )
            )
        return self.env["elektrohisob.route"].create(
            {
                "code": self.code,
                "name": self.name,
                "company_id": self.company_id.id,
                "reader_id": self.reader_id.id,
            }
        )
