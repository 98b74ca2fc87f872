from odoo import api, models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters import onec_documents as documents
from .onec_sales import CHARGE, ENERGY, ONE, VAT

DOWN = "past_year_down"


class OneC(models.AbstractModel):
    """Sales to organisations: their invoices, corrections and facturas."""

    _inherit = "elektrohisob.onec"

    @api.model
    def _get_documents(self, company, first, last):
        """Override of `billing` to put the invoices of organisations first."""
        invoices = self._find_invoices(company, first, last)
        self._find_agreements(invoices.account_id)
        found = []
        for invoice in invoices:
            document = self._get_invoice(invoice)
            found.append(document)
            if document.kind != "operation":
                place = (document.key, document.number, document.day)
                found.append(documents.TaxInvoice(*place, document))
        return [*found, *super()._get_documents(company, first, last)]

    @api.model
    def _find_invoices(self, company, first, last):
        """Posted invoices and corrections by the day they are booked on."""
        domain = Domain("company_id", "child_of", company.id)
        domain &= Domain("date", ">=", first) & Domain("date", "<=", last)
        domain &= Domain("state", "=", "posted")
        found = self.env["elektrohisob.invoice"].search(domain, order="date, id")
        return found.filtered("line_ids")

    @api.model
    def _get_invoice(self, invoice):
        """A sale, a correction, or entries where 1C has no document for it."""
        unit, day, account = invoice.company_id, invoice.date, invoice.account_id
        before = self._get_before(invoice) if invoice.origin_id else {}
        facts = {
            "key": f"invoice:{invoice.number}",
            "number": invoice.number,
            "day": day,
            "contract": self._get_contract(unit, account, day),
            "lines": tuple(
                self._get_invoice_line(invoice, line, before)
                for line in invoice.line_ids
            ),
            "comment": invoice.origin_id.number or "",
            "debt_account": self._get_invoice_code(invoice, CHARGE, 0),
            "advance_account": self._get_code("offset", unit, day, 0),
        }
        if invoice.origin_id:
            origin = self._get_origin(invoice.origin_id)
            return documents.Correction(**facts, origin=origin)
        if all(line.amount > 0 and line.quantity > 0 for line in facts["lines"]):
            return documents.Sale(**facts)
        return self._get_invoice_operation(invoice, facts)

    @api.model
    def _get_origin(self, invoice):
        """What a correction has to know of the invoice it corrects."""
        day = invoice.date
        contract = self._get_contract(invoice.company_id, invoice.account_id, day)
        key = f"invoice:{invoice.number}"
        return documents.Sale(key, invoice.number, day, contract, ())

    @api.model
    def _get_before(self, invoice):
        """What lines of the original with its earlier corrections come to."""
        chain = invoice.origin_id | invoice.origin_id.correction_ids.filtered(
            lambda one: (
                one.state == "posted"
                and (one.date, one.id) < (invoice.date, invoice.id)
            )
        )
        before = {}
        for line in chain.line_ids:
            sums = before.get(self._get_line_key(line), (0, 0, 0))
            figures = (
                self._get_quantity(line),
                pdf.tiyin(line.amount),
                pdf.tiyin(line.vat),
            )
            added = tuple(map(sum, zip(sums, figures, strict=True)))
            before[self._get_line_key(line)] = added
        return before

    @api.model
    def _get_line_key(self, line):
        return line.component_id, line.block, line.unit, line.event == DOWN

    @api.model
    def _get_quantity(self, line):
        is_counted = line.unit != "sum" and line.quantity
        sign = -1 if line.amount < 0 else 1
        return round(line.quantity * 1000) if is_counted else sign * ONE

    @api.model
    def _get_invoice_code(self, invoice, event, side):
        """Code of an account for the category of the consumer."""
        rules = self.env["elektrohisob.gl.rule"]
        known = self._get_known("rules")
        unit = invoice.company_id
        if unit not in known:
            known[unit] = rules._find_rules(unit)
        category = invoice.account_id.category
        return rules._get_codes(event, unit, invoice.date, category, known[unit])[side]

    @api.model
    def _get_invoice_line(self, invoice, line, before):
        name = line.name if line.component_id else ENERGY
        side = 0 if line.event == DOWN else 1
        # lines that fall on one line of the original are told against it once
        stood = before.pop(self._get_line_key(line), (0, 0, 0))
        return documents.SaleLine(
            item=self._get_item(name, line.unit),
            quantity=self._get_quantity(line),
            amount=pdf.tiyin(line.amount),
            vat=pdf.tiyin(line.vat),
            text=line.name or "",
            income_account=self._get_invoice_code(invoice, line.event, side),
            vat_account=self._get_invoice_code(invoice, VAT, 1),
            before=stood,
        )

    @api.model
    def _get_invoice_operation(self, invoice, facts):
        """Entries of an invoice that is no sale: what is below zero without
        original."""
        debt, contract = facts["debt_account"], facts["contract"]
        entries = []
        for line in facts["lines"]:
            for credit, tiyin in (
                (line.income_account, line.amount - line.vat),
                (line.vat_account, line.vat),
            ):
                if tiyin:
                    named = (line.text, contract, None)
                    entries.append(documents.Entry(debt, credit, tiyin, *named))
        return documents.Operation(
            key=facts["key"],
            number=invoice.number,
            day=invoice.date,
            organisation=contract.organisation,
            entries=tuple(entries),
            text=invoice.number,
        )
