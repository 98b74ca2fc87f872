from odoo import api, models
from odoo.tools import SQL

from ..tools.open_debts import ODD

FIGURES = (
    *("opening_debt", "opening_advance", "charged", "vat", "corrections", "penalties"),
    *("benefits", "paid", "refunded", "written_off", "other"),
    *("closing_debt", "closing_advance"),
)

# Balances are read back from those of today, so that only entries since the first day
# are looked at. Grain: account and district that keeps its books.
CONSUMERS = """
WITH held AS (
    SELECT account_id, company_id, balance FROM elektrohisob_account_state
     WHERE company_id = ANY(%(units)s)
), moved AS (
    SELECT entry.account_id, entry.company_id,
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
      FROM elektrohisob_ledger_entry AS entry
      LEFT JOIN elektrohisob_charge AS charge ON charge.id = entry.charge_id
     WHERE entry.company_id = ANY(%(units)s) AND entry.date >= %(first)s
     GROUP BY entry.account_id, entry.company_id
), figure AS (
    SELECT account_id, company_id, COALESCE(moved.entries, 0) AS entries,
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
      FROM held FULL JOIN moved USING (account_id, company_id)
), asked AS (
    SELECT account.id, account.number, account.name, account.category,
           term."group" AS tariff_group, figure.closing,
           greatest(opening, 0) AS opening_debt,
           greatest(-opening, 0) AS opening_advance,
           charged, vat, corrections, penalties, benefits, paid, refunded, written_off,
           turnover - charged - vat - corrections - penalties + benefits + paid
               - refunded + written_off AS other,
           greatest(closing, 0) AS closing_debt,
           greatest(-closing, 0) AS closing_advance
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
ROWS = f"""
{CONSUMERS}
SELECT id, number, name, category, tariff_group, {", ".join(FIGURES)}
  FROM asked ORDER BY number, id
"""
# The tariff groups of a page are looked up after it is found; the database leaves out
# joins that nothing is asked of, here and in the totals.
PAGE = f"""
{CONSUMERS}
SELECT id, number, name, category,
       (SELECT tariff."group"
          FROM elektrohisob_agreement_term AS term
          JOIN elektrohisob_tariff AS tariff ON tariff.id = term.tariff_id
         WHERE term.account_id = page.id AND term.company_id = ANY(%(units)s)
           AND term.date_start <= %(last)s
         ORDER BY term.date_start DESC LIMIT 1),
       {", ".join(FIGURES)}
  FROM (SELECT id, number, name, category, {", ".join(FIGURES)}
          FROM asked ORDER BY number, id LIMIT %(limit)s OFFSET %(offset)s) AS page
 ORDER BY number, id
"""
TOTALS = f"""
{CONSUMERS}
SELECT count(*), {", ".join(f"COALESCE(sum({name}), 0)" for name in FIGURES)} FROM asked
"""
SIGNS = {"debt": 1, "advance": -1}

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
), odd AS MATERIALIZED (
    SELECT standing.account_id, standing.company_id
      FROM standing JOIN elektrohisob_account AS account
           ON account.id = standing.account_id
     WHERE standing.balance > 0
       AND (EXISTS (SELECT FROM elektrohisob_ledger_entry AS odd
                     WHERE odd.account_id = standing.account_id AND %(odd)s)
            OR (account.company_id, account.category) IN (%(special)s))
), debt AS (
    SELECT entry.account_id, entry.company_id, entry.date, entry.amount
      FROM elektrohisob_ledger_entry AS entry
     WHERE entry.company_id = ANY(%(units)s) AND entry.amount > 0
       AND entry.reverses_id IS NULL
       AND entry.date BETWEEN %(last)s::date - %(oldest)s AND %(last)s
       AND NOT EXISTS (SELECT FROM elektrohisob_ledger_entry AS reversal
                        WHERE reversal.reverses_id = entry.id
                          AND reversal.date <= %(last)s)
       AND NOT EXISTS (SELECT FROM odd WHERE odd.account_id = entry.account_id)
     UNION ALL
    SELECT odd.account_id, odd.company_id, entry.date, found.open_tiyin / 100.0
      FROM odd
     CROSS JOIN LATERAL elektrohisob_open_debts(odd.account_id, %(last)s) AS found
      JOIN elektrohisob_ledger_entry AS entry ON entry.id = found.entry_id
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
        then ``FIGURES`` (so'm), by number."""
        if not limit:
            return SQL(ROWS, **asked)
        return SQL(PAGE, **asked, limit=limit, offset=offset)

    @api.model
    def _get_consumers_totals(self, asked):
        """Number of accounts and the sums of ``FIGURES``."""
        [(count, *sums)] = self.env.execute_query(SQL(TOTALS, **asked))
        return count, [round(float(one), 2) for one in sums]

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
