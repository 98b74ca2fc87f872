from odoo import api, fields, models


class Charge(models.Model):
    """The invoice that charges an organisation."""

    _inherit = "elektrohisob.charge"

    invoice_id = fields.Many2one("elektrohisob.invoice", compute="_compute_invoice_id")

    @api.depends("account_id")
    def _compute_invoice_id(self):
        links = self.env["elektrohisob.invoice.charge"].search(
            [("charge_id", "in", self.ids)]
        )
        by_charge = {link.charge_id.id: link.invoice_id for link in links}
        for charge in self:
            charge.invoice_id = by_charge.get(charge.id, False)

    # === ACTIONS === #

    def action_view_invoice(self):
        """Open the invoice."""
        self.ensure_one()
        return self.invoice_id.get_formview_action()
