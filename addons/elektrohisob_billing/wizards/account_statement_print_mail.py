from odoo import fields, models

from odoo.addons.elektrohisob_base.tools import pdf


class AccountStatementPrintMail(models.TransientModel):
    """Statements of account by e-mail."""

    _inherit = "elektrohisob.account.statement.print"

    def action_send_mail(self):
        """Ask to which addresses the statement goes."""
        self._check_days()
        return self.env["elektrohisob.legal.delivery.send"]._open(
            [self._get_mail_name()],
            default_account_id=self.account_id.id,
            default_date_from=fields.Date.to_string(self.date_from),
            default_date_to=fields.Date.to_string(self.date_to),
        )

    # === BUSINESS METHODS === #

    def _get_mail_name(self):
        return f"{pdf.day(self.date_from)} – {pdf.day(self.date_to)}"

    def _prepare_delivery(self):
        """Values of the letters of the statement, without address."""
        self.ensure_one()
        account = self.account_id
        return {
            "kind": "statement",
            "document": self._get_mail_name(),
            "document_key": f"statement:{account.id}:{self.date_from}:{self.date_to}",
            "account_id": account.id,
            "company_id": account.company_id.id,
            "month": self.date_to.replace(day=1),
            "date_from": self.date_from,
            "date_to": self.date_to,
        }

    def _is_mailable(self):
        """A statement is made when it is sent."""
        return True

    def _get_mail_words(self):
        """Words in braces of the letter → what stands for them."""
        closing = self._get_statement()["closing"]
        return {
            "date_from": pdf.day(self.date_from),
            "date_to": pdf.day(self.date_to),
            "balance": self._get_remark(closing),
        }

    def _render_mail(self, lang):
        """File of the letter: (name, bytes)."""
        name = f"{self.account_id.number}-{self.date_from}-{self.date_to}.pdf"
        return name, self._get_pdf(lang)

    def _note_mailed(self):
        """A statement has no state."""
