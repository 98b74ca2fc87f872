"""Facturas of the tests: the seller 300000001 sells electricity to 300000002."""

from datetime import date
from decimal import Decimal

from odoo.addons.elektrohisob_billing.adapters import einvoice

D = Decimal
SELLER = einvoice.Party(
    "“Toshkent HETK” AJ", "300000001", "20208000900000000001", "00401", "Toshkent",
    director="A. Karimov", vat_code="326060000001", vat_status=20,
)  # fmt: skip
BUYER = einvoice.Party(
    "“Zamin” MChJ", "300000002", "20208000900000000002", "01084", "Toshkent",
    director="B. Aliyev", vat_code="326060000002", vat_status=20,
)  # fmt: skip
GOODS = einvoice.Goods("0" * 17, "Elektr energiyasi", "1500684", "kVt·soat", 2)
#: 300 kWh at 1,000 so'm with VAT: 300,000 ÷ 1.12 = 267,857.14; the rest is VAT.
ROW = einvoice.Row(
    "Aktiv energiya", D("267857.14"), D("32142.86"), D(12), D(300), D("892.857143"),
    "kVt·soat",
)  # fmt: skip
DAY = date(2026, 10, 31)


def make(*rows, number="EH-1", identity="a" * 24, **options):
    """A factura of rows, by default of 300 kWh."""
    options = {"buyer": BUYER, **options}
    return einvoice.Factura(
        id=identity,
        product_id="b" * 24,
        number=number,
        date=DAY,
        contract_number="17",
        contract_date=date(2026, 1, 1),
        seller=SELLER,
        goods=GOODS,
        rows=rows or (ROW,),
        **options,
    )
