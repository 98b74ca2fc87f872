from odoo import api, models
from odoo.exceptions import UserError


class Contract(models.AbstractModel):
    """The tariff of contract terms, by its code."""

    _inherit = "elektrohisob.contract"

    # === BUSINESS METHODS === #

    @api.model
    def _tell_values(self, term):
        """Override of `elektrohisob_base` to name the code of the tariff."""
        return {**super()._tell_values(term), "tariff": term.tariff_id.code or ""}

    @api.model
    def _read_values(self, terms):
        """Override of `elektrohisob_base` to find the tariff by its code."""
        vals = super()._read_values(terms)
        if "tariff" in vals:
            code = vals.pop("tariff")
            tariff = self.env["elektrohisob.tariff"].search([("code", "=", code)])
            if not tariff:
                raise UserError(
                    self.env._("There is no tariff with the code %s.", code)
                )
            vals["tariff_id"] = tariff.id
        return vals
