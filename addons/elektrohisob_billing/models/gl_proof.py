from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import parse_day

# A correction is a charge of another month; an invoice may hold both.
CHARGES = ("charge", "correction")
# On which sides of an event stands an account of consumers: what they owe, have paid
# ahead, owe of penalties.
DEBITS = (
    *("charge", "charge_vat", "past_year_up", "offset", "refund", "refund_debt"),
    *("transfer_in", "opening", "penalty", "penalty_paid"),
)
CREDITS = (
    *("past_year_down", "benefit", "offset", "transfer_out", "penalty_paid"),
    *("write_off", "payment_cash", "payment_bank", "payment_online", "payment_post"),
    *("advance_cash", "advance_bank", "advance_online", "advance_post"),
)

ROWS = """
SELECT date, kind, sum(sub)::bigint, sum(led)::bigint
  FROM (SELECT GREATEST(e.date, p.date_start) AS date,
               CASE e.kind WHEN 'correction' THEN 'charge' ELSE e.kind END AS kind,
               (e.amount * 100)::bigint AS sub, 0::bigint AS led
          FROM elektrohisob_ledger_entry e
          JOIN elektrohisob_period p ON p.id = e.period_id
         WHERE e.company_id = %(company)s AND e.kind <> 'reallocation'
           AND GREATEST(e.date, p.date_start) BETWEEN %(first)s AND %(last)s
         UNION ALL
        SELECT l.date,
               CASE l.elektrohisob_kind WHEN 'correction' THEN 'charge'
                    ELSE COALESCE(l.elektrohisob_kind, '') END, 0,
               round(l.balance * 100)::bigint
          FROM account_move_line l
         WHERE l.company_id = %(company)s AND l.date BETWEEN %(first)s AND %(last)s
           AND l.parent_state = 'posted' AND l.account_id = ANY(%(accounts)s)
       ) AS both_sides
 GROUP BY date, kind
HAVING sum(sub) <> 0 OR sum(led) <> 0
 ORDER BY date, kind
"""


class Gl(models.AbstractModel):
    """Proof that the general ledger is the sum of the subledger."""

    _inherit = "elektrohisob.gl"

    @api.model
    @api.readonly
    def proof(self, *, company, date_from, date_to):
        """Compare the accounts of consumers with the ledger of their accounts.

        :param company: id of a district network, or of a unit: then all below it
        :param date_from: first day (``YYYY-MM-DD``)
        :param date_to: last day
        :return: dict with ``is_proved``, ``accounts`` (codes compared), ``rows`` (one a
            district, day and kind of entries: ``district``, ``date``, ``kind``,
            ``subledger``, ``ledger``, ``difference``; so'm) and ``balances`` (one a
            district: ``district``, ``subledger``, ``ledger``, ``difference`` at the end
            of the last day; so'm)
        :raise UserError: no such unit, or the days are in the wrong order
        """
        self.env["elektrohisob.gl.posting"].check_access("read")
        first, last = parse_day(self, date_from), parse_day(self, date_to)
        if not first or not last or last < first:
            raise UserError(
                self.env._("Give the first and the last day of the proof, in order.")
            )
        units = self.env["res.company"].search(
            [("id", "child_of", company), ("id", "in", self.env.companies.ids)]
        )
        if not units:
            raise UserError(
                self.env._("There is no unit %(unit)s you work in.", unit=company)
            )
        rows = [row for unit in units for row in self._compare(unit, first, last)]
        balances = [self._compare_balances(unit, last) for unit in units]
        balances = [row for row in balances if row["subledger"] or row["ledger"]]
        return {
            "is_proved": not any(row["difference"] for row in [*rows, *balances]),
            "accounts": sorted(self._get_control(units[:1])),
            "rows": [{**row, "date": str(row["date"])} for row in rows],
            "balances": balances,
        }

    @api.model
    def _get_control(self, company):
        """Code → id of the accounts that hold what consumers owe and have paid ahead.

        By all rules there are, of any day, category and unit: what an earlier rule has
        moved is still there, and a rule that sends one event elsewhere brings its
        account along.
        """
        rules = self.env["elektrohisob.gl.rule"].sudo()  # shared by all
        rules = rules.search([("event", "in", (*DEBITS, *CREDITS))])
        codes = {rule.debit_code for rule in rules if rule.event in DEBITS}
        codes |= {rule.credit_code for rule in rules if rule.event in CREDITS}
        accounts = self.env["elektrohisob.gl.posting"].sudo()._get_accounts(company)
        return {code: accounts[code] for code in codes if code in accounts}

    @api.model
    def _compare(self, company, first, last):
        """Rows of one district that has books; see ``proof``."""
        company = company.sudo()  # the top of a district may be closed to the user
        if not company.root_id.chart_template:
            return []
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                ROWS,
                company=company.id,
                first=first,
                last=last,
                accounts=list(self._get_control(company).values()),
            )
        )
        return [
            {
                "district": company.name,
                "date": day,
                "kind": kind,
                "subledger": subledger / 100,
                "ledger": ledger / 100,
                "difference": (subledger - ledger) / 100,
            }
            for day, kind, subledger, ledger in found
        ]

    @api.model
    def _compare_balances(self, company, last):
        """What all accounts of a district owe at the end of a day, twice."""
        company = company.sudo()  # the top of a district may be closed to the user
        accounts = list(self._get_control(company).values())
        [(subledger, ledger)] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT COALESCE(sum(amount), 0)
                          FROM elektrohisob_ledger_entry
                         WHERE company_id = %(company)s AND date <= %(last)s),
                       (SELECT COALESCE(sum(balance), 0)
                          FROM account_move_line
                         WHERE company_id = %(company)s AND date <= %(last)s
                           AND parent_state = 'posted'
                           AND account_id = ANY(%(accounts)s))
                """,
                company=company.id,
                last=last,
                accounts=accounts,
            )
        )
        return {
            "district": company.name,
            "subledger": float(subledger),
            "ledger": float(ledger),
            "difference": float(round(subledger - ledger, 2)),
        }
