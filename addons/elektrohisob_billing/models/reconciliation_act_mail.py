from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf


class ReconciliationAct(models.Model):
    """Reconciliation acts by e-mail: sent when the letter has gone out."""

    _name = "elektrohisob.reconciliation.act"
    _inherit = ["elektrohisob.reconciliation.act", "elektrohisob.legal.delivery.source"]
    _delivery_kind = "act"
    _delivery_field = "act_id"

    def _is_mailable(self):
        """Override of `elektrohisob.legal.delivery.source`: what is in force."""
        return self.state != "replaced"

    def _get_mail_words(self):
        """Override of `elektrohisob.legal.delivery.source`."""
        return {
            "number": self.number,
            "date_from": pdf.day(self.date_from),
            "date_to": pdf.day(self.date_to),
            "balance": self._get_statement()._get_remark(self.closing),
            "due": pdf.day(self.date_due),
        }

    def _note_mailed(self):
        """Override of `elektrohisob.legal.delivery.source`: it is with the consumer."""
        self._mark_sent()
