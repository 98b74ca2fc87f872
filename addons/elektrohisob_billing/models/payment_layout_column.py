from odoo import fields, models

ROLES = [
    ("account", "Account number"),
    ("amount", "Sum"),
    ("date", "Date"),
    ("number", "Receipt or document"),
    ("row_id", "Number of the row at its sender"),
    ("payer", "Payer or consumer"),
    ("payer_account", "Bank account of the payer"),
    ("address", "Address"),
    ("period", "Month"),
    ("purpose", "Purpose"),
    ("fee", "Fee"),
    ("state", "Paid or cancelled"),
    ("charged", "Charged in the month before"),
]


class PaymentLayoutColumn(models.Model):
    """One column of a register and what it holds."""

    _name = "elektrohisob.payment.layout.column"
    _description = "Column of a register"
    _order = "layout_id, number, id"

    layout_id = fields.Many2one(
        "elektrohisob.payment.layout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="layout_id.company_id", store=True)
    number = fields.Integer(string="Column", required=True, default=1)
    name = fields.Char(
        string="Header",
        help="As in the file: a column that moved is found by it. In a DBF up to ten "
        "Latin letters.",
    )
    role = fields.Selection(ROLES, string="Holds", required=True)
    width = fields.Integer(
        default=20, help="Signs of the column in a DBF that is sent."
    )

    _number_positive = models.Constraint(
        "CHECK(number BETWEEN 1 AND 64 AND width BETWEEN 1 AND 254)",
        "Columns are numbered from 1 to 64 and are up to 254 signs wide.",
    )
