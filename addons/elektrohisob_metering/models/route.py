from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.house import house_key


class Route(models.Model):
    """Way of a meter reader through a district network (CIM Route): usage points in
    the order he passes them."""

    _name = "elektrohisob.route"
    _description = "Reading route"
    _order = "company_id, code"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True)
    name = fields.Char(required=True, help="For example the mahalla.")
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        domain=[("network_level", "=", "district")],
        ondelete="restrict",
    )
    reader_id = fields.Many2one(
        "res.users", string="Meter reader", domain=[("share", "=", False)]
    )
    active = fields.Boolean(default=True)
    stop_ids = fields.One2many("elektrohisob.route.stop", "route_id", string="Stops")
    stop_count = fields.Integer(string="Points", compute="_compute_counts")
    sheet_ids = fields.One2many("elektrohisob.route.sheet", "route_id")
    last_sheet_date = fields.Date(string="Last sheet", compute="_compute_counts")
    note = fields.Text(help="How to get in, where the keys are.")

    _code_uniq = models.Constraint(
        "unique(company_id, code)", "The district network already has this route."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for route in self:
            route.display_name = f"{route.code or ''} {route.name or ''}".strip()

    @api.depends("stop_ids", "sheet_ids.date")
    def _compute_counts(self):
        count = self.env["elektrohisob.route.stop"]._read_group(
            [("route_id", "in", self.ids)], ["route_id"], ["__count"]
        )
        last = self.env["elektrohisob.route.sheet"]._read_group(
            [("route_id", "in", self.ids)], ["route_id"], ["date:max"]
        )
        counts, days = dict(count), dict(last)
        for route in self:
            route.stop_count = counts.get(route._origin, 0)
            route.last_sheet_date = days.get(route._origin, False)

    # === ACTIONS === #

    def action_fill(self):
        """Open the wizard that adds points street by street."""
        return self._open_wizard("elektrohisob.route.fill", self.env._("Add points"))

    def action_split(self):
        """Open the wizard that gives the end of the route to another one."""
        return self._open_wizard(
            "elektrohisob.route.split", self.env._("Split the route")
        )

    def action_create_sheets(self):
        """Open the wizard that makes the sheets of a reading day."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Create route sheets"),
            "res_model": "elektrohisob.route.sheet.create",
            "view_mode": "form",
            "target": "new",
            "context": {"default_route_ids": self.ids},
        }

    def action_open_stops(self):
        """Points of the route in their order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "elektrohisob.route.stop",
            "view_mode": "list",
            "domain": [("route_id", "=", self.id)],
            "context": {"default_route_id": self.id},
        }

    def action_open_sheets(self):
        """Sheets of the route, newest first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "elektrohisob.route.sheet",
            "view_mode": "list,form",
            "domain": [("route_id", "=", self.id)],
        }

    def action_sort(self):
        """Put the points in the order of streets, houses and flats."""
        for route in self:
            route._renumber(route.stop_ids.sorted(address_key))

    def _open_wizard(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_route_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _renumber(self, stops):
        """Number the stops from one in the order given."""
        if not stops:
            return
        stops.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_route_stop s SET sequence = w.n
                  FROM unnest(%s::int[], %s::int[]) AS w(id, n)
                 WHERE s.id = w.id AND s.sequence IS DISTINCT FROM w.n
                """,
                stops.ids,
                list(range(1, len(stops) + 1)),
            )
        )
        stops.invalidate_model(["sequence"])
        self.invalidate_recordset(["stop_ids"])

    def _append(self, points):
        """Put the points at the end of the route in the order given; points that
        are on a route already stay there.

        :return: number of points added
        """
        self.ensure_one()
        Stop = self.env["elektrohisob.route.stop"]
        taken = Stop.search([("usage_point_id", "in", points.ids)]).usage_point_id
        start = max(self.stop_ids.mapped("sequence"), default=0)
        new = points - taken
        Stop.create(
            [
                {
                    "route_id": self.id,
                    "usage_point_id": point.id,
                    "sequence": start + number,
                }
                for number, point in enumerate(new, start=1)
            ]
        )
        return len(new)

    def _get_twin(self, company):
        """Route of the same code and name in another district network."""
        twin = self.with_context(active_test=False).search(
            [("company_id", "=", company.id), ("code", "=", self.code)], limit=1
        )
        if twin and twin.name == self.name:
            twin.active = True
            return twin
        code = self.code
        if twin:  # another way has this code there
            code = f"{self.code}-{self.company_id.network_code or self.company_id.id}"
            known = self.search([("company_id", "=", company.id), ("code", "=", code)])
            if known:
                return known
        return self.create(
            {"code": code, "name": self.name, "company_id": company.id,
             "note": self.note}
        )  # fmt: skip


def address_key(row):
    """Key by which points or stops follow each other in the street: mahalla, street,
    house and flat in the order of their numbers."""
    account = row.account_id
    return (
        account.locality_id.name or "",
        account.street_id.name or "",
        *_natural(house_key(account.house or "")),
        *_natural(account.flat or ""),
        account.number,
        row.id,
    )


def _natural(text):
    digits = ""
    for letter in text:
        if not letter.isdigit():
            break
        digits += letter
    return int(digits or 0), text
