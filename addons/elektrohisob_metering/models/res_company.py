from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    estimate_months = fields.Integer(
        string="Estimate without readings at most (months)",
        default=3,
        help="After so many months without a reading accounts are parked.",
    )
    estimate_base_days = fields.Integer(
        string="Days of measured use an estimate is based on", default=92
    )
