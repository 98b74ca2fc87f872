from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ..engine import checks

# Tolerance of the engine → parameter it is read from.
TOLERANCES = {
    "R03": {"days": "reading_future_days"},
    "R06": {
        "factor": "reading_usual_factor",
        "threshold": "reading_usual_threshold",
    },
    "R07": {"factor": "reading_power_factor"},
}


class ReadingCheck(models.Model):
    """One check of the acceptance of readings.

    The logic of each code is in ``engine/checks.py``; administrators change what
    happens to a reading that fails. How much is tolerated are parameters, by date
    and by unit.
    """

    _name = "elektrohisob.reading.check"
    _description = "Reading check"
    _order = "code"
    _rec_name = "code"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="What is checked", required=True, translate=True)
    severity = fields.Selection(
        [
            ("refuse", "Refuse"),
            ("queue", "Put into the queue"),
            ("accept", "Accept"),
        ],
        string="A reading that fails",
        required=True,
    )
    tolerance = fields.Char(
        compute="_compute_tolerance", help="Today in the unit you work in."
    )
    norm = fields.Char(string="Ground", help="The norm or custom behind the check.")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("unique(code)", "This check already exists.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.code or ''} {rule.name or ''}".strip()

    @api.depends("code")
    @api.depends_context("company", "lang")
    def _compute_tolerance(self):
        for rule in self:
            parameters = rule._get_parameters()
            rule.tolerance = " · ".join(parameters.mapped("current_value"))

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_built_in(self):
        raise ValidationError(
            self.env._("Reading checks are not deleted. Archive the check instead.")
        )

    # === ACTIONS === #

    def action_open_tolerances(self):
        """List the parameters the check reads its tolerances from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "elektrohisob.parameter",
            "view_mode": "list,form",
            "domain": [("id", "in", self._get_parameters().ids)],
        }

    # === BUSINESS METHODS === #

    def _get_parameters(self):
        codes = list(TOLERANCES.get(self.code, {}).values())
        return self.env["elektrohisob.parameter"].search([("code", "in", codes)])

    @api.model
    def _get_rules(self, company, day):
        """Rules in force in the unit on the day for the engine, by code."""
        get = self.env["elektrohisob.parameter"]._get_value
        rows = self.sudo().search_fetch([])  # anybody's reading meets them
        rules = {}
        for row in rows:
            tolerance = {
                name: get(code, company, day)
                for name, code in TOLERANCES.get(row.code, {}).items()
            }
            if "threshold" in tolerance:
                tolerance["threshold"] = round(tolerance["threshold"] * checks.WH)
            rules[row.code] = checks.Rule(row.code, row.severity, **tolerance)
        return rules

    @api.model
    def _get_reason(self, code, item, figures):
        """Sentence naming account, meter, day, values and what to do.

        :param dict item: texts ``account``, ``meter``, ``day``, ``value`` of the
            reading
        :param figures: figures of the verdict, see ``engine.checks``
        """
        return getattr(self, f"_get_reason_{code.lower()}")(item, figures)

    @api.model
    def _format_day(self, day):
        return format_date(self.env, day, date_format="dd.MM.yyyy") if day else ""

    @api.model
    def _format_kwh(self, wh):
        """Wh as kWh without needless zeros.

        >>> 1234500 → "1234.5"
        """
        text = f"{wh / checks.WH:.3f}"
        return text.rstrip("0").rstrip(".")

    def _get_reason_r01(self, item, figures):
        return self.env._(
            "There is no account %(account)s in your district networks. Correct the "
            "number in the file.",
            **item,
        )

    def _get_reason_r02(self, item, figures):
        if figures.get("start") is None:
            return self.env._(
                "Account %(account)s had no meter on %(day)s. Enter the act of "
                "installation, or correct the date.",
                **item,
            )
        end = figures["end"] and fields.Date.subtract(figures["end"], days=1)
        return self.env._(
            "Account %(account)s: meter %(meter)s hung from %(start)s to %(end)s, so "
            "it has no reading of %(day)s. Correct the date, or the act.",
            **item,
            start=self._format_day(figures["start"]),
            end=self._format_day(end) or self.env._("now"),
        )

    def _get_reason_r03(self, item, figures):
        return self.env._(
            "Account %(account)s: the date %(day)s is still to come (today is "
            "%(today)s). Correct the date.",
            **item,
            today=self._format_day(figures["today"]),
        )

    def _get_reason_r04(self, item, figures):
        if figures.get("bad_date"):
            return self.env._(
                "Account %(account)s: “%(day)s” is not a date. Write it as 31.12.2026.",
                **item,
            )
        if figures.get("digits"):
            return self.env._(
                "Account %(account)s: meter %(meter)s shows %(digits)s whole digits, "
                "so it cannot show %(value)s. Correct the reading, or the meter type.",
                **item,
                digits=figures["digits"],
            )
        return self.env._(
            "Account %(account)s: “%(value)s” is not a reading. Write digits only, "
            "with at most three decimals.",
            **item,
        )

    def _get_reason_r05(self, item, figures):
        before = figures["before"]
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is lower than "
            "%(before)s on %(before_day)s. Accept it as a rollover if the register "
            "passed zero, or correct the wrong one of the two.",
            **item,
            before=self._format_kwh(before.value),
            before_day=self._format_day(before.day),
        )

    def _get_reason_r06(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(kwh)s kWh in %(days)s days up to "
            "%(day)s (reading %(value)s), while %(usual)s kWh are usual. Ask the "
            "consumer or have the meter read again, then accept or correct it.",
            **item,
            kwh=self._format_kwh(figures["wh"]),
            days=figures["days"],
            usual=self._format_kwh(figures["usual"]),
        )

    def _get_reason_r07(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(kwh)s kWh in %(days)s days up to "
            "%(day)s (reading %(value)s) is more than the permitted power can give "
            "(%(limit)s kWh). Check the reading, the multiplier and the power.",
            **item,
            kwh=self._format_kwh(figures["wh"]),
            days=figures["days"],
            limit=self._format_kwh(figures["limit"]),
        )

    def _get_reason_r08(self, item, figures):
        if figures.get("queued"):
            return self.env._(
                "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is "
                "already waiting for a decision. Decide it in the queue.",
                **item,
            )
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is already "
            "there; nothing to do.",
            **item,
        )

    def _get_reason_r09(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(day)s already has the reading "
            "%(same)s. Accept %(value)s to replace it, or refuse it.",
            **item,
            same=self._format_kwh(figures["same"].value),
        )

    def _get_reason_r10(self, item, figures):
        after = figures["after"]
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is higher than "
            "the later reading %(after)s on %(after_day)s. Correct the wrong one of "
            "the two.",
            **item,
            after=self._format_kwh(after.value),
            after_day=self._format_day(after.day),
        )

    def _get_reason_r11(self, item, figures):
        return self.env._(
            "Account %(account)s was closed on %(closed)s, so it has no reading of "
            "%(day)s. Correct the date, or open the account again.",
            **item,
            closed=self._format_day(figures["closed"]),
        )

    def _get_reason_r12(self, item, figures):
        return self.env._(
            "Account %(account)s has several meters on %(day)s (%(meters)s). Add the "
            "serial number of the meter.",
            **item,
            meters=figures["meters"],
        )

    def _get_reason_r13(self, item, figures):
        return self.env._(
            "Account %(account)s: energy is already charged up to %(settled)s; the "
            "difference made by %(value)s on %(day)s will be charged in the open "
            "month.",
            **item,
            settled=self._format_day(figures["settled"]),
        )
