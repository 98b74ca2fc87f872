from decimal import Decimal

from odoo import api, models

from odoo.addons.elektrohisob_base.tools import pdf

from ..adapters import einvoice as adapter
from ..adapters import einvoice_act, einvoice_check, einvoice_factura
from ..engine import einvoice_chain as chain
from .einvoice import CANCEL, NOT_SENT, STANDING

#: Language of the documents, and what units are called in it.
LANG = "uz_UZ"
UNITS = {"kWh": "kVt·soat", "kW": "kVt", "kVAr·h": "kVAr·soat", "sum": ""}
KINDS = {"standard": 0, "additional": 1, "corrected": 4}
GOODS = (
    "einvoice_mxik",
    "einvoice_mxik_name",
    "einvoice_package_code",
    "einvoice_package_name",
    "einvoice_origin",
)
PAYER = einvoice_check.STATUSES[0]
BLANK = "0" * 24


class Einvoice(models.Model):
    """What an electronic document says, from our invoice, correction or act."""

    _inherit = "elektrohisob.einvoice"

    # === PLAN === #

    def _plan(self):
        """(kind, lines, document that is corrected, faults) of a factura; kind None:
        the original is on its way, and this one waits for it."""
        invoice = self.invoice_id
        root = invoice.origin_id
        if not root:
            step = chain.plan([self._get_lines(invoice)], [])
            kind = {chain.ADDITIONAL: "standard"}.get(step.kind, step.kind)
            return kind, step.lines, self.browse(), []
        chained = self.search(
            [("invoice_id", "=", root.id), ("kind", "!=", CANCEL)]
        ) | self._find_corrections(root)
        waiting = chained.filtered(
            lambda one: one.state in NOT_SENT and one.id < self.id
        )
        if waiting:
            return None, (), self.browse(), []
        main = chained.filtered(
            lambda one: one.state in STANDING and one.kind != "additional"
        ).sorted("id")[-1:]
        if not main:
            return "", (), main, [["no_origin", root.number, ""]]
        added = chained.filtered(
            lambda one: one.state in STANDING and one.kind == "additional"
        )
        before = root.correction_ids.filtered(
            lambda one: one.state == "posted" and one.id < invoice.id
        ).sorted("id")
        booked = [self._get_lines(one) for one in (root, *before, invoice)]
        step = chain.plan(booked, [self._get_lines(one.invoice_id) for one in added])
        return step.kind, step.lines, main, []

    def _find_corrections(self, root):
        domain = [("invoice_id", "in", root.correction_ids.ids), ("kind", "!=", CANCEL)]
        return self.search(domain)

    @staticmethod
    def _get_lines(invoice):
        """Lines of an invoice as ``engine.einvoice_chain.Line``."""
        return [
            chain.Line(
                line.name,
                UNITS[line.unit],
                exact(line.vat_percent),
                Decimal(f"{line.price:.6f}"),
                Decimal(f"{line.quantity:.3f}"),
                exact(line.net),
                exact(line.vat),
            )
            for line in invoice.with_context(lang=LANG).line_ids
        ]

    # === CONTENT === #

    def _write_content(self, kind, lines, origin):
        """(content, faults) of the document with the number it has, or a blank one."""
        if self.document == "act":
            content = einvoice_act.build(self._get_act())
            faults = [["missing", name, ""] for name in einvoice_act.check(content)]
            return content, faults
        factura = self._get_factura(kind, lines, origin)
        content = einvoice_factura.build(factura)
        found = einvoice_check.check(content)
        return content, [[one.code, one.where, one.value] for one in found]

    def _get_factura(self, kind, lines, origin):
        invoice = self.invoice_id
        agreement = invoice.agreement_id
        rows = tuple(
            adapter.Row(
                line.name, line.net, line.vat, line.vat_rate,
                line.quantity, line.price, line.unit,
            )
            for line in lines
        )  # fmt: skip
        old = None
        if origin:
            old = adapter.Old(origin.identity or "", origin.number, origin.date)
        return adapter.Factura(
            id=self.identity or BLANK,
            product_id=self.product_identity or BLANK,
            number=self.number,
            date=self.date,
            contract_number=agreement.number or "",
            contract_date=agreement.date_signed or agreement.date_start or None,
            seller=self._get_seller(),
            buyer=self._get_buyer(),
            goods=self._get_goods(),
            rows=rows,
            kind=KINDS[kind],
            old=old,
            notes=f"{pdf.month(invoice.month, LANG)}, {self.account_id.number}",
        )

    def _get_seller(self):
        """The legal person: the unit whose STIR it is."""
        # a district may not see its enterprise, but sells in its name
        company = self.company_id.sudo()
        units = company.parent_ids.sorted(lambda unit: -len(unit.parent_ids))
        tin = self.provider_id._get_einvoice_tin() or next(
            filter(None, units.mapped("vat")), ""
        )
        unit = units.filtered(lambda one: one.vat == tin)[:1] or units[:1]
        banks = (one._get_main_bank_account(self.date) for one in units)
        bank = next(filter(None, banks), None)
        head = company._get_signatory("head", self.date)
        chief = company._get_signatory("chief_accountant", self.date)
        chief = chief.filtered(lambda one: one.document == "chief_accountant")
        code = next(filter(None, units.mapped("vat_registration")), "")
        return adapter.Party(
            name=unit.name,
            tin=tin,
            account=(bank and bank.number) or "",
            mfo=(bank and bank.mfo) or "",
            address=", ".join(filter(None, (unit.city, unit.street))) or unit.name,
            phone=unit.phone or "",
            director=head.with_context(lang=LANG).name or "",
            accountant=chief.with_context(lang=LANG).name or "",
            vat_code=code,
            vat_status=PAYER if code else None,
        )

    def _get_buyer(self):
        account, agreement = self.account_id, self.invoice_id.agreement_id
        code = account.vat_registration or ""
        return adapter.Party(
            name=account.name or "",
            tin=account.stir or "",
            account=account.bank_account or "",
            mfo=account.bank_mfo or "",
            address=account.address or "",
            phone=account.phone or "",
            oked=account.oked_id.code or "",
            director=agreement.consumer_signatory or "",
            vat_code=code,
            vat_status=PAYER if code else None,
        )

    def _get_goods(self):
        """What is sold, by the dated parameters of the unit."""
        parameters = self.env["elektrohisob.parameter"]
        values = [
            parameters._get_value(code, self.company_id, self.date) for code in GOODS
        ]
        return adapter.Goods(*values[:4], int(values[4]))

    # === RECONCILIATION ACT === #

    def _get_act(self):
        act = self.act_id.with_context(lang=LANG)
        agreement = act.agreement_id
        head = self.company_id.sudo()._get_signatory("head", self.date)  # of above too
        told = act.their_closing if act.state in ("accepted", "disagreed") else None
        return einvoice_act.Act(
            number=self.number,
            date=self.date,
            text=act.env._(
                "Reconciliation act for %(first)s – %(last)s",
                first=pdf.day(act.date_from),
                last=pdf.day(act.date_to),
            ),
            owner=einvoice_act.ActSide(
                self.provider_id._get_einvoice_tin(),
                self._get_seller().name,
                fiz_name=head.with_context(lang=LANG).name or "",
            ),
            partner=einvoice_act.ActSide(
                self.account_id.stir or "",
                self.account_id.name or "",
                fiz_name=act.answered_by or agreement.consumer_signatory or "",
            ),
            contract_number=agreement.number or "",
            contract_date=agreement.date_signed
            or agreement.date_start
            or act.date_from,
            opening=exact(act.opening),
            closing=exact(act.closing),
            their_closing=None if told is None else exact(told),
            rows=[self._get_act_row(line) for line in act.line_ids],
        )

    @api.model
    def _get_act_row(self, line):
        return einvoice_act.ActRow(
            line.date,
            " ".join(filter(None, (line.name, line.document))),
            *(exact(line.debit), exact(line.credit)),
            *(exact(line.their_credit), exact(line.their_debit)),
        )


def exact(value):
    """So'm or percents with two digits, exactly."""
    return Decimal(f"{value or 0:.2f}")
