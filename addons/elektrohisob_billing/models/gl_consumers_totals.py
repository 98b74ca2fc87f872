from odoo import api, models
from odoo.tools import SQL

from .gl_consumers import CONSUMERS, FIGURES

# With a filter by the balance each account is asked for all its figures.
TOTALS = f"""
{CONSUMERS}
SELECT count(*), {", ".join(f"COALESCE(sum({name}), 0)" for name in FIGURES)} FROM asked
"""

# Without it two sums of an account are enough: what it owes at both ends. They are not
# the sums of anything smaller, as debts and advances are not set off.
BALANCES = """
WITH held AS (
    SELECT account_id, company_id, (balance * 100)::bigint AS tiyin
      FROM elektrohisob_account_state
     WHERE company_id = ANY(%(units)s)
), moved AS (
    SELECT account_id, company_id, (sum(amount) * 100)::bigint AS since,
           COALESCE((sum(amount) FILTER (WHERE date <= %(last)s) * 100)::bigint, 0)
               AS turnover,
           bool_or(date <= %(last)s) AS is_moved
      FROM elektrohisob_ledger_entry
     WHERE company_id = ANY(%(units)s) AND date >= %(first)s
     GROUP BY account_id, company_id
), figure AS (
    SELECT account_id, COALESCE(is_moved, FALSE) AS is_moved,
           COALESCE(tiyin, 0) - COALESCE(since, 0) AS opening,
           COALESCE(turnover, 0) AS turnover
      FROM held FULL JOIN moved USING (account_id, company_id)
)
SELECT count(*), COALESCE(sum(greatest(opening, 0)), 0) / 100,
       COALESCE(sum(greatest(-opening, 0)), 0) / 100,
       COALESCE(sum(greatest(opening + turnover, 0)), 0) / 100,
       COALESCE(sum(greatest(-opening - turnover, 0)), 0) / 100
  FROM figure %(joins)s
 WHERE (opening <> 0 OR is_moved) AND %(wanted)s
"""
# All else is a sum of entries by their kind, whosoever they are.
KINDS = """
SELECT figure.kind, sum(figure.amount), COALESCE(sum(charge.vat), 0)
  FROM elektrohisob_ledger_entry AS figure
  LEFT JOIN elektrohisob_charge AS charge ON charge.id = figure.charge_id
        AND figure.kind IN ('charge', 'correction') %(joins)s
 WHERE figure.company_id = ANY(%(units)s)
   AND figure.date BETWEEN %(first)s AND %(last)s AND %(wanted)s
 GROUP BY figure.kind
"""


class Gl(models.AbstractModel):
    """Totals of the turnover by consumer, without looking at each of its figures."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_consumers_totals(self, asked):
        """Number of accounts and the sums of ``FIGURES``."""
        if asked["sign"]:
            [(count, *sums)] = self.env.execute_query(SQL(TOTALS, **asked))
            return count, [round(float(one), 2) for one in sums]
        filters = self._get_consumers_filters(asked)
        [(count, *ends)] = self.env.execute_query(SQL(BALANCES, **asked, **filters))
        kinds = self.env.execute_query(SQL(KINDS, **asked, **filters))
        gross = {kind: amount for kind, amount, _vat in kinds}
        vats = {kind: vat for kind, _amount, vat in kinds}
        found = {
            "charged": gross.get("charge", 0) - vats.get("charge", 0),
            "vat": vats.get("charge", 0) + vats.get("correction", 0),
            "corrections": gross.get("correction", 0) - vats.get("correction", 0),
            "penalties": gross.get("penalty", 0),
            "benefits": -gross.get("benefit", 0),
            "paid": -gross.get("payment", 0),
            "refunded": gross.get("refund", 0),
            "written_off": -gross.get("write_off", 0),
            "other": sum(amount for kind, amount in gross.items() if kind not in NAMED),
        }
        names = ("opening_debt", "opening_advance", "closing_debt", "closing_advance")
        found |= dict(zip(names, ends, strict=True))
        return count, [round(float(found[name]), 2) for name in FIGURES]

    @api.model
    def _get_consumers_filters(self, asked):
        """Joins and conditions of the filters by category and tariff group."""
        joins, wanted = [], [SQL("TRUE")]
        if asked["category"]:
            joins.append(
                SQL(
                    "JOIN elektrohisob_account AS account "
                    "ON account.id = figure.account_id"
                )
            )
            wanted.append(SQL("account.category = %s", asked["category"]))
        if asked["group"]:
            joins.append(
                SQL(
                    "JOIN (%s) AS term ON term.account_id = figure.account_id",
                    asked["terms"],
                )
            )
            wanted.append(SQL('term."group" = %s', asked["group"]))
        return {"joins": SQL(" ").join(joins), "wanted": SQL(" AND ").join(wanted)}


NAMED = (
    *("charge", "correction", "penalty", "benefit", "payment", "refund", "write_off"),
)
