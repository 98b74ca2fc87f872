from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_billing.tools.open_debts import ODD

DUE_DAYS = ("household_due_day", "legal_due_day")

BUCKETS = (
    ("debt_not_due", None, 0),
    ("debt_30", 1, 30),
    ("debt_60", 31, 60),
    ("debt_90", 61, 90),
    ("debt_180", 91, 180),
    ("debt_365", 181, 365),
    ("debt_older", 366, None),
)


class DebtAgeingReport(models.Model):
    """Debt of each account by age: what is open by the order of covering debts.

    Without another rule that is the oldest first. A charge is as old as the days since
    its due day, counted in Tashkent: the day of the parameters `household_due_day` and
    `legal_due_day` in the month after the one it was booked in. Opening balances,
    refunds and penalties are due on their date. A payment and its cancellation are left
    out together, so that a cancelled payment does not make an old debt young; so are
    balances handed over between districts. Only debtors are listed. Debts are aged for
    the rows that are read, not for all that are searched (LEFT JOIN LATERAL).
    """

    _name = "elektrohisob.debt.ageing.report"
    _description = "Ageing of debts"
    _auto = False
    _order = "balance desc, id"
    _rec_name = "account_id"
    _depends = {
        "elektrohisob.allocation.rule": ["category", "date_start", "order", "age"],
        "elektrohisob.account": ["category", "locality_id"],
        "elektrohisob.account.state": ["account_id", "company_id", "balance"],
        "elektrohisob.ledger.entry": [
            "account_id",
            "amount",
            "date",
            "kind",
            "period_id",
            "reverses_id",
            "target_kind",
            "target_month",
        ],
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
    debt_not_due = fields.Monetary(string="Not due yet", readonly=True)
    debt_30 = fields.Monetary(string="1–30 days", readonly=True)
    debt_60 = fields.Monetary(string="31–60 days", readonly=True)
    debt_90 = fields.Monetary(string="61–90 days", readonly=True)
    debt_180 = fields.Monetary(string="91–180 days", readonly=True)
    debt_365 = fields.Monetary(string="181–365 days", readonly=True)
    debt_older = fields.Monetary(string="Over 365 days", readonly=True)
    date_oldest = fields.Date(
        string="Due since",
        readonly=True,
        help="Day by which the oldest unpaid entry had to be paid.",
    )
    days = fields.Integer(
        string="Days overdue",
        readonly=True,
        aggregator="max",
        help="Days since the oldest unpaid entry had to be paid; 0: not due yet.",
    )

    @property
    def _table_query(self):
        """Open debts of the accounts, each with its age, in columns by age."""
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
              LEFT JOIN elektrohisob_account AS account
                   ON account.id = state.account_id
              LEFT JOIN LATERAL (
                SELECT MIN(unpaid.due) AS date_oldest,
                       GREATEST(MAX(unpaid.age), 0) AS days,
                       %s
                  FROM (%s) AS unpaid
             ) AS debt ON TRUE
             WHERE state.balance > 0
            """,
            SQL(", ").join(self._get_bucket(*bucket) for bucket in BUCKETS),
            self._get_unpaid(),
        )

    def _get_unpaid(self):
        """Unpaid entries of one account, in part or in whole, with their age."""
        return SQL(
            """
            SELECT dated.due, dated.amount, %(today)s - dated.due AS age
              FROM (
                SELECT debt.amount,
                       CASE WHEN entry.kind NOT IN ('charge', 'correction', 'benefit')
                       THEN entry.date
                       ELSE (
                           SELECT due.month + CASE account.category
                                  WHEN 'household' THEN days.household
                                  ELSE days.legal END - 1
                             FROM (VALUES %(terms)s)
                                  AS days (company_id, start, household, legal)
                            WHERE days.company_id IN (state.company_id, 0)
                              AND days.start <= due.month
                            ORDER BY days.company_id DESC, days.start DESC
                            LIMIT 1
                       ) END AS due
                  FROM (%(open)s) AS debt
                  JOIN elektrohisob_ledger_entry AS entry ON entry.id = debt.id
                  JOIN elektrohisob_period AS period ON period.id = entry.period_id
                 CROSS JOIN LATERAL (
                    SELECT (period.date_start + interval '1 month')::date AS month
                 ) AS due
              ) AS dated
            """,
            today=business_today(self),
            terms=SQL(", ").join(self._get_terms()),
            open=self._get_open(),
        )

    def _get_open(self):
        """Open entries of one account: where the oldest debts are paid first, those
        that came last make up the debt; else by the order of covering debts."""
        return SQL(
            """
            SELECT last.id, LEAST(last.amount, state.balance - last.newer) AS amount
              FROM (
                SELECT entry.id, entry.amount,
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
              ) AS last
             WHERE last.newer < state.balance AND NOT %(odd)s
             UNION ALL
            SELECT found.entry_id, found.open_tiyin / 100.0
              FROM elektrohisob_open_debts(state.account_id, 'infinity') AS found
             WHERE %(odd)s
            """,
            odd=SQL(
                """(
                EXISTS (SELECT FROM elektrohisob_ledger_entry AS odd
                         WHERE odd.account_id = state.account_id AND %s)
                OR (state.company_id, account.category) IN (%s))""",
                SQL(ODD),
                self.env["elektrohisob.account"]._get_special_units(),
            ),
        )

    @api.model
    def _get_terms(self):
        """Rows of days to pay by: unit (0: all without days of their own), first day
        of a rule, the day of households and that of legal entities from then on."""
        # months of all units; terms of payment are no secret, rows have rules of theirs
        model = self.sudo()
        period = model.env["elektrohisob.period"]
        first = period.search([], order="date_start", limit=1).date_start
        today = business_today(self)
        span = (next_month(first or today), next_month(next_month(today)))
        history = model.env["elektrohisob.parameter"]._get_history
        own = {value.unit for code in DUE_DAYS for value in history(code)} - {0}
        units = model.env["res.company"].search([("id", "child_of", list(own))])
        return [
            row
            for unit in [model.env["res.company"], *units]
            for row in model._get_term(unit, *span)
        ]

    @api.model
    def _get_term(self, unit, first, last):
        """Rows of `_get_terms` of one unit."""
        get = self.env["elektrohisob.parameter"]._get_values
        households, legals = (dict(get(code, unit, first, last)) for code in DUE_DAYS)
        return [
            SQL(
                "(%s, %s::date, %s, %s)",
                unit.id or 0,
                start,
                *(
                    values[max(day for day in values if day <= start)]
                    for values in (households, legals)
                ),
            )
            for start in sorted({*households, *legals})
        ]

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Override of `base` to find the rows before their debts are aged."""
        found = self.browse(
            self._search(domain, offset, limit, order or self._order).get_result_ids()
        )
        if field_names is None or field_names:
            found.fetch(field_names)
        return found

    @api.model
    def _get_bucket(self, name, first, last):
        """Sum of the unpaid entries aged ``first`` to ``last`` days."""
        low = SQL("TRUE") if first is None else SQL("unpaid.age >= %s", first)
        high = SQL("TRUE") if last is None else SQL("unpaid.age <= %s", last)
        return SQL(
            "COALESCE(SUM(unpaid.amount) FILTER (WHERE %s AND %s), 0) AS %s",
            low,
            high,
            SQL.identifier(name),
        )

    def action_remind(self):
        """Prepare reminders by SMS: to the chosen debtors, or by conditions."""
        reminder = self.env["elektrohisob.debt.reminder"]
        if not self:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Reminders by SMS"),
                "res_model": reminder._name,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        self.check_access("read")
        reminder = reminder.create(
            {
                "company_id": self._get_common_unit().id,
                "account_ids": [fields.Command.set(self.account_id.ids)],
            }
        )
        reminder.action_count()
        return {
            "type": "ir.actions.act_window",
            "res_model": reminder._name,
            "res_id": reminder.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_common_unit(self):
        """The lowest unit of the user that the debtors are all of."""
        units = self.company_id
        # which units are above a district is no secret
        above = [set(unit.sudo().parent_ids.ids) for unit in units]
        common = self.env.companies.filtered(
            lambda unit: all(unit.id in ids for ids in above)
        )
        if not common:
            raise UserError(
                self.env._("Choose debtors of one district network, or of your units.")
            )
        return common.sorted(lambda unit: len(unit.parent_path))[-1]

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
