from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.dates import business_today

RECENT = """
SELECT id FROM elektrohisob_period
 WHERE company_id = %(company)s AND date_start BETWEEN %(since)s AND %(last)s
"""
FOUND = """
SELECT DISTINCT e.account_id
  FROM elektrohisob_ledger_entry e
  JOIN elektrohisob_charge c ON c.id = e.charge_id
  JOIN elektrohisob_account a ON a.id = e.account_id
  LEFT JOIN elektrohisob_invoice_charge i ON i.charge_id = c.id
 WHERE e.company_id = %(company)s AND e.period_id = ANY(%(periods)s::int[])
   AND e.date <= %(last)s AND a.category = ANY(%(categories)s)
   AND c.benefit_id IS NULL AND i.id IS NULL
"""


class Invoice(models.Model):
    """Which organisations have charges without an invoice; every night they get one."""

    _inherit = "elektrohisob.invoice"

    @api.model
    def _find_open(self, company, last, categories=("legal", "budget"), since=None):
        """Accounts with charges that were booked by ``company`` until a day and are in
        no invoice; in the order of their numbers.

        :param since: first month it looks at; by default last January
        """
        self.env.flush_all()
        since = since or fields.Date.subtract(last, years=1).replace(month=1, day=1)
        values = {"company": company.id, "last": last, "since": since}
        periods = [id_ for (id_,) in self.env.execute_query(SQL(RECENT, **values))]
        values["periods"] = bulk.array_text(periods)
        values["categories"] = list(categories)
        rows = self.env.execute_query(SQL(FOUND, **values))
        accounts = self.env["elektrohisob.account"]
        return accounts.search([("id", "in", [id_ for (id_,) in rows])], order="number")

    @api.model
    def _cron_make(self):
        """Start a run in each district network with charges of the days that are
        over."""
        yesterday = business_today(self) - timedelta(days=1)
        periods = self.env["elektrohisob.period"].search(
            [("state", "!=", "closed"), ("date_start", "<=", yesterday)]
        )
        for period in periods:
            if not period.company_id.chart_template:
                continue  # it keeps no books
            last = min(yesterday, period.date_end)
            if self._find_open(period.company_id, last, since=period.date_start):
                self._start_run(period, last)

    @api.model
    def _start_run(self, period, last):
        """Make the invoices of a month, booked until a day, by jobs."""
        run = self.env["elektrohisob.legal.run"].create(
            {
                "company_id": period.company_id.id,
                "period_id": period.id,
                "kind": "invoice",
                "scope": "all",
                "date_last": last,
            }
        )
        run.action_start()
        return run
