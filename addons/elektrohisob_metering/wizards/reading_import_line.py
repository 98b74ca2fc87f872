from odoo import fields, models


class ReadingImportLine(models.TransientModel):
    """One row of a file of readings, as it would be taken."""

    _name = "elektrohisob.reading.import.line"
    _description = "Row of a file of readings"
    _order = "line_no"

    wizard_id = fields.Many2one(
        "elektrohisob.reading.import", required=True, ondelete="cascade"
    )
    line_no = fields.Integer(string="Row", readonly=True)
    account = fields.Char(readonly=True)
    day = fields.Char(string="Date", readonly=True)
    register = fields.Char(readonly=True)
    value = fields.Char(string="Reading", readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    state = fields.Selection(
        [("accepted", "Accepted"), ("parked", "Waiting"), ("refused", "Refused")],
        readonly=True,
    )
    code = fields.Char(string="Check", readonly=True)
    reason = fields.Char(readonly=True)
