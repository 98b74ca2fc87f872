from odoo import fields, models
from odoo.exceptions import UserError


class EinvoiceCancel(models.TransientModel):
    """Why electronic documents are taken back; the buyer reads it."""

    _name = "elektrohisob.einvoice.cancel"
    _description = "Take back electronic documents"

    einvoice_ids = fields.Many2many(
        "elektrohisob.einvoice", string="Documents", readonly=True
    )
    reason = fields.Char(required=True, help="The buyer and the tax committee read it.")

    def action_take_back(self):
        """Button: prepare the wish for signing."""
        self.ensure_one()
        documents = self.einvoice_ids
        documents._check_may_send()
        documents._check_state("sent", "accepted")
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why; the buyer reads it."))
        documents._take_back(self.reason.strip())
        return {"type": "ir.actions.act_window_close"}
