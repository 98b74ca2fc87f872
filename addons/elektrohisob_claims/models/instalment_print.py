from odoo import models

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

WIDTHS = (20, 50, 50)


class Instalment(models.Model):
    """The schedule as an annex to the correction or the contract."""

    _inherit = "elektrohisob.instalment"

    # === ACTIONS === #

    def action_print(self):
        """Open the PDF in the language of the context or of the account."""
        self.ensure_one()
        lang = self.env.context.get("print_lang") or self.account_id.lang or "uz_UZ"
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/instalment/{self.id}?lang={lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _render_pdf(self, lang=None):
        """PDF of the schedule; bytes.

        :param str lang: its language; by default that of the account
        """
        self.ensure_one()
        own = self.with_context(lang=lang or self.account_id.lang or "uz_UZ")
        return act_pdf.render(own._prepare_act())

    def _prepare_act(self):
        _ = self.env._
        account, correction = self.account_id, self.correction_id
        # who signs is not a secret of another unit
        head = self.company_id.sudo()._get_signatory("head", self.date)
        annex = _("Annex to recalculation No. %s", correction.number or "")
        return act_pdf.ActText(
            title=_("Payment by instalments No. %s", self.number),
            subtitle=annex if correction else pdf.day(self.date),
            facts=[
                (_("Supplier"), self.company_id.name),
                (_("Personal account"), account._format_number(account.number)),
                (_("Consumer"), account.name or ""),
                (_("Address"), account.address or ""),
                (_("Contract"), account.agreement_id.number or ""),
                (_("Ground"), self.note or ""),
            ],
            columns=[_("No."), _("Pay by"), _("Sum, so'm")],
            widths=WIDTHS,
            rows=[part._get_cells() for part in self.part_ids],
            remarks=[
                _(
                    "Altogether: %(sum)s so'm (%(words)s).",
                    sum=pdf.money(pdf.tiyin(self.amount)),
                    words=self.currency_id.amount_to_text(self.amount),
                ),
                _("What is charged newly is paid beside it, by its own day."),
            ],
            signatures=[
                (head.position or _("Head of the district network"), head.name or ""),
                (_("Consumer"), account.name or ""),
            ],
            page=_("Page {page}"),
        )
