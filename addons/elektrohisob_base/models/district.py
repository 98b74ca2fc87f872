from odoo import api, fields, models


class District(models.Model):
    """District or city of regional subordination (SOATO, 7 digits)."""

    _name = "elektrohisob.district"
    _description = "District (SOATO)"
    _inherit = ["elektrohisob.reference.mixin"]
    _sync_central = True
    _reference_parent = "region_id"
    _reference_columns = ("kind",)

    code = fields.Char(string="SOATO code", size=7)
    kind = fields.Selection(
        [("district", "District"), ("city", "City")], required=True, default="district"
    )
    region_id = fields.Many2one(
        "elektrohisob.region", required=True, index=True, ondelete="restrict"
    )
    account_prefix = fields.Char(
        string="Account prefix",
        compute="_compute_account_prefix",
        help="First five digits of personal account numbers of the district.",
    )
    locality_ids = fields.One2many("elektrohisob.locality", "district_id")

    _code_uniq = models.Constraint(
        "unique(code)", "A district with this SOATO code already exists."
    )
    _code_digits = models.Constraint(
        "CHECK(code ~ '^17[0-9]{5}$')", "A district code is 17 and five digits."
    )

    @api.depends("code")
    def _compute_account_prefix(self):
        for district in self:
            district.account_prefix = (district.code or "")[2:]
