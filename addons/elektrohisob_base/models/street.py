from odoo import fields, models


class Street(models.Model):
    """Street of a settlement or neighbourhood."""

    _name = "elektrohisob.street"
    _description = "Street"
    _order = "name"

    name = fields.Char(required=True)
    locality_id = fields.Many2one(
        "elektrohisob.locality", required=True, index=True, ondelete="restrict"
    )

    _name_uniq = models.Constraint(
        "unique(locality_id, name)", "The locality already has this street."
    )

    def write(self, vals):
        """Override of `base` to carry a new name into the addresses of accounts."""
        result = super().write(vals)
        if {"name", "locality_id"} & vals.keys():
            self.env["elektrohisob.account"]._refresh_address(
                [("street_id", "in", self.ids)]
            )
        return result
