import segno

from odoo import models

from odoo.addons.elektrohisob_base.tools.dates import business_today


class Invoice(models.Model):
    """An invoice in the consumer's cabinet."""

    _inherit = "elektrohisob.invoice"

    def _get_cabinet_unpaid(self):
        """What is left to pay of the invoice (so'm); nothing of a credit note."""
        self.ensure_one()
        # the general ledger is not the consumer's, his own debt is
        return max(self.sudo().residual, 0) if self.amount > 0 else 0.0

    def _get_cabinet_state(self):
        """How the invoice stands: ``credit``, ``paid``, ``partial``, ``overdue`` or
        ``open``."""
        self.ensure_one()
        if self.amount < 0:
            return "credit"
        unpaid = self._get_cabinet_unpaid()
        if not self.currency_id.compare_amounts(unpaid, 0):
            return "paid"
        if self.date_due < business_today(self):
            return "overdue"
        is_whole = self.currency_id.compare_amounts(unpaid, self.amount) == 0
        return "open" if is_whole else "partial"

    def _get_cabinet_code(self):
        """The payment code as a picture (data URI), empty if there is none."""
        code = self._get_payment_code()
        return code and segno.make(code, error="m").svg_data_uri(scale=4)
