from odoo import api, fields, models
from odoo.exceptions import UserError


class PaymentMatch(models.TransientModel):
    """Finding the account of an unidentified payment, likeliest first."""

    _name = "elektrohisob.payment.match"
    _description = "Match payment"

    payment_id = fields.Many2one(
        "elektrohisob.payment", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="payment_id.currency_id")
    date = fields.Date(related="payment_id.date")
    amount = fields.Monetary(related="payment_id.amount")
    payer = fields.Char(related="payment_id.payer")
    payer_stir = fields.Char(related="payment_id.payer_stir")
    purpose = fields.Char(related="payment_id.purpose")
    line_ids = fields.One2many(
        "elektrohisob.payment.match.line", "wizard_id", string="Suggestions"
    )
    account_id = fields.Many2one(
        "elektrohisob.account",
        string="Another account",
        help="Search by number, consumer, address or phone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to look for accounts at once."""
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.line_ids = [
                fields.Command.create(
                    {"account_id": account.id, "score": score, "why": why}
                )
                for account, score, why in wizard.payment_id._get_suggestions()
            ]
        return wizards

    def action_match(self):
        """Book the payment to the chosen account."""
        self.ensure_one()
        if not self.account_id:
            raise UserError(
                self.env._("Choose a suggested account or search for another one.")
            )
        self.payment_id._match(self.account_id)
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match payment"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
