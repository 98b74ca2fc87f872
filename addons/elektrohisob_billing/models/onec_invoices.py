from odoo import api, models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters import onec_objects as objects
from .onec import ENERGY, SALES, VAT

#: Texts of documents for 1C are in the language of the books.
LANG = "uz_UZ"


class OneC(models.AbstractModel):
    """Sales to organisations: their invoices."""

    _inherit = "elektrohisob.onec"

    @api.model
    def _get_documents(self, company, first, last):
        """Override of `billing` to add the invoices of organisations."""
        return [
            *self._get_invoice_sales(company, first, last),
            *super()._get_documents(company, first, last),
        ]

    @api.model
    def _get_invoice_sales(self, company, first, last):
        """Posted invoices and corrections by the day they are booked on."""
        domain = Domain("company_id", "child_of", company.id)
        domain &= Domain("date", ">=", first) & Domain("date", "<=", last)
        domain &= Domain("state", "=", "posted")
        invoices = self.env["elektrohisob.invoice"].with_context(lang=LANG)
        found = invoices.search(domain, order="date, id")
        return [self._get_invoice_sale(one) for one in found if one.line_ids]

    @api.model
    def _get_invoice_sale(self, invoice):
        account, day = invoice.account_id, invoice.date
        contract = self._get_contract(invoice.company_id, account, day)
        rules = self.env["elektrohisob.gl.rule"]
        known = rules._find_rules(invoice.company_id)

        def find(event):
            return rules._get_codes(
                event, invoice.company_id, day, account.category, known
            )

        _debit, vat_account = find(VAT)
        lines = []
        for line in invoice.line_ids:
            debit, credit = find(line.event)
            income = credit if SALES[line.event] > 0 else debit
            lines.append(self._get_invoice_line(line, income, vat_account))
        return objects.Sale(
            key=f"invoice:{invoice.number}",
            number=invoice.number,
            day=day,
            contract=contract,
            lines=tuple(lines),
            comment=invoice.origin_id.number or "",
            debt_account=find("charge")[0],
            advance_account=find("offset")[0],
        )

    @api.model
    def _get_invoice_line(self, line, income_account, vat_account):
        name = line.name if line.component_id else ENERGY
        is_counted = line.unit != "sum" and line.quantity
        return objects.SaleLine(
            item=self._get_item(name, line.unit),
            quantity=round(line.quantity * 1000) if is_counted else 1000,
            amount=pdf.tiyin(line.amount),
            vat=pdf.tiyin(line.vat),
            text=line.name or "",
            income_account=income_account,
            vat_account=vat_account,
        )
