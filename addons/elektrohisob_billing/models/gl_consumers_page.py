from odoo import api, models
from odoo.tools import SQL

from .gl_consumers import FIGURE, FIGURES, SHOWN, SUMS, TERM

# A page from a place in the order of the numbers on: accounts are taken one by one by
# the index of their unit, until the page is full; then those that have left a unit.
FOUND = f"""
SELECT account.id, account.number, account.name, account.category,
       place.unit AS company_id, {SHOWN}
  FROM %(accounts)s
 CROSS JOIN LATERAL (
    SELECT {FIGURE}
      FROM (SELECT (SELECT state.balance FROM elektrohisob_account_state AS state
                     WHERE state.account_id = account.id
                       AND state.company_id = place.unit) AS balance) AS held
     CROSS JOIN (
        SELECT {SUMS}
          FROM elektrohisob_ledger_entry AS entry
          LEFT JOIN elektrohisob_charge AS charge ON charge.id = entry.charge_id
         WHERE entry.account_id = account.id AND entry.company_id = place.unit
           AND entry.date >= %(first)s) AS moved
    ) AS figure
 WHERE (figure.opening <> 0 OR figure.entries > 0) AND %(here)s
   AND (%(category)s::text IS NULL OR account.category = %(category)s) AND %(beyond)s
"""
PAGE = f"""
SELECT id, number, name, category, {TERM}, {", ".join(FIGURES)}, company_id
  FROM (SELECT *
          FROM (SELECT own.*
                  FROM unnest(%(units)s) AS place (unit)
                 CROSS JOIN LATERAL (%(own)s ORDER BY account.number %(way)s,
                                     account.id %(way)s LIMIT %(limit)s) AS own
                 UNION ALL
                %(gone)s) AS found
         ORDER BY number %(way)s, id %(way)s, company_id %(way)s
         LIMIT %(limit)s) AS page
 ORDER BY number, id, company_id
"""
OWN = SQL("elektrohisob_account AS account")
HERE = SQL("account.company_id = place.unit")
GONE = """(SELECT DISTINCT account_id, company_id AS unit
             FROM elektrohisob_account_transfer
            WHERE company_id = ANY(%(units)s)) AS place
       JOIN elektrohisob_account AS account
         ON account.id = place.account_id AND account.company_id <> place.unit"""
BEYOND = {
    ">": SQL("(account.number, account.id, place.unit) >"),
    "<": SQL("(account.number, account.id, place.unit) <"),
}


class Gl(models.AbstractModel):
    """Pages of the turnover by consumer, of any number of accounts."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_consumers_page(self, asked, limit, mark=""):
        """Query of the rows of ``_get_consumers`` next to a place, by number.

        :param asked: without filters by tariff group and balance
        :param mark: ``>`` or ``<`` and what ``_get_mark`` gave for a row: those after
            it, or those before it; without it the first ones
        """
        beyond = SQL("TRUE")
        if mark:
            number, id_, unit = mark[1:].split("|")
            beyond = SQL(
                "%s (%s, %s, %s)", BEYOND[mark[0]], number, int(id_), int(unit)
            )
        common = {**asked, "beyond": beyond}
        return SQL(
            PAGE,
            **asked,
            own=SQL(FOUND, **common, accounts=OWN, here=HERE),
            gone=SQL(FOUND, **common, accounts=SQL(GONE, **asked), here=SQL("TRUE")),
            way=SQL("DESC" if mark[:1] == "<" else "ASC"),
            limit=limit,
        )

    @api.model
    def _get_mark(self, row):
        """Place of a row in the order of the numbers."""
        id_, number, *_figures, unit = row
        return f"{number}|{id_}|{unit}"
