from odoo import api, models

from ..tools.secret import unseal

SEALED = "_sealed"  # how fields end that hold a sealed secret


class Health(models.AbstractModel):
    """Can the server open the secrets of its providers?"""

    _inherit = "elektrohisob.health"

    @api.model
    def _get_checks(self):
        """Override to look at sealed secrets too."""
        return [*super()._get_checks(), "_check_secrets"]

    @api.model
    def _check_secrets(self):
        providers = self.env["elektrohisob.exchange.provider"].search(
            [("active", "=", True)]
        )
        names = [name for name in providers._fields if name.endswith(SEALED)]
        locked = providers.filtered(
            lambda provider: any(
                provider[name] and not unseal(provider[name]) for name in names
            )
        )
        return [
            self._row(
                "secrets",
                "exchange",
                self.env._("Passwords of providers"),
                ", ".join(locked.mapped("name")) or self.env._("can be opened"),
                "bad" if locked else "ok",
                self.env._(
                    "They were sealed with the key of another server: put its file "
                    "elektrohisob.key into the data directory and restart, or enter "
                    "the passwords of these providers again."
                ),
            )
        ]
