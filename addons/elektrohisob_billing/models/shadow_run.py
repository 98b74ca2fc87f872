from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.engine.period import month_start, next_month
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.shadow import as_if_always


class ShadowRun(models.Model):
    """Drafts of tariffs tried on what a unit's accounts really used in some months.

    Nothing is booked: the results are sums by district network, tariff and block.
    """

    _name = "elektrohisob.shadow.run"
    _description = "Shadow run"
    _inherit = ["elektrohisob.run.mixin"]

    company_id = fields.Many2one(
        string="Unit",
        domain=[("network_level", "!=", False)],
        default=lambda self: self.env.company,
        help="A district network, an enterprise or the holding.",
    )
    period_id = fields.Many2one(required=False, readonly=True)
    version_ids = fields.Many2many(
        "elektrohisob.tariff.version",
        "elektrohisob_shadow_run_version_rel",
        string="Drafts",
        domain=[("state", "=", "draft")],
        help="Each stands in for its tariff; other tariffs stay as they are.",
    )
    month_from = fields.Date(
        string="From the month",
        required=True,
        default=lambda self: self._default_month(),
    )
    month_to = fields.Date(
        string="To the month", required=True, default=lambda self: self._default_month()
    )
    chunk_size = fields.Integer(
        string="Accounts per job", default=lambda self: self._default_chunk_size()
    )
    chunk_ids = fields.One2many("elektrohisob.shadow.run.chunk", "run_id")
    line_ids = fields.One2many(
        "elektrohisob.shadow.run.line", "run_id", string="Results", readonly=True
    )
    example_ids = fields.One2many(
        "elektrohisob.shadow.run.example", "run_id", string="Accounts", readonly=True
    )
    progress = fields.Float(compute="_compute_progress", digits=(5, 1))
    account_count = fields.Integer(string="Computed accounts", readonly=True)
    winner_count = fields.Integer(string="Winners", readonly=True)
    loser_count = fields.Integer(string="Losers", readonly=True)
    parked_count = fields.Integer(string="Not computed", readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    amount_before = fields.Monetary(string="Revenue before", readonly=True)
    amount_after = fields.Monetary(string="Revenue after", readonly=True)
    difference = fields.Monetary(readonly=True)
    percent = fields.Float(
        string="Difference, %", compute="_compute_percent", digits=(8, 2)
    )
    kept = fields.Monetary(
        string="Kept at old prices",
        readonly=True,
        help="So much less in the first months, if the draft began with them, for what "
        "is paid ahead today.",
    )
    booked_amount = fields.Monetary(
        string="Booked for these months",
        readonly=True,
        help="Differs from the revenue before by what was paid ahead of a rise, and by "
        "facts changed since.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model
    def _default_month(self):
        """The last month that is over."""
        return fields.Date.subtract(month_start(business_today(self)), months=1)

    @api.model
    def _default_chunk_size(self):
        runs = self.env["elektrohisob.charge.run"]
        return runs.default_get(["chunk_size"])["chunk_size"]

    @api.depends("company_id", "month_from", "month_to")
    def _compute_name(self):
        """Override of `elektrohisob.run.mixin` to name the months tried."""
        for run in self:
            days = sorted({day for day in (run.month_from, run.month_to) if day})
            months = "–".join(f"{day:%m.%Y}" for day in days)
            run.name = f"{run.company_id.name or ''} {months}".strip()

    def _compute_period_id(self):
        """Override of `elektrohisob.run.mixin`: it is of no accounting month."""
        self.period_id = False

    @api.depends("chunk_ids.state")
    def _compute_progress(self):
        for run in self:
            done = run.chunk_ids.filtered(lambda part: part.state == "done")
            total = len(run.chunk_ids)
            run.progress = 100.0 * len(done) / total if total else 0.0

    @api.depends("amount_before", "difference")
    def _compute_percent(self):
        for run in self:
            before = run.amount_before
            run.percent = 100.0 * run.difference / before if before else 0.0

    def _check_period(self):
        """Override of `elektrohisob.run.mixin`: it is of no accounting month."""

    @api.constrains("month_from", "month_to")
    def _check_months(self):
        for run in self:
            if month_start(run.month_from) > month_start(run.month_to):
                raise UserError(
                    self.env._(
                        "The months of a shadow run end (%(last)s) before they begin "
                        "(%(first)s).",
                        first=format_date(self.env, run.month_from),
                        last=format_date(self.env, run.month_to),
                    )
                )

    @api.constrains("version_ids")
    def _check_versions(self):
        for run in self:
            tariffs = run.version_ids.tariff_id
            if len(tariffs) < len(run.version_ids):
                twice = next(
                    tariff
                    for tariff in tariffs
                    if len(
                        run.version_ids.filtered_domain([("tariff_id", "=", tariff.id)])
                    )
                    > 1
                )
                raise UserError(
                    self.env._(
                        "Two drafts of tariff %(tariff)s cannot be tried at once. Make "
                        "a run of each.",
                        tariff=twice.code,
                    )
                )

    # === ACTIONS === #

    def action_cancel(self):
        """Stop after the slices that are being computed at this moment."""
        for run in self:
            if run.stage not in ("draft", "running"):
                raise UserError(
                    self.env._("%(run)s has ended already.", run=run.display_name)
                )
            run.write({"stage": "cancelled", "date_finished": fields.Datetime.now()})

    def action_view_lines(self):
        """Open the results as a chart."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.shadow_run_line_action"
        )
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    # === BUSINESS METHODS === #

    def _check_startable(self):
        """Override of `elektrohisob.run.mixin` to try drafts only."""
        super()._check_startable()
        if not self.version_ids:
            raise UserError(
                self.env._("%(run)s: choose the draft to try.", run=self.display_name)
            )
        for version in self.version_ids:
            if version.state != "draft" or not version.rate_ids:
                raise UserError(
                    self.env._(
                        "%(version)s is no draft with prices. Choose another one.",
                        version=version.display_name,
                    )
                )

    def _get_window(self):
        """First day of the months and the day after them."""
        return month_start(self.month_from), next_month(month_start(self.month_to))

    def _get_drafts(self):
        """Tariff id → engine versions of its draft, as if always in force."""
        first, until = self._get_window()
        return {
            version.tariff_id.id: as_if_always(
                version._to_engine_whole(),
                [part._to_engine() for part in version.season_ids],
                first,
                until,
            )
            for version in self.version_ids
        }

    def _get_tariffs_of(self, account_from=None, account_to=None, company=None):
        """Query: account, company and tariff of the accounts the drafts are of; the
        last one where the tariff changed."""
        first, until = self._get_window()
        units = self.env["res.company"].search(
            Domain("id", "child_of", (company or self.company_id).id)
        )
        return SQL(
            """
            SELECT DISTINCT ON (t.account_id) t.account_id, acc.company_id, t.tariff_id
              FROM elektrohisob_agreement_term t
              JOIN elektrohisob_agreement g ON g.id = t.agreement_id
              JOIN elektrohisob_account acc ON acc.id = t.account_id
             WHERE t.tariff_id = ANY(%s) AND g.state NOT IN ('draft', 'signed')
               AND t.date_start < %s AND (t.date_end IS NULL OR t.date_end >= %s)
               AND acc.company_id = ANY(%s) AND acc.date_open < %s
               AND (acc.date_close IS NULL OR acc.date_close >= %s)
               AND t.account_id BETWEEN %s AND %s
             ORDER BY t.account_id, t.date_start DESC
            """,
            self.version_ids.tariff_id.ids,
            until,
            first,
            units.ids,
            until,
            first,
            account_from or 0,
            account_to or 2**31 - 1,
        )

    def _prepare_slices_vals(self):
        """Override of `elektrohisob.run.mixin` to cut each district by ``chunk_size``
        accounts."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id, min(account_id), max(account_id), count(*)
                  FROM (SELECT account_id, company_id,
                               row_number() OVER (PARTITION BY company_id
                                                  ORDER BY account_id) - 1 AS position
                          FROM (%s) AS tried) AS numbered
                 GROUP BY company_id, position / %s
                 ORDER BY 1, 2
                """,
                self._get_tariffs_of(),
                max(1, self.chunk_size),
            )
        )
        return [
            {
                "run_id": self.id,
                "sequence": sequence,
                "company_id": company_id,
                "account_from": first,
                "account_to": last,
                "account_count": count,
            }
            for sequence, (company_id, first, last, count) in enumerate(rows, start=1)
        ]

    def _prepare_finished_vals(self):
        """Override of `elektrohisob.run.mixin` to add the slices up."""
        self.chunk_ids._write_results()
        lines = self.line_ids
        return {
            **super()._prepare_finished_vals(),
            "account_count": sum(lines.mapped("account_count")),
            "winner_count": sum(lines.mapped("winner_count")),
            "loser_count": sum(lines.mapped("loser_count")),
            "parked_count": sum(lines.mapped("parked_count")),
            "kwh": sum(lines.mapped("kwh")),
            "amount_before": sum(lines.mapped("amount_before")),
            "amount_after": sum(lines.mapped("amount_after")),
            "difference": sum(lines.mapped("difference")),
            "kept": sum(lines.mapped("kept")),
            "booked_amount": sum(self.chunk_ids.mapped("booked_amount")),
        }
