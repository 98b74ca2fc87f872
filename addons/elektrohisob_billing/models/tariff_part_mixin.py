from odoo import api, fields, models


class TariffPartMixin(models.AbstractModel):
    """A part of a tariff version: block, component or season.

    Its changes keep the version whole and used ones unchanged.
    """

    _name = "elektrohisob.tariff.part.mixin"
    _description = "Part of a tariff version"
    _inherit = ["elektrohisob.sync.mixin"]
    _sync_parent = "version_id"

    version_id = fields.Many2one(
        "elektrohisob.tariff.version", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to keep versions whole and used ones unchanged."""
        parts = super().create(vals_list)
        parts.version_id._after_parts_change()
        return parts

    def write(self, vals):
        """Override of `write` to keep versions whole and used ones unchanged."""
        result = super().write(vals)
        self.version_id._after_parts_change()
        return result

    def unlink(self):
        """Override of `unlink` to keep versions whole and used ones unchanged."""
        versions = self.version_id
        result = super().unlink()
        versions._after_parts_change()
        return result
