from odoo import models


class LedgerDocumentPayments(models.Model):
    """Payments cancelled, taken off an account or booked from a register: also these
    take two persons."""

    _inherit = "elektrohisob.ledger.document"

    # === CANCEL === #

    def _check_cancel(self):
        if self.payment_id.state not in ("posted", "unidentified"):
            self._refuse(self.env._("choose a payment that is not cancelled yet."))
        self.payment_id._check_not_given_back()

    def _carry_out_cancel(self):
        self.payment_id._cancel(f"{self.number}: {self.note}")

    # === UNMATCH === #

    def _check_unmatch(self):
        if self.payment_id.state != "posted":
            self._refuse(self.env._("choose a payment that is booked to an account."))
        self.payment_id._check_not_given_back()

    def _carry_out_unmatch(self):
        self.payment_id._unmatch(f"{self.number}: {self.note}")

    # === TAKE === #

    def _check_take(self):
        line = self.day_line_id
        if not line.can_register:
            self._refuse(
                self.env._(
                    "begin at the difference of the day; it is not open, or the "
                    "register names no account of ours."
                )
            )
        is_same = self.currency_id.is_zero(self.amount - line.told_amount)
        if self.account_id != line.account_id or not is_same:
            self._refuse(self.env._("account and sum are those of the register."))

    def _carry_out_take(self):
        payment = self.day_line_id._take_missing()
        self.payment_id = payment
