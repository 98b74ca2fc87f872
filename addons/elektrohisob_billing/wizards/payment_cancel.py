from odoo import api, fields, models


class PaymentCancel(models.TransientModel):
    """Reason of cancelling a payment, or of taking it off a wrong account: asked here,
    decided by another person."""

    _name = "elektrohisob.payment.cancel"
    _description = "Cancel payment"

    payment_id = fields.Many2one(
        "elektrohisob.payment", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="payment_id.currency_id")
    amount = fields.Monetary(related="payment_id.amount")
    account_id = fields.Many2one(related="payment_id.account_id")
    decision = fields.Selection(
        [
            ("cancel", "The payment is void: no money was received, or it went back"),
            ("unmatch", "The money is ours, but belongs to another account"),
        ],
        required=True,
        default="cancel",
    )
    can_unmatch = fields.Boolean(compute="_compute_can_unmatch")
    is_own = fields.Boolean(compute="_compute_can_unmatch")
    reason = fields.Char(required=True)

    @api.depends("payment_id")
    @api.depends_context("uid")
    def _compute_can_unmatch(self):
        for wizard in self:
            payment = wizard.payment_id
            wizard.can_unmatch = payment._is_matcher() and payment.state == "posted"
            wizard.is_own = payment._is_own_today()

    def action_confirm(self):
        """Cancel an own payment of the cash desk at once; of anything else ask for the
        decision of a second person and show what was asked."""
        self.ensure_one()
        payment = self.payment_id
        payment._check_cancellable()
        if self.decision == "cancel" and payment._is_own_today():
            payment._cancel(self.reason)
            return {"type": "ir.actions.act_window_close"}
        document = self.env["elektrohisob.ledger.document"].create(
            {"kind": self.decision, "payment_id": payment.id, "note": self.reason}
        )
        document.action_ask()
        return document.get_formview_action()
