from odoo import fields, models


class PaymentRegisterImportLine(models.TransientModel):
    """One row of a register, as it would be taken."""

    _name = "elektrohisob.payment.register.import.line"
    _description = "Row of a register that is loaded"
    _order = "line_no, id"

    wizard_id = fields.Many2one(
        "elektrohisob.payment.register.import", required=True, ondelete="cascade"
    )
    line_no = fields.Integer(string="Row", readonly=True)
    raw = fields.Char(string="As received", readonly=True)
    account = fields.Char(readonly=True)
    state = fields.Selection(
        [("accepted", "Accepted"), ("parked", "Waiting"), ("refused", "Refused")],
        readonly=True,
    )
    reason = fields.Char(readonly=True)
