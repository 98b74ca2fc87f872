from odoo import fields, models


class Password(models.Model):
    """Hash of a password somebody had before, so that he does not take it again."""

    _name = "elektrohisob.password"
    _description = "Former password"
    _order = "user_id, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    hashed = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
