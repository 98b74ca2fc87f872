from odoo import fields, models


class ParameterChoice(models.Model):
    """One of the values a parameter may be chosen from."""

    _name = "elektrohisob.parameter.choice"
    _inherit = ["elektrohisob.sync.mixin"]
    _sync_fields = ("code", "name", "sequence")
    _sync_parent = "parameter_id"
    _description = "Choice of a parameter"
    _order = "parameter_id, sequence, id"

    parameter_id = fields.Many2one(
        "elektrohisob.parameter", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)

    _code_uniq = models.Constraint(
        "unique(parameter_id, code)", "The parameter already has this choice."
    )
