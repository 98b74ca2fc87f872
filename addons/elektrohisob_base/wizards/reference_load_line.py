from odoo import fields, models


class ReferenceLoadLine(models.TransientModel):
    """Protocol of one row of a loaded file."""

    _name = "elektrohisob.reference.load.line"
    _description = "Row of a loaded list"
    _order = "line"

    load_id = fields.Many2one(
        "elektrohisob.reference.load", required=True, ondelete="cascade"
    )
    line = fields.Integer(string="Row of the file")
    code = fields.Char()
    name = fields.Char()
    outcome = fields.Selection(
        [
            ("created", "New"),
            ("changed", "Changed"),
            ("unchanged", "Unchanged"),
            ("refused", "Refused"),
        ]
    )
    detail = fields.Char(string="What and why")
