from odoo import api, fields, models
from odoo.tools import SQL

BUCKETS = (
    ("debt_30", 0, 30),
    ("debt_60", 31, 60),
    ("debt_90", 61, 90),
    ("debt_180", 91, 180),
    ("debt_365", 181, 365),
    ("debt_older", 366, None),
)


class DebtAgeingReport(models.Model):
    """Debt of each account by age: what was paid covers the oldest entries first.

    An entry is as old as the days since its date, counted in Tashkent. A payment
    and its cancellation are left out together, so that a cancelled payment does
    not make an old debt young. Only debtors are listed.
    """

    _name = "elektrohisob.debt.ageing.report"
    _description = "Ageing of debts"
    _auto = False
    _order = "balance desc, id"
    _rec_name = "account_id"
    _depends = {
        "elektrohisob.account": ["category", "locality_id"],
        "elektrohisob.account.state": ["account_id", "company_id", "balance"],
        "elektrohisob.ledger.entry": ["account_id", "date", "amount", "reverses_id"],
    }

    account_id = fields.Many2one("elektrohisob.account", readonly=True)
    company_id = fields.Many2one(
        "res.company", string="District network", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        readonly=True,
    )
    locality_id = fields.Many2one(
        "elektrohisob.locality", string="Locality or mahalla", readonly=True
    )
    phone_masked = fields.Char(related="account_id.phone_masked")
    balance = fields.Monetary(string="Debt", readonly=True)
    debt_30 = fields.Monetary(string="0–30 days", readonly=True)
    debt_60 = fields.Monetary(string="31–60 days", readonly=True)
    debt_90 = fields.Monetary(string="61–90 days", readonly=True)
    debt_180 = fields.Monetary(string="91–180 days", readonly=True)
    debt_365 = fields.Monetary(string="181–365 days", readonly=True)
    debt_older = fields.Monetary(string="Over 365 days", readonly=True)
    date_oldest = fields.Date(
        string="Debt since", readonly=True, help="Day of the oldest unpaid entry."
    )
    days = fields.Integer(
        readonly=True, aggregator="max", help="Days since the oldest unpaid entry."
    )

    @property
    def _table_query(self):
        """Oldest entries are paid first, so the newest ones make up the debt: walk
        back from the newest until the balance is reached."""
        return SQL(
            """
            SELECT state.account_id AS id,
                   state.account_id,
                   state.company_id,
                   account.category,
                   account.locality_id,
                   state.balance,
                   debt.*
              FROM elektrohisob_account_state AS state
              JOIN elektrohisob_account AS account ON account.id = state.account_id
             CROSS JOIN LATERAL (
                SELECT MIN(unpaid.date) AS date_oldest, MAX(unpaid.age) AS days, %s
                  FROM (%s) AS unpaid
             ) AS debt
             WHERE state.balance > 0
            """,
            SQL(", ").join(self._get_bucket(*bucket) for bucket in BUCKETS),
            self._get_unpaid(),
        )

    def _get_unpaid(self):
        """Unpaid entries of one account, in part or in whole, with their age."""
        return SQL(
            """
            SELECT newest.date,
                   LEAST(newest.amount, state.balance - newest.newer) AS amount,
                   (now() AT TIME ZONE 'Asia/Tashkent')::date - newest.date AS age
              FROM (
                SELECT entry.date, entry.amount,
                       COALESCE(SUM(entry.amount) OVER (
                           ORDER BY entry.date DESC, entry.id DESC
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0
                       ) AS newer
                  FROM elektrohisob_ledger_entry AS entry
                 WHERE entry.account_id = state.account_id
                   AND entry.amount > 0
                   AND entry.reverses_id IS NULL
                   AND NOT EXISTS (
                       SELECT 1 FROM elektrohisob_ledger_entry AS reversal
                        WHERE reversal.reverses_id = entry.id)
              ) AS newest
             WHERE newest.newer < state.balance
            """
        )

    @api.model
    def _get_bucket(self, name, first, last):
        """Sum of the unpaid entries aged ``first`` to ``last`` days."""
        low = SQL("TRUE") if first == 0 else SQL("unpaid.age >= %s", first)
        high = SQL("TRUE") if last is None else SQL("unpaid.age <= %s", last)
        return SQL(
            "COALESCE(SUM(unpaid.amount) FILTER (WHERE %s AND %s), 0) AS %s",
            low,
            high,
            SQL.identifier(name),
        )

    def action_open_account(self):
        """Open the account of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.account",
            "res_id": self.account_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
