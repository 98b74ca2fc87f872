from odoo import api, fields, models

from ..tools.sync_invitation import write_invitation


class SyncInvitation(models.TransientModel):
    """The text that makes a database a division of this centre; shown once."""

    _name = "elektrohisob.sync.invitation"
    _description = "Invitation of a division"

    name = fields.Char(string="For", readonly=True)
    text = fields.Text(string="Invitation", readonly=True)

    @api.model
    def _make(self, node):
        """Invitation of ``node`` with a new key of the exchange."""
        params = self.env["ir.config_parameter"].sudo()  # the address is no secret
        return self.create(
            {
                "name": node.name,
                "text": write_invitation(
                    {
                        "centre": node._get_unit().name,
                        "unit": node.company_id.network_code,
                        "url": params.get_param("web.base.url"),
                        "database": self.env.cr.dbname,
                        "key": node._make_key(),
                        "public_key": self.env["elektrohisob.sync.key"]
                        ._get_active()
                        .public_key,
                    }
                ),
            }
        )
