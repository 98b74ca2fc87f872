from odoo import api, fields, models


class QualityCount(models.Model):
    """Trend: how many records a check found wrong, a row a day."""

    _name = "elektrohisob.quality.count"
    _description = "Daily count of data quality"
    _order = "date desc, id desc"
    _rec_name = "code"
    _log_access = False

    code = fields.Char(required=True, readonly=True)
    title = fields.Char(string="Finding", compute="_compute_title")
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    date = fields.Date(required=True, readonly=True)
    count = fields.Integer(string="Records", readonly=True)

    _day_uniq = models.Constraint(
        "unique(company_id, code, date)", "A check is counted once a day."
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_title(self):
        checks = self.env["elektrohisob.quality.check"]._get_checks()
        titles = {check.code: check.title for check in checks}
        for row in self:
            row.title = titles.get(row.code, row.code)

    @api.model
    def _keep(self, trend):
        """Write today's counts: (finding, day, count) each; tell the day before."""
        for finding, day, count in trend:
            rows = self.sudo().search(  # the system's own trend
                [
                    ("company_id", "=", finding.company_id.id),
                    ("code", "=", finding.code),
                    ("date", "<=", day),
                ],
                limit=2,
            )
            today = rows.filtered(lambda row, day=day: row.date == day)
            before = (rows - today)[:1]
            finding.count_before = before.count if before else count
            if today:
                today.count = count
            else:
                rows.create(
                    {
                        "company_id": finding.company_id.id,
                        "code": finding.code,
                        "date": day,
                        "count": count,
                    }
                )
