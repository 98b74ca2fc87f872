from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine import checks

# Tolerance of the engine → parameter it is read from.
TOLERANCES = {
    "R03": {"days": "reading_future_days"},
    "R06": {
        "factor": "reading_usual_factor",
        "threshold": "reading_usual_threshold",
    },
    "R07": {"factor": "reading_power_factor"},
    "R14": {"factor": "reading_low_factor", "threshold": "reading_low_threshold"},
    "R15": {"days": "reading_zero_days"},
    "R17": {"threshold": "reading_disconnected_threshold"},
    "R18": {"factor": "reading_current_factor"},
    "R19": {"days": "reading_oldest_days"},
    "R20": {"factor": "reading_demand_factor"},
    "R21": {"factor": "reading_demand_average_factor"},
}


class ReadingCheck(models.Model):
    """One check of the acceptance of readings.

    The logic of each code is in ``engine/checks.py``; administrators change what
    happens to a reading that fails. How much is tolerated are parameters, by date
    and by unit.
    """

    _name = "elektrohisob.reading.check"
    _description = "Reading check"
    _inherit = ["elektrohisob.check.mixin"]
    _order = "code"
    _rec_name = "code"
    _tolerances = TOLERANCES

    severity = fields.Selection(
        [
            ("refuse", "Refuse"),
            ("queue", "Put into the queue"),
            ("accept", "Accept"),
        ],
        string="A reading that fails",
        required=True,
    )
    norm = fields.Char(
        string="Ground", translate=True, help="The norm or custom behind the check."
    )
    waiting_count = fields.Integer(
        string="Waiting",
        compute="_compute_findings",
        help="Readings stopped by the check that nobody has decided yet.",
    )
    true_count = fields.Integer(
        string="Rightly stopped",
        compute="_compute_findings",
        help="Readings that were refused, corrected or moved to another meter after "
        "the check stopped them.",
    )
    false_count = fields.Integer(
        string="Wrongly stopped",
        compute="_compute_findings",
        help="Readings that were accepted as they are. Many of them mean that the "
        "tolerance is too narrow.",
    )
    noted_count = fields.Integer(
        string="Marked only",
        compute="_compute_findings",
        help="Readings accepted at once with the remark of the check.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.code or ''} {rule.name or ''}".strip()

    @api.depends_context("allowed_company_ids")
    def _compute_findings(self):
        """What became of the readings the check objected to, in the active units."""
        self.env["elektrohisob.reading"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT check_code,
                       count(*) FILTER (WHERE state = 'queued'),
                       count(*) FILTER (WHERE state IN ('refused', 'replaced')),
                       count(*) FILTER (
                             WHERE state = 'valid' AND decided_by_id IS NOT NULL),
                       count(*) FILTER (
                             WHERE state = 'valid' AND decided_by_id IS NULL)
                  FROM elektrohisob_reading
                 WHERE check_code IS NOT NULL AND company_id = ANY(%s)
                 GROUP BY check_code
                """,
                self.env.companies.ids,
            )
        )
        found = {code: counts for code, *counts in rows}
        for rule in self:
            waiting, right, wrong, noted = found.get(rule.code, (0, 0, 0, 0))
            rule.waiting_count = waiting
            rule.true_count = right
            rule.false_count = wrong
            rule.noted_count = noted

    @api.constrains("severity", "active", "code")
    def _check_severity(self):
        for rule in self:
            code = rule.code
            needed = (
                (code in checks.ALWAYS_REFUSED and rule.severity != checks.REFUSE)
                or (code in checks.ALWAYS_CHECKED and not rule.active)
                or (code in checks.CONTRADICTIONS and rule.severity == checks.ACCEPT)
            )
            if needed:
                raise ValidationError(
                    self.env._(
                        "Check %(code)s cannot be switched off or made softer: such "
                        "a reading cannot be charged. Change its tolerances, or "
                        "another check.",
                        code=code,
                    )
                )

    # === ACTIONS === #

    def action_open_readings(self):
        """Readings the check objected to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [("check_code", "=", self.code)],
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_rules(self, company, day):
        """Rules in force in the unit on the day for the engine, by code."""
        rows = self.sudo().search_fetch([])  # anybody's reading meets them
        rules = {}
        for row in rows:
            tolerance = row._get_tolerances(company, day)
            if "threshold" in tolerance:
                tolerance["threshold"] = round(tolerance["threshold"] * checks.WH)
            rules[row.code] = checks.Rule(row.code, row.severity, **tolerance)
        return rules

    @api.model
    def _format_day(self, day):
        # babel takes half a millisecond for the same
        return f"{day.day:02}.{day.month:02}.{day.year:04}" if day else ""

    @api.model
    def _format_kwh(self, wh):
        """Wh as kWh without needless zeros.

        >>> 1234500 → "1234.5"
        """
        text = f"{wh / checks.WH:.3f}"
        return text.rstrip("0").rstrip(".")
