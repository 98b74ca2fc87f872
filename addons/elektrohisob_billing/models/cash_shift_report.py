from reportlab.lib.units import mm

from odoo import fields, models

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

from ..report import receipt_pdf

LABELS = 32 * mm


class CashShift(models.Model):
    """Report of a shift on the roll: X while it goes on, Z when it is closed."""

    _inherit = "elektrohisob.cash.shift"

    def _get_report_pdf(self):
        """Report in the user's language: bytes of a PDF."""
        self.ensure_one()
        self.check_access("read")
        shift = self.with_context(tz=TIMEZONE)
        return receipt_pdf.render(shift._prepare_report())

    def _prepare_report(self):
        """Texts of the report in the language of the context."""
        _ = self.env._
        closed = self.state == "closed"
        title = _("Z report No. %s") if closed else _("X report of shift No. %s")
        held = self.closing_count if closed else self.expected
        return receipt_pdf.Receipt(
            company=self.company_id.name,
            title=title % self.number,
            stamp="" if closed else _("THE SHIFT GOES ON"),
            rows=[*self._prepare_report_head(), *self._prepare_report_sums()],
            amount=_("%(sum)s so'm", sum=pdf.money(pdf.tiyin(held))),
            words=_("counted in the till") if closed else _("must be in the till"),
            qr="",
            footer=[_("Cashier ______________  Senior ______________")],
            label_width=LABELS,
        )

    def _prepare_report_head(self):
        """Rows that tell whose shift it is, and from when to when."""
        _ = self.env._
        receipts = self.sudo().payment_ids.sorted("id")  # of any district
        rows = [
            (_("Cash desk"), self.desk_id.display_name),
            (_("Cashier"), self.sudo().user_id.name),  # not all users are read
            (_("Opened"), self._format_time(self.date_opened)),
            (_("Printed"), self._format_time(fields.Datetime.now())),
        ]
        if self.date_closed:
            rows[-1] = (_("Closed"), self._format_time(self.date_closed))
        if receipts:
            span = (receipts[0].number or "", receipts[-1].number or "")
            rows.append((_("Receipts"), " – ".join(dict.fromkeys(span))))
        return rows

    def _prepare_report_sums(self):
        """Rows of what came, what went and what was counted."""
        _ = self.env._
        sums = [
            (_("At opening"), self.opening_count),
            (_("Cash taken"), self.taken_cash),
            (_("Cash returned"), -self.returned_cash),
            (_("Change brought"), self.brought),
            (_("To the bank"), -self.collected),
            (_("Must be"), self.expected),
            (_("By card"), self.taken_card),
            (_("Card returned"), -self.returned_card),
        ]
        if self.state == "closed":
            sums += [(_("Difference"), self.difference), (_("Total"), self.grand_total)]
        rows = [
            (_("Payments"), str(self.taken_count)),
            (_("Returns"), str(self.returned_count)),
            *((label, pdf.money(pdf.tiyin(amount))) for label, amount in sums),
        ]
        if self.closing_remark:
            rows.append((_("Remark"), self.closing_remark))
        for worth, number in self._get_counted_notes():
            rows.append((f"{worth:,}".replace(",", " "), f"× {number}"))
        return rows

    def _get_counted_notes(self):
        """(denomination, how many) of the last count, the dearest first."""
        notes = self.closing_notes or {}
        return sorted(((int(worth), n) for worth, n in notes.items()), reverse=True)

    def _format_time(self, moment):
        local = fields.Datetime.context_timestamp(self, moment)
        return f"{local:%d.%m.%Y %H:%M}"
