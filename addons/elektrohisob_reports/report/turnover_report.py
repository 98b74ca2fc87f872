from odoo import fields, models
from odoo.tools import SQL


class TurnoverReport(models.Model):
    """Turnover sheet: one row per account and accounting month.

    opening + charged + corrections − paid = closing, and the closing balance of a
    month is the opening one of the next. Balances taken over when an account came
    into the system are part of the opening balance of their month. Closing is the
    running balance less the entries of later months, so the newest months are the
    cheapest to read.
    """

    _name = "elektrohisob.turnover.report"
    _description = "Turnover sheet"
    _auto = False
    _order = "period_id desc, account_id"
    _rec_name = "account_id"
    _depends = {
        "elektrohisob.account": ["category", "locality_id", "date_open"],
        "elektrohisob.account.state": ["account_id", "company_id", "balance"],
        "elektrohisob.charge": ["account_id", "period_id", "kwh"],
        "elektrohisob.ledger.entry": ["account_id", "period_id", "kind", "amount"],
        "elektrohisob.period": ["company_id", "date_start", "date_end", "state"],
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
    period_id = fields.Many2one("elektrohisob.period", readonly=True)
    month = fields.Date(readonly=True, help="First day of the accounting month.")
    is_open = fields.Boolean(string="Month not closed", readonly=True)
    opening = fields.Monetary(
        string="Opening balance", readonly=True, help="Above zero: debt."
    )
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    charged = fields.Monetary(readonly=True)
    corrections = fields.Monetary(
        readonly=True, help="Recalculations of earlier months, refunds and transfers."
    )
    paid = fields.Monetary(readonly=True)
    closing = fields.Monetary(
        string="Closing balance", readonly=True, help="Above zero: debt."
    )
    closing_debt = fields.Monetary(string="Debt", readonly=True)
    closing_prepayment = fields.Monetary(string="Prepayment", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT period.id::bigint * 2147483648 + state.account_id AS id,
                   state.account_id,
                   state.company_id,
                   account.category,
                   account.locality_id,
                   period.id AS period_id,
                   period.date_start AS month,
                   period.state <> 'closed' AS is_open,
                   figures.closing - figures.moved AS opening,
                   figures.kwh,
                   figures.charged,
                   figures.corrections,
                   figures.paid,
                   figures.closing,
                   GREATEST(figures.closing, 0) AS closing_debt,
                   GREATEST(-figures.closing, 0) AS closing_prepayment
              FROM elektrohisob_period AS period
              JOIN elektrohisob_account_state AS state
                   ON state.company_id = period.company_id
              JOIN elektrohisob_account AS account ON account.id = state.account_id
              LEFT JOIN (%(turnover)s) AS turnover
                   ON turnover.period_id = period.id
                  AND turnover.account_id = state.account_id
              LEFT JOIN (%(later)s) AS later
                   ON later.period_id = period.id
                  AND later.account_id = state.account_id
              LEFT JOIN (%(energy)s) AS energy
                   ON energy.period_id = period.id
                  AND energy.account_id = state.account_id
             CROSS JOIN LATERAL (
                SELECT COALESCE(state.balance, 0) - COALESCE(later.amount, 0)
                           AS closing,
                       COALESCE(turnover.moved, 0) AS moved,
                       COALESCE(turnover.charged, 0) AS charged,
                       COALESCE(turnover.corrections, 0) AS corrections,
                       COALESCE(turnover.paid, 0) AS paid,
                       COALESCE(energy.kwh, 0) AS kwh
             ) AS figures
             WHERE account.date_open <= period.date_end
                OR figures.closing <> 0
                OR turnover.account_id IS NOT NULL
            """,
            turnover=self._get_turnover(),
            later=self._get_later(),
            energy=self._get_energy(),
        )

    def _get_turnover(self):
        """Sums of the entries of each account and month by kind."""
        return SQL(
            """
            SELECT period_id, account_id,
                   SUM(amount) FILTER (WHERE kind <> 'opening') AS moved,
                   SUM(amount) FILTER (WHERE kind = 'charge') AS charged,
                   -SUM(amount) FILTER (WHERE kind = 'payment') AS paid,
                   SUM(amount) FILTER (
                       WHERE kind NOT IN ('charge', 'payment', 'opening')
                   ) AS corrections
              FROM elektrohisob_ledger_entry
             GROUP BY period_id, account_id
            """
        )

    def _get_later(self):
        """Sum of the entries booked after each month."""
        return SQL(
            """
            SELECT earlier.id AS period_id, entry.account_id,
                   SUM(entry.amount) AS amount
              FROM elektrohisob_period AS earlier
              JOIN elektrohisob_period AS next
                   ON next.company_id = earlier.company_id
                  AND next.date_start > earlier.date_start
              JOIN elektrohisob_ledger_entry AS entry ON entry.period_id = next.id
             GROUP BY earlier.id, entry.account_id
            """
        )

    def _get_energy(self):
        """Energy charged and corrected in each month."""
        return SQL(
            """
            SELECT period_id, account_id, SUM(kwh) AS kwh
              FROM elektrohisob_charge
             GROUP BY period_id, account_id
            """
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
