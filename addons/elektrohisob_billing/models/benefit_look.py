from odoo import api, fields, models

from odoo.addons.elektrohisob_base.models.account_look import PINFL_ENDS, mask


class Benefit(models.Model):
    """PINFL of the person with the right: masked in lists, and every look is noted."""

    _inherit = "elektrohisob.benefit"

    pinfl_masked = fields.Char(
        string="PINFL (hidden)", compute="_compute_pinfl_masked", compute_sudo=True
    )

    @api.depends("pinfl")
    def _compute_pinfl_masked(self):
        for benefit in self:
            benefit.pinfl_masked = mask(benefit.pinfl, *PINFL_ENDS)

    # === CRUD METHODS === #

    def _read_format(self, fnames, load="_classic_read"):
        """Override of `base` to note who sees a PINFL."""
        result = super()._read_format(fnames, load)
        if "pinfl" in fnames:
            seen = [row["id"] for row in result if row.get("pinfl")]
            self.browse(seen)._note_look()
        return result

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        """Override of `base` to note who groups by PINFL."""
        result = super()._read_group(domain, groupby, aggregates, *args, **kwargs)
        if any(spec.split(":")[0] == "pinfl" for spec in (*groupby, *aggregates)):
            self.search([*domain, ("pinfl", "!=", False)])._note_look()
        return result

    # === BUSINESS METHODS === #

    def _note_look(self, way="read"):
        """Note that the user sees the PINFLs of these benefits' persons."""
        # the note is of the account, whatever the user may see of it
        ids = set(self.sudo().account_id.ids)
        self.env["elektrohisob.audit.look"]._note(ids, {"pinfl"}, way)
