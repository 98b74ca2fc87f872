from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    due_day = fields.Integer(
        string="Bills are due on",
        required=True,
        default=10,
        help="Day of the month after the billed one, 1 to 28.",
    )
    sms_number = fields.Char(string="SMS short number", default="2100")

    _due_day_range = models.Constraint(
        "CHECK(due_day BETWEEN 1 AND 28)", "Bills are due on a day from 1 to 28."
    )
