from odoo import api, models
from odoo.tools import SQL

FIGURES = (
    *("opening_debt", "opening_advance", "charged", "vat", "corrections", "penalties"),
    *("benefits", "paid", "refunded", "written_off", "other"),
    *("closing_debt", "closing_advance"),
)
SIGNS = {"debt": 1, "advance": -1}

# Sums of the entries of an account in a district since the first day.
SUMS = """
           sum(entry.amount) AS since,
           sum(entry.amount) FILTER (WHERE %(inside)s) AS turnover,
           sum(entry.amount - COALESCE(charge.vat, 0))
               FILTER (WHERE %(inside)s AND entry.kind = 'charge') AS charged,
           sum(entry.amount - COALESCE(charge.vat, 0))
               FILTER (WHERE %(inside)s AND entry.kind = 'correction') AS corrections,
           sum(charge.vat) FILTER (
               WHERE %(inside)s AND entry.kind IN ('charge', 'correction')) AS vat,
           sum(entry.amount) FILTER (
               WHERE %(inside)s AND entry.kind = 'penalty') AS penalties,
           -sum(entry.amount) FILTER (
               WHERE %(inside)s AND entry.kind = 'benefit') AS benefits,
           -sum(entry.amount) FILTER (
               WHERE %(inside)s AND entry.kind = 'payment') AS paid,
           sum(entry.amount) FILTER (
               WHERE %(inside)s AND entry.kind = 'refund') AS refunded,
           -sum(entry.amount) FILTER (
               WHERE %(inside)s AND entry.kind = 'write_off') AS written_off,
           count(*) FILTER (WHERE %(inside)s) AS entries
"""
# What they make with the balance of now, which is read back: only entries since the
# first day are looked at.
FIGURE = """
           COALESCE(moved.entries, 0) AS entries,
           COALESCE(held.balance, 0) - COALESCE(moved.since, 0) AS opening,
           COALESCE(held.balance, 0) - COALESCE(moved.since, 0)
               + COALESCE(moved.turnover, 0) AS closing,
           COALESCE(moved.turnover, 0) AS turnover,
           COALESCE(moved.charged, 0) AS charged, COALESCE(moved.vat, 0) AS vat,
           COALESCE(moved.corrections, 0) AS corrections,
           COALESCE(moved.penalties, 0) AS penalties,
           COALESCE(moved.benefits, 0) AS benefits, COALESCE(moved.paid, 0) AS paid,
           COALESCE(moved.refunded, 0) AS refunded,
           COALESCE(moved.written_off, 0) AS written_off
"""
SHOWN = """
           greatest(opening, 0) AS opening_debt,
           greatest(-opening, 0) AS opening_advance,
           charged, vat, corrections, penalties, benefits, paid, refunded, written_off,
           turnover - charged - vat - corrections - penalties + benefits + paid
               - refunded + written_off AS other,
           greatest(closing, 0) AS closing_debt,
           greatest(-closing, 0) AS closing_advance
"""

# All accounts at once. Grain: account and district that keeps its books.
CONSUMERS = f"""
WITH held AS (
    SELECT account_id, company_id, balance FROM elektrohisob_account_state
     WHERE company_id = ANY(%(units)s)
), moved AS (
    SELECT entry.account_id, entry.company_id, {SUMS}
      FROM elektrohisob_ledger_entry AS entry
      LEFT JOIN elektrohisob_charge AS charge ON charge.id = entry.charge_id
     WHERE entry.company_id = ANY(%(units)s) AND entry.date >= %(first)s
     GROUP BY entry.account_id, entry.company_id
), figure AS (
    SELECT account_id, company_id, {FIGURE}
      FROM held FULL JOIN moved USING (account_id, company_id)
), asked AS (
    SELECT account.id, account.number, account.name, account.category,
           term."group" AS tariff_group, figure.company_id, {SHOWN}
      FROM figure
      LEFT JOIN elektrohisob_account AS account ON account.id = figure.account_id
      LEFT JOIN (%(terms)s) AS term ON term.account_id = figure.account_id
     WHERE (opening <> 0 OR entries > 0)
       AND (%(category)s::text IS NULL OR account.category = %(category)s)
       AND (%(group)s::text IS NULL OR term."group" = %(group)s)
       AND (%(sign)s::integer IS NULL OR sign(closing) = %(sign)s)
)
"""
TERMS = """
SELECT DISTINCT ON (term.account_id) term.account_id, tariff."group"
  FROM elektrohisob_agreement_term AS term
  JOIN elektrohisob_tariff AS tariff ON tariff.id = term.tariff_id
 WHERE term.company_id = ANY(%(units)s) AND term.date_start <= %(last)s
 ORDER BY term.account_id, term.date_start DESC
"""
# The tariff group of an account of a page, looked up after the page is found; the
# database leaves out joins that nothing is asked of, here and in the totals.
TERM = """
       (SELECT tariff."group"
          FROM elektrohisob_agreement_term AS term
          JOIN elektrohisob_tariff AS tariff ON tariff.id = term.tariff_id
         WHERE term.account_id = page.id AND term.company_id = ANY(%(units)s)
           AND term.date_start <= %(last)s
         ORDER BY term.date_start DESC LIMIT 1)
"""
ROWS = f"""
{CONSUMERS}
SELECT id, number, name, category, tariff_group, {", ".join(FIGURES)}, company_id
  FROM asked ORDER BY number, id, company_id
"""
PAGE = f"""
{CONSUMERS}
SELECT id, number, name, category, {TERM}, {", ".join(FIGURES)}, company_id
  FROM (SELECT id, number, name, category, {", ".join(FIGURES)}, company_id
          FROM asked ORDER BY number, id, company_id
         LIMIT %(limit)s OFFSET %(offset)s) AS page
 ORDER BY number, id, company_id
"""


class Gl(models.AbstractModel):
    """Turnover of accounts of consumers: the subledger behind 4010 and 6310."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_asked(self, units, first, last, category=None, group=None, sign=None):
        """What the queries of this file ask by; they read what is flushed."""
        self.env.flush_all()
        return {
            "units": units.ids,
            "first": first,
            "last": last,
            "inside": SQL("entry.date <= %s", last),
            "terms": SQL(TERMS, units=units.ids, last=last),
            "category": category or None,
            "group": group or None,
            "sign": SIGNS.get(sign),
        }

    @api.model
    def _get_consumers(self, asked, offset=0, limit=0):
        """Query of rows: id, number, name, category and tariff group of an account,
        then ``FIGURES`` (so'm) and the district, in the order of the numbers."""
        if not limit:
            return SQL(ROWS, **asked)
        return SQL(PAGE, **asked, limit=limit, offset=offset)
