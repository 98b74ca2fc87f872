from odoo import fields, models


class AccountState(models.Model):
    _inherit = "elektrohisob.account.state"

    balance = fields.Float(
        digits=(16, 2),
        default=0.0,
        help="Σ of the ledger entries: above zero the consumer owes.",
    )
