from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf

from ..report import invoice_pdf


class Invoice(models.Model):
    """The invoice as a document to sign and to hand to the consumer."""

    _inherit = "elektrohisob.invoice"

    def _prepare_part(self):
        """Override of `elektrohisob.legal.document.mixin`: a form of its own."""
        return invoice_pdf.get_part(self._prepare_text())

    def _prepare_text(self):
        """What is printed, in the language of the context."""
        _ = self.env._
        act = self.env["elektrohisob.reading.act"]
        return invoice_pdf.InvoiceText(
            title=self._get_title(),
            subtitle=_(
                "of %(day)s, for %(month)s",
                day=pdf.day(self.date),
                month=pdf.month_within(self.month, self.env.lang),
            ),
            notes=self._get_notes(),
            seller=(_("Supplier"), self._get_seller_facts()),
            buyer=(_("Consumer"), self._get_buyer_facts()),
            meter_title=_("Meters and readings"),
            meter_columns=act._get_columns(),
            meters=[act._get_cells(row) for row in self.meters or []],
            energy=self._get_energy_facts(),
            columns=self._get_line_columns(),
            lines=[line._get_cells() for line in self.line_ids],
            totals=self._get_total_cells(),
            words=_("Total with VAT: %s.", self._say_sum(self.amount)),
            sums=self._get_sum_facts(),
            signatures=self._get_print_signatures(),
            stamp=_("Stamp"),
            qr=self._get_payment_code(),
            qr_note=_("Payment code: account, sum, month"),
            page=_("Page {page}"),
        )

    # === PARTS === #

    def _get_title(self):
        if self.kind == "regular":
            return self.env._("Invoice No. %s", self.number)
        if self.amount < 0:
            return self.env._("Credit note No. %s", self.number)
        return self.env._("Additional invoice No. %s", self.number)

    def _get_kind_name(self):
        """What kind of document it is, in a word or two."""
        if self.kind == "regular":
            return self.env._("Invoice")
        if self.amount < 0:
            return self.env._("Credit note")
        return self.env._("Additional invoice")

    def _get_notes(self):
        """To which invoice a correction belongs."""
        _ = self.env._
        notes = []
        if self.origin_id:
            notes.append(
                _(
                    "To invoice No. %(number)s of %(day)s",
                    number=self.origin_id.number,
                    day=pdf.day(self.origin_id.date),
                )
            )
        return notes

    def _get_seller_facts(self):
        _ = self.env._
        # the requisites of the unit are on every document it issues
        company = self.company_id.sudo()
        above = company.parent_ids.sorted(lambda unit: -len(unit.parent_ids))
        bank = next(
            filter(None, (u._get_main_bank_account(self.date) for u in above)), None
        )
        code = next(filter(None, above.mapped("vat_registration")), "")
        stir = next(filter(None, above.mapped("vat")), "")
        place = ", ".join(filter(None, (company.city, company.street)))
        return [
            (_("Name"), company.name),
            (_("Address"), place),
            (_("STIR"), stir),
            (_("VAT registration number"), code),
            (_("Bank account"), (bank and bank.number) or ""),
            (_("Bank"), (bank and bank.bank_name) or ""),
            (_("MFO"), (bank and bank.mfo) or ""),
        ]

    def _get_buyer_facts(self):
        _ = self.env._
        account, agreement = self.account_id, self.agreement_id
        signed = agreement.date_signed or agreement.date_start
        contract = agreement and _(
            "No. %(number)s of %(day)s", number=agreement.number, day=pdf.day(signed)
        )
        return [
            (_("Name"), account.name or ""),
            (_("Address"), account.address or ""),
            (_("STIR"), account.stir or ""),
            *self._get_buyer_requisites(),
            (_("Treasury account"), agreement.treasury_account or ""),
            (_("Contract"), contract or ""),
            (_("Personal account"), account._format_number(account.number)),
        ]

    def _get_buyer_requisites(self):
        """Rows of the buyer that its card or contract has: VAT code and bank."""
        _ = self.env._
        names = {
            "vat_registration": _("VAT registration number"),
            "bank_account": _("Bank account"),
            "bank_name": _("Bank"),
            "bank_mfo": _("MFO"),
        }
        found = []
        for name, label in names.items():
            for record in (self.account_id, self.agreement_id):
                if name in record._fields and record[name]:
                    found.append((label, record[name]))
                    break
        return found

    def _get_energy_facts(self):
        _ = self.env._
        facts = [
            (_("Charged (kWh)"), self.kwh),
            (_("Losses in it (kWh)"), self.loss_kwh),
            (_("Reactive energy (kVAr·h)"), self.kvarh),
        ]
        return [
            (label, pdf.kwh(pdf.watthours(value))) for label, value in facts if value
        ]

    def _get_line_columns(self):
        _ = self.env._
        return [
            _("No."),
            _("Name"),
            _("Unit"),
            _("Quantity"),
            _("Price without VAT"),
            _("Sum without VAT"),
            _("VAT, %"),
            _("VAT"),
            _("Sum with VAT"),
        ]

    def _get_total_cells(self):
        total = self.env._("Total")
        sums = [
            pdf.money(pdf.tiyin(value)) for value in (self.net, self.vat, self.amount)
        ]
        return [total, "", "", "", "", sums[0], "", *sums[1:]]

    def _get_sum_facts(self):
        """From the balance before to what remains to be paid."""
        _ = self.env._
        facts = [
            (_("Balance before (below zero: paid ahead)"), self.opening),
            (_("Offset against prepayment"), self.offset),
            (_("Paid by the budget (benefits)"), self.benefit_amount),
        ]
        rows = [
            (label, f"{pdf.money(pdf.tiyin(value))}") for label, value in facts if value
        ]
        if self.amount > 0:
            label = _("To be paid by %s", pdf.day(self.date_due))
            rows.append((label, self._say_sum(self.to_pay)))
        return rows

    def _get_print_signatures(self):
        """Override of `elektrohisob.legal.document.mixin`: director and accountant."""
        _ = self.env._
        # who signs is not a secret of another unit
        company = self.company_id.sudo()
        head = company._get_signatory("head", self.date)
        chief = company._get_signatory("chief_accountant", self.date)
        chief = chief.filtered(lambda row: row.document == "chief_accountant")
        return [
            (head.position or _("Head of the district network"), head.name or ""),
            (chief.position or _("Chief accountant"), chief.name or ""),
            (_("Received by the consumer"), self.agreement_id.consumer_signatory or ""),
        ]

    def _get_payment_code(self):
        """What the cash desk scans, see ``docs/qr.md``; none on a credit note."""
        if self.amount <= 0:
            return ""
        tiyin = pdf.tiyin(self.to_pay)
        return f"ELH:{self.account_id.number}:{tiyin}:{self.month:%Y%m}"
