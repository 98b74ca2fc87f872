from odoo import fields, models


class ProfileImportLine(models.TransientModel):
    """One day of a channel of a table, as it would be taken."""

    _name = "elektrohisob.profile.import.line"
    _description = "Day of a table of intervals"
    _order = "line_no"

    wizard_id = fields.Many2one(
        "elektrohisob.profile.import", required=True, ondelete="cascade"
    )
    line_no = fields.Integer(string="Row", readonly=True)
    point = fields.Char(readonly=True)
    reading_type = fields.Char(string="Kind of energy", readonly=True)
    day = fields.Date(readonly=True)
    intervals = fields.Integer(readonly=True)
    missing = fields.Integer(readonly=True)
    doubtful = fields.Integer(string="Non-commercial", readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    state = fields.Selection(
        [("accepted", "Accepted"), ("parked", "Waiting"), ("refused", "Refused")],
        readonly=True,
    )
    reason = fields.Char(readonly=True)
