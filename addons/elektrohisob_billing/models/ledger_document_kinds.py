from odoo import fields, models
from odoo.exceptions import UserError

# Entries of charges and payments follow from facts that have documents of their own.
REVERSIBLE = ("opening", "refund", "reallocation", "penalty", "write_off")


class LedgerDocumentKinds(models.Model):
    """What each operation asks for, and the entries it writes."""

    _inherit = "elektrohisob.ledger.document"

    def _record(self, rows):
        """Append entries of this document to the ledger of its account."""
        return self.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": self.account_id.id,
                    "payment_id": self.payment_id.id,
                    "note": f"{self.number}: {self.note}",
                    **row,
                }
                for row in rows
            ]
        )

    def _refuse(self, sentence):
        raise UserError(
            self.env._(
                "%(document)s: %(problem)s",
                document=self.display_name,
                problem=sentence,
            )
        )

    # === REVERSAL === #

    def _check_reversal(self):
        entry = self.entry_id
        if not entry:
            self._refuse(self.env._("choose the entry that was wrong."))
        if entry.kind not in REVERSIBLE:
            self._refuse(
                self.env._(
                    "charges are corrected by correcting the fact behind them, "
                    "payments by cancelling or moving the payment."
                )
            )
        if entry.reverses_id or entry.search([("reverses_id", "=", entry.id)]):
            self._refuse(self.env._("the entry is a reversal, or is reversed already."))

    def _carry_out_reversal(self):
        entries = self.entry_id
        if entries.kind == "reallocation":  # both of the pair, or the balance moves
            entries = entries.document_id.entry_ids
        entries._reverse(f"{self.number}: {self.note}")

    # === MOVE === #

    def _check_move(self):
        payment, account = self.payment_id, self.account_to_id
        if payment.state != "posted":
            self._refuse(self.env._("choose a payment that is booked to an account."))
        if not account or account == payment.account_id:
            self._refuse(self.env._("choose the account the money is for."))
        account.check_access("read")
        payment._check_not_given_back()

    def _carry_out_move(self):
        payment = self.payment_id
        payment._take_back(f"{self.number}: {self.note}")
        payment.write(
            {
                "account_id": self.account_to_id.id,
                "company_id": self.account_to_id.company_id.id,
                "matched_by_id": self.env.uid,
                "note": self.note,
            }
        )
        payment._post()

    # === REFUND === #

    def _check_refund(self):
        account, payment = self.account_id, self.payment_id
        if not account:
            self._refuse(self.env._("choose the account."))
        if payment and payment.state != "posted":
            self._refuse(self.env._("the payment is not booked."))
        if payment:
            most = payment.amount - payment._get_given_back(self)
        else:
            most = max(-account.amount_due, 0.0)
        if self.amount > round(most, 2):
            self._refuse(
                self.env._(
                    "at most %(most)s can be given back, not %(amount)s. Money that "
                    "covers a debt is not refunded.",
                    most=self.currency_id.format(most),
                    amount=self.currency_id.format(self.amount),
                )
            )

    def _carry_out_refund(self):
        # the payment stays in the books; it is named by the document alone
        self._record([{"kind": "refund", "amount": self.amount, "payment_id": False}])

    # === RETURN === #

    def _check_return(self):
        if self.payment_id.state != "unidentified":
            self._refuse(
                self.env._(
                    "only money that waits as unidentified is returned; it never "
                    "entered the books. Refund the account instead."
                )
            )

    def _carry_out_return(self):
        self.payment_id.lock_for_update()
        self._check_return()
        self.payment_id.write(
            {"state": "returned", "note": f"{self.number}: {self.note}"}
        )

    # === RE-ALLOCATION === #

    def _check_reallocation(self):
        if not (self.account_id and self.from_month and self.target_month):
            self._refuse(
                self.env._("choose the account and the months between which to move.")
            )
        allocation = self.account_id._get_allocation(fields.Date.to_date("9999-12-31"))
        source = (self.from_kind, self.from_month.replace(day=1))
        paid = sum(p.amount for p in allocation.pieces if p.target == source) / 100
        target = (self.target_kind, self.target_month.replace(day=1))
        unpaid = allocation.open.get(target, 0) / 100
        if self.amount > min(paid, unpaid):
            self._refuse(
                self.env._(
                    "the first debt is covered with %(paid)s, of the second %(unpaid)s "
                    "are open; %(amount)s cannot be moved.",
                    paid=self.currency_id.format(paid),
                    unpaid=self.currency_id.format(unpaid),
                    amount=self.currency_id.format(self.amount),
                )
            )

    def _carry_out_reallocation(self):
        self._record(
            [
                {
                    "kind": "reallocation",
                    "amount": sign * self.amount,
                    "payment_id": False,
                    "target_kind": kind,
                    "target_month": month.replace(day=1),
                }
                for sign, kind, month in (
                    (1, self.from_kind, self.from_month),
                    (-1, self.target_kind, self.target_month),
                )
            ]
        )
