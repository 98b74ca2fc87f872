from odoo import fields, models


class ReadingImportColumn(models.TransientModel):
    """One column of a file of readings and what it holds."""

    _name = "elektrohisob.reading.import.column"
    _description = "Column of a file of readings"
    _order = "index"

    wizard_id = fields.Many2one(
        "elektrohisob.reading.import", required=True, ondelete="cascade"
    )
    index = fields.Integer(readonly=True)
    number = fields.Integer(string="Column", readonly=True)
    name = fields.Char(string="Header", readonly=True)
    sample = fields.Char(string="First values", readonly=True)
    role = fields.Selection(
        [
            ("account", "Account number"),
            ("date", "Date of the reading"),
            ("value", "Reading (kWh)"),
            ("register", "Register (A+, P+, zone …)"),
            ("serial", "Serial number of the meter"),
        ],
        string="Holds",
        help="Leave empty what is not needed.",
    )
