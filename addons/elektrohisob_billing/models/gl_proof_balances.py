from odoo import api, models
from odoo.tools import SQL

from .gl_proof import CREDITS, DEBITS

DEBT, ADVANCE, PENALTY = "debt", "advance", "penalty"
SIDES = {
    ADVANCE: (
        ("offset", "refund"),
        tuple(event for event in CREDITS if event.startswith("advance_")),
    ),
    PENALTY: (("penalty",), ("penalty_paid",)),
}
JOIN = "+"

# Each account owes something or has paid ahead, as in the books: two sums, which do not
# net. Balances brought in are booked on the first day of their month.
OWED = """
SELECT COALESCE(sum(GREATEST(own.tiyin, 0)), 0)::bigint,
       COALESCE(sum(LEAST(own.tiyin, 0)), 0)::bigint
  FROM (SELECT sum(e.amount * 100) AS tiyin
          FROM elektrohisob_ledger_entry e
          JOIN elektrohisob_period p ON p.id = e.period_id
         WHERE e.company_id = %(company)s AND e.date <= %(last)s
           AND p.date_start <= %(last)s
         GROUP BY e.account_id) AS own
"""
PENALTIES = """
SELECT COALESCE(sum(amount * 100), 0)::bigint FROM elektrohisob_ledger_entry
 WHERE company_id = %s AND kind = 'penalty' AND date <= %s
"""
LEDGER = """
SELECT account_id, sum(balance * 100)::bigint FROM account_move_line
 WHERE company_id = %s AND date <= %s AND parent_state = 'posted'
   AND account_id = ANY(%s)
 GROUP BY 1
"""


class Gl(models.AbstractModel):
    """What consumers owe against the accounts of debts, what they have paid ahead
    against those of advances: neither nets the other."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_sides(self, company):
        """Side of the books → code → id of its accounts. Sides that a rule books on one
        account are compared together: ``debt+penalty``."""
        parts = {
            side: self._get_control_codes(*events) for side, events in SIDES.items()
        }
        others = [event for event in DEBITS if event not in _of_sides(0)]
        others_back = [event for event in CREDITS if event not in _of_sides(1)]
        found = [({DEBT}, self._get_control_codes(others, others_back))]
        for side, codes in parts.items():
            names = {side}
            for one in [one for one in found if one[1] & codes]:
                found.remove(one)
                names, codes = names | one[0], codes | one[1]
            found.append((names, codes))
        control = self._get_control(company)
        order = (DEBT, ADVANCE, PENALTY)
        return {
            JOIN.join(sorted(names, key=order.index)): {
                code: control[code] for code in sorted(codes) if code in control
            }
            for names, codes in sorted(
                found, key=lambda one: min(map(order.index, one[0]))
            )
        }

    @api.model
    def _compare_balances(self, company, last):
        """What all accounts of a district owe and have paid ahead at the end of a day,
        twice; a row for each side of the books.

        What money has covered of penalties is known for the end of the open month, as
        it is posted; on other days penalties and debts are one row.
        """
        company = company.sudo()  # the top of a district may be closed to the user
        self.env.flush_all()
        sides = self._get_sides(company)
        accounts = [id_ for codes in sides.values() for id_ in codes.values()]
        query = self.env.execute_query
        ledger = dict(query(SQL(LEDGER, company.id, last, accounts)))
        [(debts, advances)] = query(SQL(OWED, company=company.id, last=last))
        sums = {DEBT: debts, ADVANCE: advances, PENALTY: 0}
        # whoever reads the books knows which month is open
        periods = self.env["elektrohisob.period"].sudo()
        period = periods.search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("open", "closing")),
                ("date_end", "=", last),
            ]
        )
        if period and PENALTY in sides:
            # what is covered is a sum of the whole district
            postings = self.env["elektrohisob.gl.posting"].sudo()
            [(asked,)] = query(SQL(PENALTIES, company.id, last))
            covered = sum(postings._get_penalties_covered(period).values())
            sums[PENALTY] = asked - covered
            sums[DEBT] -= sums[PENALTY]
        elif PENALTY in sides:
            place = next(side for side in sides if DEBT in side.split(JOIN))
            merged = sides.pop(place) | sides.pop(PENALTY)
            sides = {f"{place}{JOIN}{PENALTY}": merged} | sides
        return [
            self._prepare_balance(company, side, codes, sums, ledger)
            for side, codes in sides.items()
        ]

    @api.model
    def _prepare_balance(self, company, side, codes, sums, ledger):
        ours = sum(sums[one] for one in side.split(JOIN))
        booked = sum(ledger.get(id_, 0) for id_ in codes.values())
        return {
            "district": company.name,
            "side": side,
            "accounts": ", ".join(codes),
            "subledger": ours / 100,
            "ledger": booked / 100,
            "difference": (ours - booked) / 100,
        }


def _of_sides(place):
    """Events of advances and penalties: of the debit (0) or of the credit (1)."""
    return {event for events in SIDES.values() for event in events[place]}
