from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf


class AdvanceNotice(models.Model):
    """Advance notices by e-mail: sent when the letter has gone out."""

    _name = "elektrohisob.advance.notice"
    _inherit = ["elektrohisob.advance.notice", "elektrohisob.legal.delivery.source"]
    _delivery_kind = "notice"
    _delivery_field = "notice_id"

    def _is_mailable(self):
        """Override of `elektrohisob.legal.delivery.source`: what was not taken back."""
        return self.stage != "cancelled"

    def _get_mail_words(self):
        """Override of `elektrohisob.legal.delivery.source`."""
        return {
            "number": self.number,
            "date": pdf.day(self.date),
            "month": self.month_name,
            "sum": pdf.money(pdf.tiyin(self.amount)),
            "due": pdf.day(self.date_due),
        }

    def _note_mailed(self):
        """Override of `elektrohisob.legal.delivery.source`: it is with the consumer."""
        drafts = self.sudo().filtered(lambda row: row.stage == "draft")  # by a job
        drafts.write({"stage": "sent"})
