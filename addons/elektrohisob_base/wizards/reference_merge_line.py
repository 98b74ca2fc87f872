from odoo import fields, models


class ReferenceMergeLine(models.TransientModel):
    """One of the rows to merge."""

    _name = "elektrohisob.reference.merge.line"
    _description = "Row to merge"

    merge_id = fields.Many2one(
        "elektrohisob.reference.merge", required=True, ondelete="cascade"
    )
    res_id = fields.Integer(required=True)
    code = fields.Char()
    name = fields.Char()
    owner = fields.Char()
    use_count = fields.Integer(string="Used by")
