from odoo import fields, models


class ProfileImportColumn(models.TransientModel):
    """One column of a table of intervals and what it holds."""

    _name = "elektrohisob.profile.import.column"
    _description = "Column of a table of intervals"
    _order = "index"

    wizard_id = fields.Many2one(
        "elektrohisob.profile.import", required=True, ondelete="cascade"
    )
    index = fields.Integer(readonly=True)
    number = fields.Integer(string="Column", readonly=True)
    name = fields.Char(string="Header", readonly=True)
    sample = fields.Char(string="First values", readonly=True)
    role = fields.Selection(
        [
            ("point", "Code of the measuring point"),
            ("serial", "Serial number of the meter"),
            ("account", "Account number"),
            ("date", "Date (and time)"),
            ("time", "Time or number of the interval"),
            ("register", "Register or channel"),
            ("status", "Status"),
            ("value", "Value"),
            ("A+", "Active import"),
            ("A-", "Active export"),
            ("R+", "Reactive import"),
            ("R-", "Reactive export"),
            ("slot", "Value of an interval of the day"),
        ],
        string="Holds",
        help="Leave empty what is not needed.",
    )
