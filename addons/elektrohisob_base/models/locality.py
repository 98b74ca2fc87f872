from odoo import fields, models


class Locality(models.Model):
    """Settlement or neighbourhood (mahalla) inside a district."""

    _name = "elektrohisob.locality"
    _description = "Locality"
    _order = "name"
    _rec_names_search = ["name", "code"]

    code = fields.Char(string="SOATO code", size=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("settlement", "Settlement"), ("mahalla", "Neighbourhood (MFY)")],
        required=True,
        default="mahalla",
    )
    district_id = fields.Many2one(
        "elektrohisob.district", required=True, index=True, ondelete="restrict"
    )
    street_ids = fields.One2many("elektrohisob.street", "locality_id")

    _code_uniq = models.Constraint(
        "unique(code)", "A locality with this SOATO code already exists."
    )

    def write(self, vals):
        """Override of `base` to carry a new name into the addresses of accounts."""
        result = super().write(vals)
        if "name" in vals:
            self.env["elektrohisob.account"]._refresh_address(
                [("locality_id", "in", self.ids)]
            )
        return result
