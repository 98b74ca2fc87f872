from odoo import fields, models


class Region(models.Model):
    """Region of the SOATO classifier (4 digits): territory of an enterprise."""

    _name = "elektrohisob.region"
    _description = "Region (SOATO)"
    _inherit = ["elektrohisob.reference.mixin"]
    _sync_central = True

    code = fields.Char(string="SOATO code", size=4)
    district_ids = fields.One2many("elektrohisob.district", "region_id")

    _code_uniq = models.Constraint(
        "unique(code)", "A region with this SOATO code already exists."
    )
