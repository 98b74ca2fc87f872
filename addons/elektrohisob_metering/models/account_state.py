from odoo import fields, models


class AccountState(models.Model):
    _inherit = "elektrohisob.account.state"

    settled_to = fields.Date(
        help="Day of the newest reading whose energy is booked; empty before the "
        "first settlement."
    )
    dirty_from = fields.Date(
        help="A fact of this or a later day changed after it was booked."
    )
