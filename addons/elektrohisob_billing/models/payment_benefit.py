from odoo import fields, models
from odoo.exceptions import UserError


class PaymentBenefit(models.Model):
    """Money in the queue that no consumer paid: a third party pays for benefits."""

    _inherit = "elektrohisob.payment"
    _plain_cancel = "TRUE"  # only what is posted

    state = fields.Selection(
        selection_add=[("benefit", "For benefits")], ondelete={"benefit": "cascade"}
    )

    # === ACTIONS === #

    def action_take_for_benefits(self):
        """Open the document that takes the money against the receivable."""
        self.ensure_one()
        self._check_matcher()
        documents = self.env["elektrohisob.benefit.payment"]
        found = documents.search(
            [("payment_id", "=", self.id), ("state", "!=", "cancelled")], limit=1
        )
        if not found and self.state != "unidentified":
            raise UserError(
                self.env._(
                    "Payment %(payment)s is not in the queue any more.",
                    payment=self.display_name,
                )
            )
        found = found or self._draft_for_benefits()
        return {
            "type": "ir.actions.act_window",
            "name": found.display_name,
            "res_model": found._name,
            "res_id": found.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    def _check_cancellable(self):
        """Override of `elektrohisob.payment`: money taken for benefits is not free."""
        for payment in self.filtered(lambda row: row.state == "benefit"):
            raise UserError(
                self.env._(
                    "Payment %(payment)s is taken for benefits. Cancel the payment for "
                    "benefits first.",
                    payment=payment.display_name,
                )
            )
        return super()._check_cancellable()

    def _draft_for_benefits(self):
        """A draft with the figures of the bank, told apart by what is owed."""
        self.ensure_one()
        payers = (
            self.env["elektrohisob.benefit.programme"]
            .search([("payer_id", "!=", False)])
            .payer_id
        )
        known = payers.filtered(lambda one: one.vat and one.vat == self.payer_stir)
        payer = known or (payers if len(payers) == 1 else payers.browse())
        if not payer:
            raise UserError(
                self.env._(
                    "No programme of benefits is paid by the STIR %(stir)s. Enter the "
                    "STIR of the payer, or set the payer of the programme.",
                    stir=self.payer_stir or "-",
                )
            )
        document = self.env["elektrohisob.benefit.payment"].create(
            {
                "company_id": self.company_id.id,
                "payer_id": payer[:1].id,
                "date": self.date,
                "document": self.number or self.display_name,
                "amount": self.amount,
                "payment_id": self.id,
            }
        )
        document.action_spread()
        return document
