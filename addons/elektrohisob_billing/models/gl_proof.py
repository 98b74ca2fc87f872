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
    *("payment_card", "payment_unit", "advance_cash", "advance_bank"),
    *("advance_online", "advance_post", "advance_card", "advance_unit"),
)

# What was typed by hand is told by account, so that nothing nets away between two.
ROWS = """
SELECT date, kind, account_id, sum(sub)::bigint, sum(led)::bigint
  FROM (SELECT GREATEST(e.date, p.date_start) AS date,
               CASE e.kind WHEN 'correction' THEN 'charge' ELSE e.kind END AS kind,
               NULL::integer AS account_id,
               (e.amount * 100)::bigint AS sub, 0::bigint AS led
          FROM elektrohisob_ledger_entry e
          JOIN elektrohisob_period p ON p.id = e.period_id
         WHERE e.company_id = %(company)s AND e.kind <> 'reallocation'
           AND GREATEST(e.date, p.date_start) BETWEEN %(first)s AND %(last)s
         UNION ALL
        SELECT l.date,
               CASE l.elektrohisob_kind WHEN 'correction' THEN 'charge'
                    ELSE COALESCE(l.elektrohisob_kind, '') END,
               CASE WHEN COALESCE(l.elektrohisob_kind, '') = '' THEN l.account_id END,
               0,
               round(l.balance * 100)::bigint
          FROM account_move_line l
         WHERE l.company_id = %(company)s AND l.date BETWEEN %(first)s AND %(last)s
           AND l.parent_state = 'posted' AND l.account_id = ANY(%(accounts)s)
       ) AS both_sides
 GROUP BY date, kind, account_id
HAVING sum(sub) <> 0 OR sum(led) <> 0
 ORDER BY date, kind, account_id
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
            ``account`` (code, of what was typed by hand), ``subledger``, ``ledger``,
            ``difference``; so'm) and ``balances`` (one a district and side of the
            books: ``district``, ``side`` (``debt``, ``advance``, ``penalty``, or those
            that share an account joined by ``+``), ``accounts`` (codes),
            ``subledger``, ``ledger``, ``difference`` at the end of the last day; so'm)
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
        balances = [row for unit in units for row in self._compare_balances(unit, last)]
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
        books = self.env["elektrohisob.gl.posting"].sudo()  # codes are no secret
        accounts = books._get_accounts(company)
        codes = self._get_control_codes(DEBITS, CREDITS)
        return {code: accounts[code] for code in codes if code in accounts}

    @api.model
    def _get_control_codes(self, debits, credits_):
        """Codes that any rule names as debit or credit of some events."""
        rules = self.env["elektrohisob.gl.rule"].sudo()  # shared by all
        rules = rules.search([("event", "in", (*debits, *credits_))])
        codes = {rule.debit_code for rule in rules if rule.event in debits}
        return codes | {rule.credit_code for rule in rules if rule.event in credits_}

    @api.model
    def _compare(self, company, first, last):
        """Rows of one district that has books; see ``proof``."""
        company = company.sudo()  # the top of a district may be closed to the user
        if not company.root_id.chart_template:
            return []
        self.env.flush_all()
        control = self._get_control(company)
        codes = {account: code for code, account in control.items()}
        found = self.env.execute_query(
            SQL(
                ROWS,
                company=company.id,
                first=first,
                last=last,
                accounts=list(codes),
            )
        )
        return [
            {
                "district": company.name,
                "date": day,
                "kind": kind,
                "account": codes.get(account, ""),
                "subledger": subledger / 100,
                "ledger": ledger / 100,
                "difference": (subledger - ledger) / 100,
            }
            for day, kind, account, subledger, ledger in found
        ]
