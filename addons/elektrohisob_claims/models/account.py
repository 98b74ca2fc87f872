from odoo import fields, models


class Account(models.Model):
    """Sums of the account that are paid by instalments."""

    _inherit = "elektrohisob.account"

    instalment_ids = fields.One2many(
        "elektrohisob.instalment", "account_id", string="Payments by instalments"
    )
