from odoo import models

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

WIDTHS = (78, 32, 18, 28, 32)


class FinalSettlement(models.Model):
    """The final settlement as a document to sign and to hand to the consumer."""

    _inherit = "elektrohisob.final.settlement"

    def _prepare_act(self):
        """Override of `elektrohisob.legal.document.mixin`: the settlement."""
        _ = self.env._
        return act_pdf.ActText(
            title=_("Final settlement No. %s", self.number),
            subtitle=_(
                "of %(day)s, for %(month)s",
                day=pdf.day(self.date),
                month=pdf.month_within(self.month, self.env.lang),
            ),
            facts=[*self._get_print_facts(), *self._get_energy_facts()],
            columns=[
                _("Charged by use"),
                _("Quantity"),
                _("Unit"),
                _("Price, so'm"),
                _("Sum, so'm"),
            ],
            widths=WIDTHS,
            rows=[*self._get_detail_rows(self.detail or []), *self._get_sum_rows()],
            remarks=[self._get_result()],
            signatures=self._get_print_signatures(),
            page=_("Page {page}"),
        )

    def _get_energy_facts(self):
        _ = self.env._
        facts = [
            (_("Used (kWh)"), self.kwh),
            (_("Losses in it (kWh)"), self.loss_kwh),
            (_("Reactive energy (kVAr·h)"), self.kvarh),
            (_("Contract volume (kWh)"), self.volume_kwh),
            (_("Above the contract volume (kWh)"), self.over_kwh),
            (_("Load above the declared one (kW)"), self.over_kw),
        ]
        return [
            (label, pdf.kwh(pdf.watthours(value))) for label, value in facts if value
        ]

    def _get_sum_rows(self):
        """Rows below the charged lines: from the balance before to that after."""
        _ = self.env._
        sums = [
            (_("Cost of the month, VAT included"), self.amount),
            (_("VAT in it"), self.vat),
            (_("Corrections of earlier months"), self.correction_amount),
            (_("Balance before (below zero: paid ahead)"), self.opening),
            (_("Asked ahead by notice"), self.advance_amount),
            (_("Paid in the month"), self.paid),
        ]
        return [
            [label, "", "", "", pdf.money(pdf.tiyin(value))]
            for label, value in sums
            if value
        ]

    def _get_result(self):
        """What is to be paid, or carried over, in a sentence."""
        if self.balance > 0:
            return self.env._(
                "To be paid by %(day)s: %(sum)s.",
                day=pdf.day(self.date_due),
                sum=self._say_sum(self.to_pay),
            )
        if self.balance < 0:
            return self.env._(
                "Overpaid and carried over to the next month: %s.",
                self._say_sum(self.carried),
            )
        return self.env._("Nothing is to be paid and nothing is carried over.")
