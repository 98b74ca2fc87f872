from odoo import fields, models


class Oked(models.Model):
    """Section (letter) or division (two digits) of the OKED classifier of activities.

    OKED of Uzbekistan follows NACE revision 2 on these levels.
    """

    _name = "elektrohisob.oked"
    _description = "Kind of activity (OKED)"
    _inherit = ["elektrohisob.reference.mixin"]
    _reference_parent = "parent_id"

    code = fields.Char(string="OKED", size=5)
    parent_id = fields.Many2one(
        "elektrohisob.oked", string="Section", index=True, ondelete="restrict"
    )
