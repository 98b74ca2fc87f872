from odoo import fields, models


class AccountTransfer(models.Model):
    _inherit = "elektrohisob.account.transfer"

    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Balance handed over",
        readonly=True,
        help="Above zero: debt. The old district books it off (4110 / 6110 with the "
        "new one), the new district takes it over.",
    )

    def _take_leave(self):
        """Override of `elektrohisob_base`: the old district books the balances off."""
        super()._take_leave()
        for line in self:
            line.amount = line.account_id.state_ids.balance
        self._book_balances(-1)

    def _arrive(self):
        """Override of `elektrohisob_base`: the new district takes the balances over."""
        super()._arrive()
        self._book_balances(1)

    def _book_balances(self, sign):
        """Entries in the books of the district that has the accounts now."""
        entries = [
            {
                "account_id": line.account_id.id,
                "kind": "transfer",
                "amount": sign * line.amount,
                "transfer_id": line.id,
                "note": line.reorganisation_id.name,
            }
            for line in self
            if line.amount
        ]
        if entries:
            self.env["elektrohisob.ledger.entry"]._record(entries)
