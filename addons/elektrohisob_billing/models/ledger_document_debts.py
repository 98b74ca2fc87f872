from odoo import models


class LedgerDocument(models.Model):
    """Penalties that are recognised, and debts nobody will pay."""

    _inherit = "elektrohisob.ledger.document"

    # === PENALTY === #

    def _check_penalty(self):
        if not self.account_id:
            self._refuse(self.env._("choose the account."))
        if not self.target_month:
            self._refuse(self.env._("name the month of the debt the penalty is for."))

    def _carry_out_penalty(self):
        self._record(
            [
                {
                    "kind": "penalty",
                    "amount": self.amount,
                    "payment_id": False,
                    "target_kind": "penalty",
                    "target_month": self.target_month.replace(day=1),
                }
            ]
        )

    # === WRITE-OFF === #

    def _check_write_off(self):
        account = self.account_id
        if not account:
            self._refuse(self.env._("choose the account."))
        if self.amount > round(account.amount_due, 2):
            self._refuse(
                self.env._(
                    "%(account)s owes %(due)s; no more can be written off.",
                    account=account.display_name,
                    due=self.currency_id.format(account.amount_due),
                )
            )

    def _carry_out_write_off(self):
        month = self.target_month and self.target_month.replace(day=1)
        named = {"target_kind": "principal", "target_month": month} if month else {}
        self._record(
            [
                {
                    "kind": "write_off",
                    "amount": -self.amount,
                    "payment_id": False,
                    **named,
                }
            ]
        )
