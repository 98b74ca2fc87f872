from odoo import fields, models
from odoo.exceptions import UserError


class PaymentDocument(models.Model):
    """Payments moved, refunded or returned by documents that two persons decide."""

    _inherit = "elektrohisob.payment"
    _plain_cancel = """NOT EXISTS (
        SELECT FROM elektrohisob_ledger_document r WHERE r.payment_id = m.id)"""

    state = fields.Selection(
        selection_add=[("returned", "Returned to the sender")],
        ondelete={"returned": "cascade"},
    )
    document_ids = fields.One2many(
        "elektrohisob.ledger.document", "payment_id", string="Operations"
    )

    # === ACTIONS === #

    def action_move(self):
        """Ask to book the payment to another account."""
        return self._open_document("move")

    def action_return(self):
        """Ask to send unidentified money back."""
        return self._open_document("return")

    def action_refund(self):
        """Ask to give the payment back to the consumer."""
        return self._open_document("refund")

    # === BUSINESS METHODS === #

    def _open_document(self, kind):
        self.ensure_one()
        self._check_matcher()
        return self.env["elektrohisob.ledger.document"]._get_new_action(
            kind, payment_id=self.id
        )

    def _get_given_back(self, but=None):
        """So'm refunded of these payments, without the document ``but``."""
        documents = self.document_ids - (but or self.document_ids.browse())
        entries = documents.entry_ids.filtered(lambda entry: entry.kind == "refund")
        undone = entries.search([("reverses_id", "in", entries.ids)]).reverses_id
        return sum((entries - undone).mapped("amount"))

    def _check_not_given_back(self):
        for payment in self.sudo():  # whoever cancels need not read the documents
            if payment._get_given_back():
                raise UserError(
                    self.env._(
                        "Payment %(payment)s was refunded. Reverse the refund first.",
                        payment=payment.display_name,
                    )
                )

    def _check_cancellable(self):
        """Override of `elektrohisob.payment`: money given back is not given twice."""
        for payment in self:
            if payment.state == "returned":
                raise UserError(
                    self.env._(
                        "Payment %(payment)s was returned to its sender.",
                        payment=payment.display_name,
                    )
                )
        self._check_not_given_back()
        return super()._check_cancellable()
