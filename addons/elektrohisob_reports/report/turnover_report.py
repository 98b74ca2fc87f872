from odoo import fields, models
from odoo.tools import SQL

ACCOUNT_BITS = 31  # id of a row = id of the month << 31 | id of the account


class TurnoverReport(models.Model):
    """Turnover sheet: one row per account and accounting month.

    opening + charged + corrections − paid = closing, and the closing balance of a
    month is the opening one of the next. Balances taken over when an account came
    into the system are part of the opening balance of their month. Closing is the
    running balance less the entries of later months. Sums are taken month by month
    (LATERAL), so that a filter on months is applied before anything is summed.
    """

    _name = "elektrohisob.turnover.report"
    _description = "Turnover sheet"
    _auto = False
    _order = "month desc, id"
    _rec_name = "account_id"
    _depends = {
        "elektrohisob.account": ["category", "locality_id", "date_open"],
        "elektrohisob.account.transfer": ["account_id", "company_id", "state"],
        "elektrohisob.account.state": ["account_id", "company_id", "balance"],
        "elektrohisob.company.parent": ["company_id", "date_start", "parent_id"],
        "elektrohisob.charge": ["account_id", "period_id", "kwh"],
        "elektrohisob.ledger.entry": ["account_id", "period_id", "kind", "amount"],
        "elektrohisob.period": ["company_id", "date_start", "date_end", "state"],
        "res.company": ["parent_id"],
    }

    account_id = fields.Many2one("elektrohisob.account", readonly=True)
    company_id = fields.Many2one(
        "res.company", string="District network", readonly=True
    )
    enterprise_id = fields.Many2one(
        "res.company",
        string="Enterprise at that time",
        readonly=True,
        help="Unit above the district network on the last day of the month.",
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
            SELECT (period.id::bigint << %(bits)s) + figures.account_id AS id,
                   figures.account_id,
                   period.company_id,
                   above.unit_id AS enterprise_id,
                   figures.category,
                   figures.locality_id,
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
             CROSS JOIN LATERAL (%(above)s) AS above
             CROSS JOIN LATERAL (
                SELECT state.account_id,
                       account.category, account.locality_id,
                       COALESCE(state.balance, 0) - COALESCE(later.amount, 0)
                           AS closing,
                       COALESCE(turnover.moved, 0) AS moved,
                       COALESCE(turnover.charged, 0) AS charged,
                       COALESCE(turnover.corrections, 0) AS corrections,
                       COALESCE(turnover.paid, 0) AS paid,
                       COALESCE(energy.kwh, 0) AS kwh
                  FROM (%(states)s) AS state
                  JOIN elektrohisob_account AS account
                       ON account.id = state.account_id
                  LEFT JOIN (%(turnover)s) AS turnover
                       ON turnover.account_id = state.account_id
                  LEFT JOIN (%(later)s) AS later
                       ON later.account_id = state.account_id
                  LEFT JOIN (%(energy)s) AS energy
                       ON energy.account_id = state.account_id
                 WHERE GREATEST(account.date_open, state.since) <= period.date_end
                    OR %(touched)s
                OFFSET 0
             ) AS figures
             WHERE %(months)s
            """,
            bits=ACCOUNT_BITS,
            months=self._get_months(),
            above=self._get_above(),
            states=self._get_states(),
            touched=self._get_touched(),
            turnover=self._get_turnover(),
            later=self._get_later(),
            energy=self._get_energy(),
        )

    def _get_above(self):
        """The unit above the district at the end of the month: districts move."""
        return SQL(
            """
            SELECT COALESCE(
                (SELECT place.parent_id
                   FROM elektrohisob_company_parent AS place
                  WHERE place.company_id = period.company_id
                    AND place.date_start <= period.date_end
                    AND COALESCE(place.date_end, DATE 'infinity') >= period.date_end),
                (SELECT unit.parent_id FROM res_company AS unit
                  WHERE unit.id = period.company_id)
            ) AS unit_id
            """
        )

    def _get_states(self):
        """Balances of the accounts of the district, and zero of those it handed over.

        An account that came counts from its day; one that went is a row only in months
        in which it had entries or a balance.
        """
        return SQL(
            """
            SELECT held.account_id, held.balance, came.date AS since
              FROM elektrohisob_account_state AS held
              LEFT JOIN (SELECT account_id, MIN(date) AS date
                           FROM elektrohisob_account_transfer
                          WHERE state = 'done' AND company_to_id = period.company_id
                          GROUP BY account_id) AS came
                   ON came.account_id = held.account_id
             WHERE held.company_id = period.company_id AND %(held)s
            UNION ALL
            SELECT DISTINCT gone.account_id, 0.0, DATE 'infinity'
              FROM elektrohisob_account_transfer AS gone
              JOIN elektrohisob_account_state AS held
                   ON held.account_id = gone.account_id
                  AND held.company_id <> gone.company_id
             WHERE gone.state = 'done' AND gone.company_id = period.company_id
               AND %(gone)s
            """,
            held=self._get_accounts("held"),
            gone=self._get_accounts("gone"),
        )

    def _get_touched(self):
        """Condition of a row before the account was opened: entries or a balance.

        Looked up for such accounts alone, so that rows are found without their sums.
        """
        return SQL(
            """
            EXISTS (
                SELECT 1 FROM elektrohisob_ledger_entry AS entry
                 WHERE entry.account_id = state.account_id
                   AND entry.company_id = period.company_id
                   AND entry.period_id = period.id)
            OR COALESCE(state.balance, 0) <> COALESCE((
                SELECT SUM(entry.amount)
                  FROM elektrohisob_ledger_entry AS entry
                  JOIN elektrohisob_period AS next ON next.id = entry.period_id
                 WHERE entry.account_id = state.account_id
                   AND entry.company_id = period.company_id
                   AND next.company_id = period.company_id
                   AND next.date_start > period.date_start), 0)
            """
        )

    def _get_accounts(self, alias):
        """Condition on the accounts when rows are read by id, see ``fetch``."""
        account_ids = self.env.context.get("elektrohisob_turnover_accounts")
        if account_ids is None:
            return SQL("TRUE")
        column = SQL.identifier(alias, "account_id")
        return SQL("%s = ANY(%s)", column, list(account_ids))

    def _get_months(self):
        """Condition on the months that are asked, see ``_search`` and ``fetch``."""
        period_ids = self.env.context.get("elektrohisob_turnover_periods")
        if period_ids is None:
            return SQL("TRUE")
        return SQL("period.id = ANY(%s)", list(period_ids))

    def _get_turnover(self):
        """Sums of the entries of each account in the month by kind."""
        return SQL(
            """
            SELECT account_id,
                   SUM(amount) FILTER (WHERE kind <> 'opening') AS moved,
                   SUM(amount) FILTER (WHERE kind = 'charge') AS charged,
                   -SUM(amount) FILTER (WHERE kind = 'payment') AS paid,
                   SUM(amount) FILTER (
                       WHERE kind NOT IN ('charge', 'payment', 'opening')
                   ) AS corrections
              FROM elektrohisob_ledger_entry AS entry
             WHERE company_id = period.company_id AND period_id = period.id AND %s
             GROUP BY account_id
            """,
            self._get_accounts("entry"),
        )

    def _get_later(self):
        """Sum of the entries of each account booked after the month."""
        return SQL(
            """
            SELECT entry.account_id, SUM(entry.amount) AS amount
              FROM elektrohisob_period AS next
              JOIN elektrohisob_ledger_entry AS entry
                   ON entry.company_id = next.company_id
                  AND entry.period_id = next.id
             WHERE next.company_id = period.company_id
               AND next.date_start > period.date_start AND %s
             GROUP BY entry.account_id
            """,
            self._get_accounts("entry"),
        )

    def _get_energy(self):
        """Energy charged and corrected for each account in the month."""
        return SQL(
            """
            SELECT account_id, SUM(kwh) AS kwh
              FROM elektrohisob_charge AS charge
             WHERE company_id = period.company_id AND period_id = period.id AND %s
             GROUP BY account_id
            """,
            self._get_accounts("charge"),
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
