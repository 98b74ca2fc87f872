from odoo import api, models
from odoo.tools import SQL

# Which debit meets which credit of an entry: both are laid side by side in the order of
# their lines, and what lies side by side belongs together. Exact for entries written in
# pairs and for those with one line on a side; sums of accounts are exact always.
PAIRS = """
WITH own AS MATERIALIZED (
    SELECT DISTINCT move_id FROM account_move_line
     WHERE parent_state = 'posted' AND company_id = ANY(%(units)s)
       AND account_id = ANY(%(accounts)s) AND date BETWEEN %(first)s AND %(last)s
), side AS MATERIALIZED (
    SELECT id, move_id, account_id, date, debit, credit,
           sum(debit) OVER way AS debit_to, sum(credit) OVER way AS credit_to
      FROM account_move_line JOIN own USING (move_id)
     WHERE account_id IS NOT NULL AND (debit > 0 OR credit > 0)
    WINDOW way AS (PARTITION BY move_id ORDER BY id)
), mark AS (
    SELECT move_id, debit_to AS place, id AS debit_id, NULL::integer AS credit_id
      FROM side WHERE debit > 0
     UNION ALL
    SELECT move_id, credit_to, NULL, id FROM side WHERE credit > 0
), met AS (
    SELECT place - COALESCE(lag(place) OVER (PARTITION BY move_id ORDER BY place), 0)
               AS amount,
           min(min(debit_id)) OVER back AS debit_id,
           min(min(credit_id)) OVER back AS credit_id
      FROM mark GROUP BY move_id, place
    WINDOW back AS (PARTITION BY move_id ORDER BY place DESC)
), pair AS (
    SELECT d.id AS line_id, d.date, d.account_id, c.account_id AS other_id,
           met.amount AS debit, 0 AS credit
      FROM met JOIN side d ON d.id = met.debit_id JOIN side c ON c.id = met.credit_id
     WHERE d.account_id = ANY(%(accounts)s)
     UNION ALL
    SELECT c.id, c.date, c.account_id, d.account_id, 0, met.amount
      FROM met JOIN side d ON d.id = met.debit_id JOIN side c ON c.id = met.credit_id
     WHERE c.account_id = ANY(%(accounts)s)
)
"""

ENTRIES = f"""
{PAIRS}
SELECT line.account_id, line.date, move.id, move.name,
       COALESCE(NULLIF(line.name, ''), move.ref),
       partner.complete_name, other.codes, line.debit, line.credit,
       sum(line.balance) OVER (PARTITION BY line.account_id
                               ORDER BY line.date, line.move_id, line.id)
  FROM account_move_line AS line
  JOIN account_move AS move ON move.id = line.move_id
  LEFT JOIN res_partner AS partner ON partner.id = line.partner_id
  LEFT JOIN (SELECT pair.line_id,
                    string_agg(DISTINCT account.code_store->>%(root)s, ', ') AS codes
               FROM pair JOIN account_account AS account ON account.id = pair.other_id
              GROUP BY pair.line_id) AS other ON other.line_id = line.id
 WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(units)s)
   AND line.account_id = ANY(%(accounts)s)
   AND line.date BETWEEN %(first)s AND %(last)s
 ORDER BY line.account_id, line.date, line.move_id, line.id
"""

BALANCES = """
SELECT account_id, COALESCE(sum(balance) FILTER (WHERE date < %(first)s), 0),
       COALESCE(sum(debit) FILTER (WHERE date >= %(first)s), 0),
       COALESCE(sum(credit) FILTER (WHERE date >= %(first)s), 0),
       count(*) FILTER (WHERE date >= %(first)s)
  FROM account_move_line
 WHERE parent_state = 'posted' AND company_id = ANY(%(units)s)
   AND account_id = ANY(%(accounts)s) AND date <= %(last)s
 GROUP BY account_id
"""

ANALYSIS = f"""
{PAIRS}
SELECT %(bucket)s AS day, account.code_store->>%(root)s,
       COALESCE(account.name->>%(lang)s, account.name->>'en_US'),
       sum(pair.debit), sum(pair.credit)
  FROM pair JOIN account_account AS account ON account.id = pair.other_id
 WHERE pair.date BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2, 3
 ORDER BY 1, 2
"""
BUCKETS = {
    "none": SQL("NULL::date"),
    "day": SQL("pair.date"),
    "month": SQL("date_trunc('month', pair.date)::date"),
}


class Gl(models.AbstractModel):
    """Entries of accounts with the accounts they correspond with."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_names(self, accounts, units, first, last):
        """What the queries of this file ask by; they read what is flushed."""
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        return {
            "accounts": accounts.ids,
            "units": units.ids,
            "first": first,
            "last": last,
            "root": self._get_root(units),
            "lang": self.env.lang or "en_US",
        }

    @api.model
    def _get_entries(self, names, offset=0, limit=0):
        """Query of entries: account, day, id and number of the entry, text, partner,
        codes of corresponding accounts, debit, credit, sum since the first day."""
        query = SQL(ENTRIES, **names)
        if not limit:
            return query
        return SQL("%s LIMIT %s OFFSET %s", query, limit, offset)

    @api.model
    def _get_balances(self, names):
        """Id of an account → opening balance, debit, credit, number of entries."""
        rows = self.env.execute_query(SQL(BALANCES, **names))
        return {
            id_: (*(round(float(one), 2) for one in sums), count)
            for id_, *sums, count in rows
        }

    @api.model
    def _get_analysis(self, names, split):
        """Rows of turnover: day (first of the month, or None), code and name of the
        corresponding account, debit and credit of the account itself (so'm)."""
        query = SQL(ANALYSIS, bucket=BUCKETS[split], **names)
        return [
            (day, code, name, round(float(debit), 2), round(float(credit), 2))
            for day, code, name, debit, credit in self.env.execute_query(query)
        ]
