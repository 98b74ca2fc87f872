from dataclasses import replace

from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf

from ..report import reconciliation_pdf


class ReconciliationAct(models.Model):
    """The reconciliation act as a document to sign by both sides."""

    _inherit = "elektrohisob.reconciliation.act"

    def action_print_xlsx(self):
        """Download the acts as a spreadsheet, one sheet an act."""
        report = self.env.ref("elektrohisob_billing.reconciliation_act_report_xlsx")
        return report.report_action(self, config=False)

    def _prepare_part(self):
        """Override of `elektrohisob.legal.document.mixin`: both sides of the books."""
        return reconciliation_pdf.get_part(self._prepare_text())

    def _prepare_text(self):
        """The act over the same days, with the numbers and figures of this one."""
        _ = self.env._
        statement = self._get_statement()
        text = statement._prepare_reconciliation()
        first, last = pdf.day(self.date_from), pdf.day(self.date_to)
        return replace(
            text,
            title=_("Reconciliation act No. %s", self.number),
            subtitle=_("from %(first)s to %(last)s, so'm", first=first, last=last),
            parties=self._get_print_facts(),
            opening=(_("Balance on %(day)s", day=first), *_sides(self.opening)),
            rows=[line._get_cells() for line in self.line_ids],
            totals=(
                _("Turnover"),
                pdf.kwh(pdf.watthours(self.kwh)),
                _money(self.debit),
                _money(self.credit),
            ),
            closing=(_("Balance after %(day)s", day=last), *_sides(self.closing)),
            remark=" ".join([statement._get_remark(self.closing), *self._get_answer()]),
            signatures=self._get_sides(),
        )

    def _get_statement(self):
        """The statement of account over the same days."""
        model = self.env["elektrohisob.account.statement.print"]
        return model.new(
            {
                "account_id": self.account_id.id,
                "span": "days",
                "date_from": self.date_from,
                "date_to": self.date_to,
            }
        )

    def _get_answer(self):
        """What the consumer has answered, in a sentence."""
        _ = self.env._
        day = pdf.day(self.date_answered)
        if self.state == "accepted":
            yield _(
                "Accepted on %(day)s by %(name)s.", day=day, name=self.answered_by or ""
            )
        if self.state == "disagreed":
            yield _(
                "Disagreed on %(day)s by %(name)s: %(remark)s. Balance by the books of "
                "the consumer: %(sum)s so'm.",
                day=day,
                name=self.answered_by or "",
                remark=(self.remark or "").rstrip(". "),
                sum=_money(self.their_closing),
            )

    def _get_sides(self):
        _ = self.env._
        # who signs is not a secret of another unit
        signer = self.company_id.sudo()._get_signatory("act", self.date)
        ours = ", ".join(filter(None, (signer.position, signer.name)))
        theirs = self.answered_by or self.agreement_id.consumer_signatory
        return [
            (_("For the supplier"), ours or self.company_id.name),
            (_("For the consumer"), theirs or self.account_id.name or ""),
        ]


def _money(amount):
    return pdf.money(pdf.tiyin(amount))


def _sides(balance):
    """A balance as debit or credit."""
    return (_money(max(balance, 0.0)), _money(max(-balance, 0.0)))
