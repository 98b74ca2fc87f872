from odoo import fields, models


class PaymentMatchLine(models.TransientModel):
    """One account an unidentified payment may be for."""

    _name = "elektrohisob.payment.match.line"
    _description = "Suggested account"
    _order = "score desc, id"

    wizard_id = fields.Many2one(
        "elektrohisob.payment.match", required=True, ondelete="cascade"
    )
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="account_id.currency_id")
    name = fields.Char(related="account_id.name")
    address = fields.Char(related="account_id.address")
    balance = fields.Monetary(related="account_id.amount_due")
    score = fields.Integer(string="%", help="How likely the account is the right one.")
    why = fields.Char()

    def action_choose(self):
        """Match the payment to this account."""
        self.ensure_one()
        self.wizard_id.account_id = self.account_id
        return self.wizard_id.action_match()
