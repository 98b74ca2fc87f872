from odoo import fields, models


class AccountStatementLine(models.TransientModel):
    """One movement of a statement shown on the screen."""

    _name = "elektrohisob.account.statement.line"
    _description = "Movement of an account"
    _order = "id"

    wizard_id = fields.Many2one(
        "elektrohisob.account.statement.print", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    date = fields.Date(readonly=True)
    operation = fields.Char(readonly=True)
    document = fields.Char(readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    debit = fields.Monetary(string="Charged", readonly=True)
    credit = fields.Monetary(string="Paid", readonly=True)
    balance = fields.Monetary(readonly=True)
    covers = fields.Char(readonly=True)
    payment_id = fields.Many2one("elektrohisob.payment", readonly=True)

    def action_open(self):
        """Open the payment, or the charges of the account."""
        self.ensure_one()
        if not self.payment_id:
            return self.wizard_id.account_id.action_view_charges()
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.payment",
            "res_id": self.payment_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
