from odoo import api, fields, models

from ..adapters.sync_package_file import key_id, new_key


class SyncKey(models.Model):
    """Key that signs packages (at the centre) or verifies them (at a division)."""

    _name = "elektrohisob.sync.key"
    _description = "Signing key"
    _order = "id desc"

    name = fields.Char(string="Fingerprint", required=True, readonly=True)
    public_key = fields.Char(required=True, readonly=True)
    private_key = fields.Char(groups=fields.NO_ACCESS, readonly=True, copy=False)
    state = fields.Selection(
        [
            ("next", "From the next package on"),
            ("active", "In use"),
            ("retired", "Retired"),
        ],
        required=True,
        default="active",
        readonly=True,
    )

    _name_uniq = models.Constraint("unique(name)", "This key is already known.")
    _one_active = models.UniqueIndex(
        "(state) WHERE state IN ('active', 'next')", "There is such a key already."
    )

    @api.model
    def _make(self, state="active"):
        """A new pair of keys of the centre."""
        private, public = new_key()
        # the private key is for the system alone
        return self.sudo().create(
            {
                "name": key_id(public),
                "public_key": public,
                "private_key": private,
                "state": state,
            }
        )

    @api.model
    def _trust(self, public):
        """Verify packages by this public key from now on."""
        # a division learns keys from its invitation and from packages signed before
        keys = self.sudo()
        name = key_id(public)
        known = keys.search([("name", "=", name)])
        keys.search([("state", "=", "active")]).filtered(
            lambda key: key != known
        ).state = "retired"
        self.env.flush_all()
        if known:
            known.state = "active"
            return known
        return keys.create({"name": name, "public_key": public})

    @api.model
    def _get_active(self):
        """Key in use, or nothing."""
        # the exchange reads it, whoever started it
        return self.sudo().search([("state", "=", "active")], limit=1)

    def action_rotate(self):
        """Announce a new key in a package signed by the present one, and use it then.

        :raise UserError: this is not the centre
        """
        self.env["elektrohisob.sync.node"]._check_operator("centre")
        if not self.search_count([("state", "=", "next")], limit=1):
            self._make("next")
        self.env["elektrohisob.sync.package"]._publish()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _take_turn(self):
        """The announced key replaces the present one."""
        following = self.search([("state", "=", "next")])
        if following:
            self.state = "retired"
            self.env.flush_all()
            following.state = "active"
