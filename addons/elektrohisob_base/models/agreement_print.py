from odoo import api, models

from ..report import agreement_pdf
from ..report.agreement_pdf import Annex
from ..tools import pdf
from ..tools.dates import business_today


class AgreementPrint(models.Model):
    """The contract and its annexes as a PDF in the consumer's language."""

    _inherit = "elektrohisob.agreement"

    # === ACTIONS === #

    def action_print(self):
        """Open the contract as a PDF, in the language of the context or account."""
        self.ensure_one()
        lang = self.env.context.get("print_lang") or self.account_id.lang or "uz_UZ"
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/agreement/{self.id}/contract?lang={lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _render_contract(self, lang=None):
        """Contract with its annexes: bytes of a PDF."""
        self.ensure_one()
        own = self.with_context(lang=lang or self.account_id.lang or "uz_UZ")
        return agreement_pdf.render(own._prepare_contract())

    def _prepare_contract(self):
        _ = self.env._
        words = self._get_print_words()
        annexes = self._get_print_annexes()
        titles = [
            _("Annex No. %(number)s. %(title)s", number=place, title=annex.title)
            for place, annex in enumerate(annexes, 1)
        ]
        return agreement_pdf.AgreementText(
            title=_("Contract of electricity supply No. %s", self.number),
            place=words["place"],
            day=words["date"],
            clauses=self._get_print_clauses("contract", words),
            parties_title=_("Addresses, requisites and signatures of the parties"),
            parties=self._get_print_parties(words),
            annexes=[
                Annex(title, annex.columns, annex.rows, annex.widths, annex.facts)
                for title, annex in zip(titles, annexes, strict=True)
            ],
            page=_("Page {page}"),
        )

    def _get_print_clauses(self, document, words):
        """Paragraphs of the template for this contract, with its facts."""
        # texts are shared by all units
        templates = self.env["elektrohisob.agreement.template"].sudo()
        body = templates._get_body(document, self.category, self.env.lang)
        return list(agreement_pdf.split_clauses(templates._fill(body, words)))

    @api.model
    def _get_day_of_print(self, agreement):
        return agreement.date_signed or agreement.date_start or business_today(self)

    def _get_print_words(self):
        """Hook: what the words in braces of a template stand for.

        Called on no record too: the keys are the words that exist.
        """
        account, company = self.account_id, self.company_id
        day = self._get_day_of_print(self)
        signer = self.env["elektrohisob.signatory"]
        if company:
            # of a unit above too, and his name is on every document
            signer = company._get_signatory("contract", day).sudo()
        term = self._get_term_on(self.date_start) if self else self.term_ids
        return {
            "number": self.number or "",
            "date": pdf.day(self.date_signed),
            "place": self.place or company.district_id.name or "",
            "supplier": company.name or "",
            "supplier_signatory": " ".join(
                part for part in (signer.position, signer.name) if part
            ),
            "supplier_basis": signer.basis or "",
            "consumer": self.consumer_name or "",
            "consumer_signatory": self.consumer_signatory or "",
            "consumer_basis": self.consumer_basis or "",
            "account": (account and account._format_number(account.number)) or "",
            "address": account.address or "",
            "cadastre": account.cadastre_number or "",
            "date_start": pdf.day(self.date_start),
            "date_end": pdf.day(self.date_end),
            "permitted_power": f"{term.permitted_power:g}" if term else "",
            "declared_power": f"{term.declared_power:g}" if term else "",
            "year_kwh": pdf.kwh(pdf.watthours(sum(self._get_first_year("kwh")))),
            "year_kvarh": pdf.kwh(pdf.watthours(sum(self._get_first_year("kvarh")))),
        }

    def _get_first_year(self, name):
        """Figures of the first twelve months that have volumes."""
        return self.volume_ids.sorted("month")[:12].mapped(name)

    def _get_print_parties(self, words):
        _ = self.env._
        company, account = self.company_id, self.account_id
        # the requisites of the unit are on every document it signs
        bank = company.sudo()._get_main_bank_account(self._get_day_of_print(self))
        supplier = [
            company.name,
            ", ".join(part for part in (company.city, company.street) if part),
            company.vat and _("STIR %s", company.vat),
            bank and _("Account %(number)s, MFO %(mfo)s", number=bank.number,
                       mfo=bank.mfo or ""),
            company.phone,
        ]  # fmt: skip
        consumer = [
            self.consumer_name,
            _("Personal account %s", words["account"]),
            account.address,
            account.stir and _("STIR %s", account.stir),
            account.phone,
        ]
        signer = self.consumer_signatory or self.consumer_name or ""
        return [
            (_("Supplier"), supplier, words["supplier_signatory"]),
            (_("Consumer"), consumer, signer),
        ]

    def _get_print_annexes(self):
        """Hook: annexes in their order; those without content are left out."""
        found = [
            self._get_annex_volumes(),
            self._get_annex_powers(),
            self._get_annex_restrictions(),
        ]
        return [annex for annex in found if annex.rows or annex.facts]

    def _get_annex_volumes(self):
        _ = self.env._
        rows = []
        volumes = self.volume_ids.sorted("month")
        for row in volumes:
            figures = (row.kwh, row.kvarh, row.minimum_kwh)
            month = pdf.month(row.month, self.env.lang)
            rows.append([month, *(pdf.kwh(pdf.watthours(kwh)) for kwh in figures)])
        if rows:
            sums = [
                sum(volumes.mapped(name)) for name in ("kwh", "kvarh", "minimum_kwh")
            ]
            total = [pdf.kwh(pdf.watthours(figure)) for figure in sums]
            rows.append([_("Total"), *total])
        return Annex(
            _("Contract volumes by months"),
            [
                _("Month"),
                _("Active energy (kWh)"),
                _("Reactive energy (kVAr·h)"),
                _("Minimum for a protected consumer (kWh)"),
            ],
            rows,
        )

    def _get_annex_powers(self):
        _ = self.env._
        term = self._get_term_on(self.date_start) or self.term_ids[:1]
        names = ("permitted_power", "declared_power", "emergency_power",
                 "technological_power", "technological_hours")  # fmt: skip
        facts = [
            (term._fields[name]._description_string(self.env), f"{term[name]:g}")
            for name in names
            if term and term[name]
        ]
        if term.is_protected:
            facts.append((_("Protected consumer"), term.protected_basis or _("yes")))
        return Annex(_("Powers and reserves"), facts=facts)

    def _get_annex_restrictions(self):
        _ = self.env._
        kinds = dict(
            self.restriction_ids._fields["kind"]._description_selection(self.env)
        )
        return Annex(
            _("Restrictions"),
            [_("Restriction"), _("Stage"), _("Taken off (kW)"),
             _("Time to carry out (min)"), _("Equipment")],
            [
                [kinds[row.kind], str(row.stage), f"{row.power:g}",
                 str(row.notice_minutes), row.note or ""]
                for row in self.restriction_ids
            ],
            (3, 1, 2, 2, 4),
        )  # fmt: skip
