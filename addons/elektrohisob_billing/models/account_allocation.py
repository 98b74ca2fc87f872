from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import business_today, parse_day

from ..engine.allocation import Credit, Debt, allocate

ROWS = """
SELECT entry.id, entry.date, entry.kind, (entry.amount * 100)::bigint,
       COALESCE(entry.target_month, charge.month,
                date_trunc('month', entry.date)::date),
       entry.target_kind, charge.id IS NOT NULL OR entry.target_month IS NOT NULL
  FROM elektrohisob_ledger_entry AS entry
  LEFT JOIN elektrohisob_charge AS charge ON charge.id = entry.charge_id
 WHERE entry.account_id = %s AND entry.date <= %s AND entry.kind <> 'transfer'
   AND entry.reverses_id IS NULL
   AND NOT EXISTS (SELECT FROM elektrohisob_ledger_entry AS reversal
                    WHERE reversal.reverses_id = entry.id AND reversal.date <= %s)
"""


class AccountAllocation(models.Model):
    """Which months of an account its money has paid: derived, never stored."""

    _inherit = "elektrohisob.account"

    @api.model
    @api.readonly
    def allocation(self, *, account, date=None):
        """Which months are paid, by the rule of the consumer's category.

        :param str account: account number
        :param date: last day counted (``YYYY-MM-DD``); by default all entries
        :return: dict with ``account``, ``date``, ``advance`` (so'm paid ahead) and
            ``months``: list of ``kind`` (``principal``, ``penalty``, ``costs``),
            ``month`` (``YYYY-MM``), ``owed``, ``paid`` and ``left`` (so'm), by month
        :raise UserError: there is no such account
        """
        record = self._get_by_number(account)
        day = parse_day(self, date)
        found = record._get_allocation(day or fields.Date.to_date("9999-12-31"))
        return {
            "account": record.number,
            "date": str(day or business_today(self)),
            "advance": sum(found.advances.values()) / 100,
            "months": record._get_paid_months(found),
        }

    def action_view_paid_months(self):
        """Open the months of the account with what is paid of them."""
        self.ensure_one()
        wizard = self.env["elektrohisob.account.months"].create({"account_id": self.id})
        return wizard._get_action()

    # === BUSINESS METHODS === #

    @api.model
    def _get_debt_kinds(self):
        """Hook: kind of ledger entries → kind of debt, where it is not energy."""
        return {"penalty": "penalty"}

    def _get_allocation(self, day):
        """Pieces, open debts and advances from the entries dated up to ``day``.

        An entry and its reversal are left out together, so that a cancelled payment
        does not make an old debt young; so are balances handed over between districts.
        Entries below zero that are about a month (corrections, benefits) cover what is
        owed for that month first.
        """
        self.ensure_one()
        self.env["elektrohisob.ledger.entry"].flush_model()
        kinds = self._get_debt_kinds()
        debts, credits_ = [], []
        for id_, date, kind, tiyin, month, target, names in self.env.execute_query(
            SQL(ROWS, self.id, day, day)
        ):
            owed = (target or kinds.get(kind, "principal"), month)
            if tiyin > 0:
                debts.append(Debt(id_, date, owed, tiyin))
            elif tiyin < 0:
                credits_.append(Credit(id_, date, -tiyin, owed if names else None))
        rules = self.env["elektrohisob.allocation.rule"]
        return allocate(
            debts,
            credits_,
            rules._get_rules(self.category, self.company_id),
            self._get_court_months(),
        )

    def _get_covers(self):
        """Entry id → what its money covers by today: kind, month (``YYYY-MM``), so'm;
        without a month what is paid ahead."""
        found = self._get_allocation(fields.Date.to_date("9999-12-31"))
        covers: dict[int, dict] = {}
        for piece in found.pieces:
            rows = covers.setdefault(piece.key, {})
            rows[piece.target] = rows.get(piece.target, 0) + piece.amount
        result = {
            id_: [
                {"kind": kind, "month": f"{month:%Y-%m}", "amount": amount / 100}
                for (kind, month), amount in rows.items()
            ]
            for id_, rows in covers.items()
        }
        for id_, amount in found.advances.items():
            result.setdefault(id_, []).append(
                {"kind": "advance", "month": "", "amount": amount / 100}
            )
        return result

    @api.model
    def _get_paid_months(self, found):
        """Rows of months from an allocation: plain, in so'm."""
        paid: dict[tuple, int] = {}
        for piece in found.pieces:
            paid[piece.target] = paid.get(piece.target, 0) + piece.amount
        return [
            {
                "kind": target[0],
                "month": f"{target[1]:%Y-%m}",
                "owed": (paid.get(target, 0) + found.open.get(target, 0)) / 100,
                "paid": paid.get(target, 0) / 100,
                "left": found.open.get(target, 0) / 100,
            }
            for target in sorted(paid.keys() | found.open, key=lambda t: (t[1], t[0]))
        ]
