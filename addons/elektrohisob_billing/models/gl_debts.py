from odoo import api, models
from odoo.tools import SQL

from ..tools.open_debts import ODD

# What of a debt is not paid: of accounts whose oldest debts go first, of each age no
# more than was booked then, and no more than the balance leaves after what is younger.
# Of all others the debts that are open by the order of covering debts.
AGES = (30, 60, 90, 180, 365, 1095)
DEBTS = """
WITH held AS (
    SELECT account_id, company_id, balance FROM elektrohisob_account_state
     WHERE company_id = ANY(%(units)s)
), later AS (
    SELECT account_id, company_id, sum(amount) AS amount
      FROM elektrohisob_ledger_entry
     WHERE company_id = ANY(%(units)s) AND date > %(last)s
     GROUP BY account_id, company_id
), standing AS (
    SELECT account_id, company_id,
           COALESCE(held.balance, 0) - COALESCE(later.amount, 0) AS balance
      FROM held FULL JOIN later USING (account_id, company_id)
), debtor AS MATERIALIZED (
    SELECT standing.account_id, standing.company_id,
           EXISTS (SELECT FROM elektrohisob_ledger_entry AS odd
                    WHERE odd.account_id = standing.account_id AND %(odd)s)
           OR (account.company_id, account.category) IN (%(special)s) AS is_odd
      FROM standing JOIN elektrohisob_account AS account
           ON account.id = standing.account_id
     WHERE standing.balance > 0
), debt AS (
    SELECT entry.account_id, entry.company_id, entry.date, entry.amount
      FROM elektrohisob_ledger_entry AS entry
      JOIN debtor USING (account_id, company_id)
     WHERE entry.company_id = ANY(%(units)s) AND entry.amount > 0
       AND entry.reverses_id IS NULL AND NOT debtor.is_odd
       AND entry.date BETWEEN %(last)s::date - %(oldest)s AND %(last)s
       AND NOT EXISTS (SELECT FROM elektrohisob_ledger_entry AS reversal
                        WHERE reversal.reverses_id = entry.id
                          AND reversal.date <= %(last)s)
     UNION ALL
    SELECT debtor.account_id, debtor.company_id, entry.date, found.open_tiyin / 100.0
      FROM debtor
     CROSS JOIN LATERAL elektrohisob_open_debts(debtor.account_id, %(last)s) AS found
      JOIN elektrohisob_ledger_entry AS entry ON entry.id = found.entry_id
     WHERE debtor.is_odd
), grown AS (
    SELECT account_id, company_id, %(grown)s FROM debt GROUP BY account_id, company_id
)
SELECT account.category, COALESCE(term."group", ''),
       count(*) FILTER (WHERE balance > 0),
       COALESCE(sum(balance) FILTER (WHERE balance > 0), 0), %(open)s,
       count(*) FILTER (WHERE balance < 0),
       COALESCE(-sum(balance) FILTER (WHERE balance < 0), 0)
  FROM standing
  JOIN elektrohisob_account AS account ON account.id = standing.account_id
  LEFT JOIN grown ON grown.account_id = standing.account_id
                  AND grown.company_id = standing.company_id
  LEFT JOIN (%(terms)s) AS term ON term.account_id = standing.account_id
 WHERE balance <> 0 AND (%(category)s::text IS NULL OR account.category = %(category)s)
   AND (%(group)s::text IS NULL OR term."group" = %(group)s)
 GROUP BY 1, 2 ORDER BY 1, 2
"""


class Gl(models.AbstractModel):
    """Receivables and advances by consumers, tariff group and age."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_debts(self, asked):
        """Rows by category and tariff group: debtors, debt, its parts by ``AGES`` and
        older, consumers who paid ahead, what they paid ahead (so'm)."""
        last, grown, open_, newer = asked["last"], [], [], SQL("0")
        starts = (0, *(age + 1 for age in AGES))
        for number, span in enumerate(zip(AGES, starts, strict=False)):
            name = SQL.identifier(f"age_{number}")
            days = [SQL("%s::date - %s", last, age) for age in span]
            grown.append(
                SQL(
                    "sum(amount) FILTER (WHERE date BETWEEN %s AND %s) AS %s",
                    *(*days, name),
                )
            )
            part = SQL("COALESCE(%s, 0)", name)
            open_.append(
                SQL("sum(greatest(least(balance - (%s), %s), 0))", newer, part)
            )
            newer = SQL("%s + %s", newer, part)
        open_.append(SQL("sum(greatest(balance - (%s), 0))", newer))
        query = SQL(
            DEBTS,
            **asked,
            oldest=AGES[-1],
            odd=SQL(ODD),
            special=self.env["elektrohisob.account"]._get_special_units(),
            grown=SQL(", ").join(grown),
            open=SQL(", ").join(SQL("COALESCE(%s, 0)", one) for one in open_),
        )
        return [
            (category, group, *(round(float(one), 2) for one in figures))
            for category, group, *figures in self.env.execute_query(query)
        ]
