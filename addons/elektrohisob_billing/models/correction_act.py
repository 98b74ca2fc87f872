from odoo import models
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

WIDTHS = (26, 26, 26, 26, 28, 28, 28)


class Correction(models.Model):
    """The correction as a document to sign and to hand to the consumer."""

    _inherit = "elektrohisob.correction"

    def _render_pdf(self, lang=None):
        """PDF of one correction.

        :param str lang: its language; by default that of the user
        """
        self.ensure_one()
        document = self.with_context(lang=lang) if lang else self
        return act_pdf.render(document._prepare_act())

    def _prepare_act(self):
        _ = self.env._
        return act_pdf.ActText(
            title=_("Recalculation No. %s", self.number),
            subtitle=f"{pdf.day(self.date)}, {self.company_id.name}",
            facts=self._get_act_facts(),
            columns=[
                _("Month of use"),
                _("kWh charged"),
                _("kWh right"),
                _("kWh difference"),
                _("Charged, so'm"),
                _("Right, so'm"),
                _("Difference, so'm"),
            ],
            rows=[line._get_act_row() for line in self.line_ids],
            remarks=self._get_act_remarks(),
            signatures=[
                (_("Calculated by"), self.create_uid.name),
                (_("Head of the district network"), ""),
                (_("Consumer"), ""),
            ],
            page=_("Page {page}"),
            widths=WIDTHS,
        )

    def _get_act_facts(self):
        """Rows (label, value) above the table."""
        _ = self.env._
        account = self.account_id
        causes = dict(self._fields["cause"]._description_selection(self.env))
        facts = [
            (_("Personal account"), account.number),
            (_("Consumer"), account.name),
            (_("Address"), account.address),
            (_("Cause"), causes[self.cause]),
        ]
        for change in self.all_change_ids:
            text = change.text
            if change.note:
                text = f"{text} ({change.note})"
            facts.append(
                (pdf.day(change.time.date()), f"{text} – {change.user_id.name}")
            )
        return facts

    def _get_act_remarks(self):
        """Sentences below the table: what it comes to."""
        _ = self.env._
        amount = pdf.money(abs(round(self.amount * 100)))
        vat = pdf.money(abs(round(self.vat * 100)))
        if self.amount >= 0:
            text = _("To be paid in addition: %(amount)s so'm", amount=amount)
        else:
            text = _("In favour of the consumer: %(amount)s so'm", amount=amount)
        month = format_date(self.env, self.period_id.date_start, date_format="LLLL y")
        remarks = [_("%(text)s (VAT included: %(vat)s so'm).", text=text, vat=vat)]
        if self.state == "booked":
            remarks.append(_("Booked in %s.", month))
        else:
            remarks.append(_("Not booked: it waits for a decision or is void."))
        return remarks
