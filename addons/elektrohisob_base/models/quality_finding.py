from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.dates import business_today

LIMIT = 10_000
PINFL_OK = """
CREATE OR REPLACE FUNCTION elektrohisob_pinfl_ok(pinfl text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    weights int[] := ARRAY[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7];
    total int := 0;
BEGIN
    IF pinfl !~ '^[1-6][0-9]{13}$' THEN
        RETURN false;
    END IF;
    IF substr(pinfl, 2, 2)::int NOT BETWEEN 1 AND 31
       OR substr(pinfl, 4, 2)::int NOT BETWEEN 1 AND 12 THEN
        RETURN false;
    END IF;
    FOR place IN 1..13 LOOP
        total := total + weights[place] * substr(pinfl, place, 1)::int;
    END LOOP;
    RETURN total % 10 = substr(pinfl, 14, 1)::int;
END $$
"""


class QualityFinding(models.Model):
    """How many records of a district a check found wrong when it last looked."""

    _name = "elektrohisob.quality.finding"
    _description = "Finding of data quality"
    _order = "severity, count desc, id"
    _rec_name = "code"
    _log_access = False

    code = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    title = fields.Char(string="Finding", compute="_compute_title")
    remedy = fields.Char(string="What to do", compute="_compute_title")
    can_mend = fields.Boolean(compute="_compute_title")
    severity = fields.Selection(
        [("critical", "1 Critical"), ("major", "2 Major"), ("minor", "3 Minor")],
        required=True,
        readonly=True,
    )
    count = fields.Integer(string="Records", readonly=True)
    count_before = fields.Integer(string="Day before", readonly=True)
    change = fields.Integer(compute="_compute_change")
    date = fields.Datetime(string="Looked at", readonly=True)

    _code_uniq = models.Constraint(
        "unique(company_id, code)", "A check has one finding for a district."
    )

    def init(self):
        """Create the function that checks a PINFL inside queries."""
        self.env.cr.execute(PINFL_OK)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_title(self):
        checks = {
            check.code: check
            for check in self.env["elektrohisob.quality.check"]._get_checks()
        }
        for finding in self:
            check = checks.get(finding.code)
            finding.title = check.title if check else finding.code
            finding.remedy = check.remedy if check else False
            finding.can_mend = bool(check and check.mend)

    @api.depends("title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = finding.title

    @api.depends("count", "count_before")
    def _compute_change(self):
        for finding in self:
            finding.change = finding.count - finding.count_before

    # === ACTIONS === #

    def action_refresh(self):
        """Ask all checks about the districts of the user again."""
        if self.env.user.has_group("elektrohisob_base.group_auditor") and not (
            self.env.user.has_group("elektrohisob_base.group_admin")
        ):
            raise AccessError(
                self.env._(
                    "Auditors only look. The findings are refreshed every night, or "
                    "by a clerk."
                )
            )
        self._refresh(self.env.companies)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open(self):
        """The wrong records, at most ten thousand, found anew."""
        self.ensure_one()
        check = self.env["elektrohisob.quality.check"]._get_check(self.code)
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": check.model,
            "view_mode": "list,form",
            "domain": [("id", "in", self._find_ids())],
        }

    def action_mend(self):
        """Open the wizard that mends the records in bulk."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "elektrohisob.quality.mend",
            "view_mode": "form",
            "target": "new",
            "context": {"default_finding_id": self.id},
        }

    def action_open_trend(self):
        """Counts of the finding by day."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "elektrohisob.quality.count",
            "view_mode": "graph,list",
            "domain": [
                ("code", "=", self.code),
                ("company_id", "=", self.company_id.id),
            ],
        }

    # === BUSINESS METHODS === #

    def _find_ids(self):
        self.ensure_one()
        registry = self.env["elektrohisob.quality.check"]
        check = registry._get_check(self.code)
        return registry._find(check, self.company_id, LIMIT) if check else []

    @api.model
    def _cron_refresh(self):
        companies = self.env["res.company"].search([("network_level", "=", "district")])
        self._refresh(companies)

    @api.model
    def _refresh(self, companies):
        """Count all checks for ``companies``; a check without finding gets zero."""
        registry = self.env["elektrohisob.quality.check"]
        # written by the system for everybody who may see the district
        findings = self.sudo()
        known = {
            (row.company_id.id, row.code): row
            for row in findings.search([("company_id", "in", companies.ids)])
        }
        now, today = fields.Datetime.now(), business_today(self)
        trend = []
        for check in registry._get_checks():
            counts = registry._count(check, companies)
            for company_id in companies.ids:
                count = counts.get(company_id, 0)
                row = known.get((company_id, check.code))
                if not row and not count:
                    continue
                row = row or findings.create(
                    {
                        "company_id": company_id,
                        "code": check.code,
                        "severity": check.severity,
                    }
                )
                row.write({"count": count, "date": now, "severity": check.severity})
                trend.append((row, today, count))
        self.env["elektrohisob.quality.count"]._keep(trend)
