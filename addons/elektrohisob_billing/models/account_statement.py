from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import business_today, parse_day


class AccountStatement(models.Model):
    """Balance and statement of a personal account, for people and for programs."""

    _inherit = "elektrohisob.account"

    @api.model
    @api.readonly
    def balance(self, *, account, date=None):
        """Balance of an account.

        :param str account: account number
        :param date: last day counted (``YYYY-MM-DD``); by default all entries
        :return: dict with ``account``, ``date`` and ``balance`` in so'm: above zero
            the consumer owes, below zero is a prepayment
        :raise UserError: there is no such account
        """
        record = self._get_by_number(account)
        day = parse_day(self, date)
        balance = record._get_balance_on(day) if day else record.amount_due
        return {
            "account": record.number,
            "date": str(day or business_today(self)),
            "balance": round(balance, 2) + 0.0,
        }

    @api.model
    @api.readonly
    def statement(self, *, account, date_from, date_to):
        """Statement of an account: what was charged and paid between two days.

        :param str account: account number
        :param date_from: first day (``YYYY-MM-DD``)
        :param date_to: last day, included
        :return: dict with ``account``, ``date_from``, ``date_to``, ``opening``,
            ``lines``, ``debit``, ``credit``, ``kwh`` and ``closing``; each line has
            ``date``, ``kind``, ``document``, ``debit``, ``credit``, ``balance`` (after
            the line, so'm), ``kwh`` and ``covers``: list of ``kind``, ``month`` and
            ``amount`` of the debts its money covers by today
        :raise UserError: no such account, or the last day before the first
        """
        record = self._get_by_number(account)
        first, last = parse_day(self, date_from), parse_day(self, date_to)
        if not first or not last or last < first:
            raise UserError(
                self.env._(
                    "A statement needs a first day and a last day not before it, not "
                    "%(first)s and %(last)s.",
                    first=date_from,
                    last=date_to,
                )
            )
        statement = record._get_statement(first, last)
        for line in statement["lines"]:
            del line["payment_id"]
        return statement

    def action_print_statement(self):
        """Ask for the period of a statement."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Statement of account"),
            "res_model": "elektrohisob.account.statement.print",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _get_balance_on(self, day):
        """Sum of the entries dated ``day`` or earlier (so'm)."""
        self.ensure_one()
        total = self.env["elektrohisob.ledger.entry"]._read_group(
            [("account_id", "=", self.id), ("date", "<=", day)],
            aggregates=["amount:sum"],
        )
        return total[0][0] or 0.0

    def _get_statement(self, first, last):
        """Plain statement of one account, see ``statement``."""
        self.ensure_one()
        before = fields.Date.subtract(first, days=1)
        balance = opening = round(self._get_balance_on(before), 2) + 0.0
        kind = self.env["elektrohisob.ledger.entry"]._fields["kind"]
        kinds = dict(kind._description_selection(self.env))
        covers = self._get_covers()
        rows = self._get_entry_rows(first, last)
        others = self._get_other_accounts({row[-1] for row in rows if row[-1]})
        lines = []
        for date, kind, amount, note, kwh, month, cancels, *ids in rows:
            balance = round(balance + amount, 2) + 0.0
            words = (note or (month and f"{month:%m.%Y}"), others.get(ids[2]))
            lines.append(
                {
                    "date": str(date),
                    "kind": kind,
                    "kind_name": self._get_kind_name(kinds[kind], cancels),
                    "document": ", ".join(filter(None, words)),
                    "debit": amount if self._is_debit(kind, amount) else 0.0,
                    "credit": 0.0 if self._is_debit(kind, amount) else -amount,
                    "balance": balance,
                    "kwh": kwh,
                    "covers": [row for id_ in ids[0] for row in covers.get(id_, ())],
                    "payment_id": ids[1],
                }
            )
        return {
            "account": self.number,
            "date_from": str(first),
            "date_to": str(last),
            "opening": opening,
            "lines": lines,
            "debit": round(sum(line["debit"] for line in lines), 2),
            "credit": round(sum(line["credit"] for line in lines), 2),
            "kwh": round(sum(line["kwh"] for line in lines), 3),
            "closing": balance,
        }

    def _get_other_accounts(self, document_ids):
        """Operation → the account to or from which it moved a payment, in words."""
        documents = self.env["elektrohisob.ledger.document"].sudo()  # both sides
        moves = documents.browse(document_ids).filtered(lambda row: row.kind == "move")
        found = {}
        for move in moves:
            if move.account_id == self:
                other, text = move.account_to_id, self.env._("to account %s")
            else:
                other, text = move.account_id, self.env._("from account %s")
            found[move.id] = text % self._format_number(other.number)
        return found

    @api.model
    def _get_kind_name(self, name, cancels):
        return self.env._("%(kind)s, cancelled", kind=name) if cancels else name

    @api.model
    def _is_debit(self, kind, amount):
        """A payment stands on the credit side, its reversal there with a minus."""
        return kind == "charge" or (kind != "payment" and amount > 0)

    def _get_entry_rows(self, first, last):
        """Rows (date, kind, so'm, document, kWh, month of use, is a reversal, ids of
        the entries, id of the payment and of the operation); the charges of one month
        of use booked on one day are one row."""
        self.env["elektrohisob.ledger.entry"].flush_model()
        self.env["elektrohisob.payment"].flush_model(["number"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT entry.date, entry.kind, SUM(entry.amount),
                       MAX(COALESCE(payment.number, entry.note)),
                       COALESCE(SUM(charge.kwh), 0), charge.month,
                       BOOL_OR(entry.reverses_id IS NOT NULL),
                       ARRAY_AGG(entry.id), MAX(entry.payment_id),
                       MAX(entry.document_id)
                  FROM elektrohisob_ledger_entry AS entry
                  LEFT JOIN elektrohisob_charge AS charge
                       ON charge.id = entry.charge_id
                  LEFT JOIN elektrohisob_payment AS payment
                       ON payment.id = entry.payment_id
                 WHERE entry.account_id = %s AND entry.date BETWEEN %s AND %s
                 GROUP BY entry.date, entry.kind, charge.month,
                          CASE WHEN charge.id IS NULL THEN entry.id END
                 ORDER BY entry.date, MIN(entry.id)
                """,
                self.id,
                first,
                last,
            )
        )
        return [
            (date, kind, float(amount), note, float(kwh), month, *rest)
            for date, kind, amount, note, kwh, month, *rest in rows
        ]
