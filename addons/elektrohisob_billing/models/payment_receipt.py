from odoo import fields, models

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

from ..report import receipt_pdf


class PaymentReceipt(models.Model):
    """Receipt of a payment, in the language of the account."""

    _inherit = "elektrohisob.payment"

    def _get_receipt_pdf(self):
        """Receipt on an 80 mm roll: bytes of a PDF."""
        self.ensure_one()
        self.check_access("read")
        lang = self.account_id.lang or self.env.lang
        payment = self.with_context(lang=lang, tz=TIMEZONE)
        return receipt_pdf.render(payment._prepare_receipt())

    def _prepare_shift_rows(self):
        """Rows of the receipt that tell the desk, the shift and the means."""
        if not self.shift_id:
            return []
        _ = self.env._
        shift = self.sudo().shift_id  # the receipt is read where the payment is
        means = dict(self._fields["means"]._description_selection(self.env))
        return [
            (_("Desk, shift"), f"{shift.desk_id.number} / {shift.number}"),
            (_("Paid by"), means.get(self.means, "")),
        ]

    def _prepare_receipt(self):
        """Texts of the receipt in the language of the context."""
        _ = self.env._
        account, company = self.account_id, self.company_id
        taken_at = fields.Datetime.context_timestamp(self, self.create_date)
        void = _("CANCELLED") if self.state == "cancelled" else ""
        number = account._format_number(account.number)
        return receipt_pdf.Receipt(
            company=company.name,
            title=_("Receipt %(number)s", number=self.number or self.id),
            stamp=void,
            rows=[
                (_("Date"), f"{taken_at:%d.%m.%Y %H:%M}"),
                (_("Account"), number),
                (_("Consumer"), account.name or ""),
                (_("Address"), account.address or ""),
                (_("For"), _("electricity")),
                (_("Cashier"), self.sudo().create_uid.name),  # not all users are read
                *self._prepare_shift_rows(),
            ],
            amount=_("%(sum)s so'm", sum=pdf.money(pdf.tiyin(self.amount))),
            words=self.currency_id.amount_to_text(self.amount),
            qr=f"ELH:{account.number};N:{self.number};S:{self.amount:.2f};"
            f"D:{self.date:%Y%m%d}",
            footer=[
                _("Keep the receipt. Call centre: %(phone)s", phone=company.call_centre)
                if company.call_centre
                else _("Keep the receipt."),
            ],
        )
