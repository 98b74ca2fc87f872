from odoo import api, models

OURS = "elektrohisob_"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Override of `base` to load the texts of our addons to the left once more.

        Names of choices that a mixin brings belong to the addon of the mixin, but
        exist only when an addon to the right that inherits it is installed.
        """
        if any(name.startswith(OURS) for name in modules):
            left = self.search([("name", "=like", f"{OURS}%"), ("state", "in", STATES)])
            modules = list(dict.fromkeys([*sorted(left.mapped("name")), *modules]))
        return super()._load_module_terms(modules, langs, overwrite=overwrite)


STATES = ("installed", "to upgrade")
