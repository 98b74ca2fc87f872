from odoo import api, fields, models


class Account(models.Model):
    _inherit = "elektrohisob.account"

    currency_id = fields.Many2one(related="company_id.currency_id")
    balance = fields.Monetary(
        compute="_compute_balance", help="Above zero: debt. Below zero: prepayment."
    )
    charge_ids = fields.One2many("elektrohisob.charge", "account_id")
    payment_ids = fields.One2many("elektrohisob.payment", "account_id")
    entry_ids = fields.One2many("elektrohisob.ledger.entry", "account_id")

    @api.depends("state_ids.balance")
    def _compute_balance(self):
        for account in self:
            account.balance = account.state_ids[:1].balance
