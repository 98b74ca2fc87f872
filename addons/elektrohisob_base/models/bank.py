from odoo import fields, models


class Bank(models.Model):
    """Bank or branch with its MFO: code of an inter-branch turnover participant."""

    _name = "elektrohisob.bank"
    _description = "Bank (MFO)"
    _inherit = ["elektrohisob.reference.mixin"]
    _reference_parent = "parent_id"
    _reference_columns = ("swift",)

    code = fields.Char(string="MFO", size=5)
    parent_id = fields.Many2one(
        "elektrohisob.bank", string="Head office", index=True, ondelete="restrict"
    )
    swift = fields.Char(string="SWIFT code", size=11)

    _code_digits = models.Constraint(
        "CHECK(code ~ '^[0-9]{5}$')", "An MFO has five digits."
    )
