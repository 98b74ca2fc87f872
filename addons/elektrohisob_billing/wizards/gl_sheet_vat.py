from odoo import models

from ..models.gl_vat import RECEIVABLE, VAT_ACCOUNT
from ..report.gl_table import DAY, MONEY, TOTAL, Column, Proof, Row, Table


class GlSheetVat(models.TransientModel):
    """VAT sales book: organisations invoice by invoice, households by day."""

    _inherit = "elektrohisob.gl.sheet"

    def _get_vat_table(self):
        ledger, parts = self.env["elektrohisob.gl"], self._get_vat_parts()
        names = {
            "units": self._get_units().ids,
            "first": self.date_from,
            "last": self.date_to,
        }
        found = ledger._get_sales_totals(names)

        def rows(offset, limit):
            for row in self._stream(ledger._get_sales(names, offset, limit)):
                part, day, number, buyer, stir, rate, *sums, invoice_id = row
                document = number if invoice_id else self._get_group_name(number)
                key = f"invoice:{invoice_id}" if invoice_id else ""
                values = (parts[part - 1], day, document, buyer, stir, _rate(rate))
                yield Row((*values, *sums), key=key)

        return Table(
            title=self.env._("VAT sales book"),
            subtitle=self._get_subtitle(),
            columns=self._get_vat_columns(),
            rows=rows,
            count=sum(row[2] for row in found),
            totals=self._get_vat_totals(found, parts),
            proofs=self._get_vat_proofs(found),
            file_name=self._get_file_name(),
        )

    def _get_vat_parts(self):
        """Names of the parts of the book."""
        _ = self.env._
        return [
            _("Invoices"),
            _("Households"),
            _("Corrections of invoices"),
            _("Corrections of households"),
        ]

    def _get_group_name(self, group):
        return self.env._("tariff group %s", group) if group else ""

    def _get_vat_columns(self):
        _ = self.env._
        return [
            Column(_("Part"), width=22),
            Column(_("Date"), DAY, 11),
            Column(_("Document"), width=20),
            Column(_("Buyer"), width=36),
            Column(_("STIR"), width=13),
            Column(_("VAT rate"), width=9),
            Column(_("Without VAT"), MONEY, 20),
            Column(_("VAT"), MONEY, 19),
            Column(_("With VAT"), MONEY, 20),
        ]

    def _get_vat_totals(self, found, parts):
        """By part and rate, then all."""
        totals = [
            Row((parts[part - 1], None, "", "", "", _rate(rate), *sums), TOTAL)
            for part, rate, _count, *sums in found
        ]
        sums = [round(sum(row[place] for row in found), 2) for place in (3, 4, 5)]
        return [*totals, Row((self.env._("Total"), None, "", "", "", "", *sums), TOTAL)]

    def _get_vat_proofs(self, found):
        """The tax in the book is that of the account of VAT."""
        booked = self.env["elektrohisob.gl"]._get_vat_booked(
            self._get_units(), self.date_from, self.date_to
        )
        vat = round(sum(row[4] for row in found), 2)
        text = self.env._(
            "VAT in the book: %(vat)s so'm; turnover of %(account)s with %(other)s: "
            "%(booked)s so'm.",
            vat=self._money(vat),
            account=VAT_ACCOUNT,
            other=RECEIVABLE,
            booked=self._money(booked),
        )
        return [Proof(text, vat == booked)]


def _rate(rate):
    """``12.0`` → ``12 %``."""
    return f"{rate:g} %".replace(".", ",")
