from odoo import models

from ..report import agreement_pdf
from ..tools import pdf


class AgreementChangePrint(models.Model):
    """The additional agreement as a PDF."""

    _inherit = "elektrohisob.agreement.change"

    # === ACTIONS === #

    def action_print(self):
        """Open the document as a PDF, in the language of the context or account."""
        self.ensure_one()
        lang = self.env.context.get("print_lang") or self.account_id.lang or "uz_UZ"
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/agreement-change/{self.id}/document?lang={lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _render_document(self, lang=None):
        """Additional agreement: bytes of a PDF."""
        self.ensure_one()
        own = self.with_context(lang=lang or self.account_id.lang or "uz_UZ")
        return agreement_pdf.render(own._prepare_document())

    def _prepare_document(self):
        _ = self.env._
        agreement = self.agreement_id
        words = agreement._get_print_words()
        clauses = agreement._get_print_clauses(
            "change", {**words, "date_start": pdf.day(self.date_start)}
        )
        clauses += [
            ("clause", f"{caption}: {after} ({before})")
            for caption, before, after in self._get_difference()
        ]
        if self.ground:
            clauses.append(("clause", _("Ground: %s", self.ground)))
        return agreement_pdf.AgreementText(
            title=_(
                "Additional agreement No. %(number)s to contract No. %(contract)s",
                number=self.number,
                contract=agreement.number,
            ),
            place=words["place"],
            day=pdf.day(self.date),
            clauses=clauses,
            parties_title=_("Addresses, requisites and signatures of the parties"),
            parties=agreement._get_print_parties(words),
            page=_("Page {page}"),
        )
