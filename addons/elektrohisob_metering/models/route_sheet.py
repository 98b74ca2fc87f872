from odoo import api, fields, models
from odoo.exceptions import UserError


class RouteSheet(models.Model):
    """What is to be read on a route for a day, and what came back (reading sheet).

    A reading dated D is the register at 00:00 of D.
    """

    _name = "elektrohisob.route.sheet"
    _description = "Route sheet"
    _order = "date desc, route_id"
    _check_company_auto = True

    route_id = fields.Many2one(
        "elektrohisob.route",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="route_id.company_id", store=True, string="District network"
    )
    date = fields.Date(string="Readings of", required=True)
    reader_id = fields.Many2one(
        "res.users",
        string="Meter reader",
        compute="_compute_reader_id",
        store=True,
        readonly=False,
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
    )
    line_ids = fields.One2many("elektrohisob.route.sheet.line", "sheet_id")
    line_count = fields.Integer(string="Meters", compute="_compute_counts")
    draft_count = fields.Integer(string="Typed in", compute="_compute_counts")
    taken_count = fields.Integer(string="Taken", compute="_compute_counts")
    doubt_count = fields.Integer(string="In doubt", compute="_compute_counts")
    remark_count = fields.Integer(string="Remarks", compute="_compute_counts")
    left_count = fields.Integer(string="Still empty", compute="_compute_counts")

    _route_day_uniq = models.Constraint(
        "unique(route_id, date)", "The route already has a sheet of this day."
    )
    _company_idx = models.Index("(company_id, date)")

    @api.depends("route_id")
    def _compute_reader_id(self):
        for sheet in self:
            sheet.reader_id = sheet.reader_id or sheet.route_id.reader_id

    @api.depends("route_id", "date")
    def _compute_display_name(self):
        for sheet in self:
            day = f"{sheet.date:%d.%m.%Y}" if sheet.date else ""
            sheet.display_name = f"{sheet.route_id.code or ''} · {day}"

    @api.depends("line_ids.state", "line_ids.remark_id")
    def _compute_counts(self):
        Line = self.env["elektrohisob.route.sheet.line"]
        Line.flush_model()
        groups = Line._read_group(
            [("sheet_id", "in", self.ids)], ["sheet_id", "state"], ["__count"]
        )
        remarks = Line._read_group(
            [("sheet_id", "in", self.ids), ("remark_id", "!=", False)],
            ["sheet_id"],
            ["__count"],
        )
        counts, noted = {}, dict(remarks)
        for sheet, state, count in groups:
            counts.setdefault(sheet.id, {})[state] = count
        for sheet in self:
            found = counts.get(sheet._origin.id, {})
            sheet.line_count = sum(found.values())
            sheet.draft_count = found.get("draft", 0)
            sheet.taken_count = found.get("accepted", 0)
            sheet.doubt_count = found.get("parked", 0) + found.get("refused", 0)
            sheet.remark_count = noted.get(sheet._origin, 0)
            sheet.left_count = found.get("empty", 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.line_ids.filtered("reading_id")[:1]
        if used:
            raise UserError(
                self.env._(
                    "Sheet %(sheet)s has readings that were taken, so it is kept. "
                    "Close it instead.",
                    sheet=used.sheet_id.display_name,
                )
            )

    # === ACTIONS === #

    def action_open_grid(self):
        """Open the grid in which readings are typed in by keyboard alone."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "elektrohisob_metering.route_sheet_grid",
            "name": self.display_name,
            "params": {"sheet_id": self.id},
            "context": {"sheet_id": self.id},
        }

    def action_print(self):
        """PDF of the sheets, one after the other."""
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/route-sheets?ids={ids}",
            "target": "new",
        }

    def action_take(self):
        """Hand in everything that is typed in and close sheets that are complete."""
        for sheet in self:
            sheet._take()

    def action_close(self):
        """Nothing more will come back on these sheets."""
        typed = self.line_ids.filtered(lambda line: line.state == "draft")[:1]
        if typed:
            raise UserError(
                self.env._(
                    "Sheet %(sheet)s has readings that are typed in and not taken, "
                    "the first of meter %(meter)s. Take them, or empty them.",
                    sheet=typed.sheet_id.display_name,
                    meter=typed.meter_id.serial,
                )
            )
        self.state = "closed"

    def action_reopen(self):
        """Something came back late after all."""
        self.state = "open"

    def action_open_lines(self):
        """Rows of the sheet as a list."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "elektrohisob.route.sheet.line",
            "view_mode": "list",
            "domain": [("sheet_id", "=", self.id)],
        }
