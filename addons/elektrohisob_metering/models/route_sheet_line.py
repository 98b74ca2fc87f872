from odoo import api, fields, models
from odoo.tools import format_date


class RouteSheetLine(models.Model):
    """One meter on a route sheet: what was before, what the reader brought back."""

    _name = "elektrohisob.route.sheet.line"
    _description = "Row of a route sheet"
    _order = "sheet_id, sequence, id"
    _rec_name = "installation_id"
    _check_company_auto = True

    sheet_id = fields.Many2one(
        "elektrohisob.route.sheet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="sheet_id.company_id", store=True)
    date = fields.Date(related="sheet_id.date", store=True)
    sequence = fields.Integer(string="No.")
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point", required=True, index=True, ondelete="cascade"
    )
    installation_id = fields.Many2one(
        "elektrohisob.installation",
        string="Meter",
        required=True,
        index=True,
        ondelete="cascade",
    )
    meter_id = fields.Many2one(related="installation_id.meter_id", string="Device")
    reading_type = fields.Selection(
        lambda self: (
            self.env["elektrohisob.reading"]
            ._fields["reading_type"]
            ._description_selection(self.env)
        ),
        string="Register",
        required=True,
        default="A+",
    )
    account_id = fields.Many2one(related="usage_point_id.account_id")
    address = fields.Char(related="account_id.address")
    previous_date = fields.Date(string="Last read on", readonly=True)
    previous_value = fields.Float(
        string="Last reading", digits=(16, 3), readonly=True, aggregator=None
    )
    usual_day = fields.Float(
        string="Usual kWh a day", digits=(16, 1), readonly=True, aggregator=None
    )
    value = fields.Char(string="Typed in", help="What the register shows, as typed.")
    is_confirmed = fields.Boolean(
        string="Checked", help="Take it as it is, whatever the checks say."
    )
    remark_id = fields.Many2one(
        "elektrohisob.reason",
        domain=[("document", "=", "reading_remark")],
        ondelete="restrict",
    )
    is_followed = fields.Boolean(
        string="Followed up",
        readonly=True,
        help="Work was ordered for the remark, or the settlement knows of it.",
    )
    note = fields.Char()
    state = fields.Selection(
        [
            ("empty", "Empty"),
            ("draft", "Not taken yet"),
            ("accepted", "Taken"),
            ("parked", "Waits for decision"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="empty",
    )
    check_code = fields.Char(string="Check", readonly=True)
    check_figures = fields.Json(string="Figures of the check", readonly=True)
    check_note = fields.Char(string="Why", compute="_compute_check_note")
    kwh = fields.Float(
        string="kWh since", digits=(16, 3), readonly=True, aggregator=None
    )
    reading_id = fields.Many2one(
        "elektrohisob.reading", string="Taken as", readonly=True, index="btree_not_null"
    )

    _installation_uniq = models.Constraint(
        "unique(sheet_id, installation_id, reading_type)",
        "The register of the meter is on the sheet already.",
    )
    _remark_idx = models.Index("(usage_point_id, date) WHERE remark_id IS NOT NULL")

    @api.depends("installation_id", "date")
    def _compute_display_name(self):
        for line in self:
            day = format_date(self.env, line.date) if line.date else ""
            line.display_name = f"{line.meter_id.serial or ''} {day}".strip()

    @api.depends("check_code", "check_figures", "value")
    @api.depends_context("lang")
    def _compute_check_note(self):
        """What the check said, in the language of whoever reads it."""
        Check = self.env["elektrohisob.reading.check"]
        for line in self:
            texts = Check._get_texts(
                line.account_id.number, line.meter_id.serial, line.date, 0.0
            )
            texts["value"] = line.value or ""
            line.check_note = Check._tell(line.check_code, texts, line.check_figures)
