from odoo import fields, models

from ..models.payment_layout_column import ROLES


class PaymentRegisterImportColumn(models.TransientModel):
    """One column of a register and what it holds."""

    _name = "elektrohisob.payment.register.import.column"
    _description = "Column of a register that is loaded"
    _order = "index"

    wizard_id = fields.Many2one(
        "elektrohisob.payment.register.import", required=True, ondelete="cascade"
    )
    index = fields.Integer(readonly=True)
    number = fields.Integer(string="Column", readonly=True)
    name = fields.Char(string="Header", readonly=True)
    sample = fields.Char(string="First values", readonly=True)
    role = fields.Selection(
        ROLES, string="Holds", help="Leave empty what is not needed."
    )
