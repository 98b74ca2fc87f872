import base64

from odoo import fields, models


class ExchangeProviderReceive(models.TransientModel):
    """Load a file of a provider by hand and show its protocol."""

    _name = "elektrohisob.exchange.provider.receive"
    _description = "Load a file"

    provider_id = fields.Many2one("elektrohisob.exchange.provider", required=True)
    content = fields.Binary(string="File", required=True, attachment=False)
    file_name = fields.Char()

    def action_receive(self):
        """Take the file in and open its journal entry.

        :raise UserError: a file that cannot be read at all
        """
        self.ensure_one()
        message = self.provider_id._receive(
            self.file_name or self.provider_id.name, base64.b64decode(self.content)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": message._name,
            "res_id": message.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
