import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.exchange_provider import PAYMENT_KINDS


class PaymentImport(models.TransientModel):
    """Upload of a bank statement or register; its protocol is shown at once."""

    _name = "elektrohisob.payment.import"
    _description = "Import bank file"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Bank",
        required=True,
        domain=[("kind", "in", PAYMENT_KINDS)],
        default=lambda self: self._default_provider_id(),
    )
    content = fields.Binary(string="File", required=True)
    file_name = fields.Char()

    @api.model
    def _default_provider_id(self):
        providers = self.env["elektrohisob.exchange.provider"].search(
            [("kind", "in", PAYMENT_KINDS)], limit=2
        )
        return providers if len(providers) == 1 else False

    def action_import(self):
        """Take the file and open its protocol."""
        self.ensure_one()
        if self.provider_id.kind not in PAYMENT_KINDS:
            raise UserError(
                self.env._(
                    "%(provider)s is not a bank.", provider=self.provider_id.name
                )
            )
        message = self.provider_id._receive(
            self.file_name or self.env._("bank file"), base64.b64decode(self.content)
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocol of the file"),
            "res_model": message._name,
            "res_id": message.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
