from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf


class Invoice(models.Model):
    """Invoices by e-mail."""

    _name = "elektrohisob.invoice"
    _inherit = ["elektrohisob.invoice", "elektrohisob.legal.delivery.source"]
    _delivery_kind = "invoice"
    _delivery_field = "invoice_id"

    def _is_mailable(self):
        """Override of `elektrohisob.legal.delivery.source`: what is in the books."""
        return self.state == "posted"

    def _get_mail_words(self):
        """Override of `elektrohisob.legal.delivery.source`."""
        return {
            "title": self._get_title(),
            "number": self.number,
            "date": pdf.day(self.date),
            "month": self.month_name,
            "sum": pdf.money(pdf.tiyin(self.amount)),
            "to_pay": pdf.money(pdf.tiyin(self.to_pay)),
            "due": pdf.day(self.date_due),
        }
