"""Factura of the tax committee as JSON: built by its strict rules, and checked.

Keys have their exact case, there are none beside those known, unused objects are null,
sums have two digits. A row is priced (``Count`` × ``Summa`` = ``DeliverySum``) only if
the product is right to the tiyin; otherwise its quantity stands in its name, as prices
without VAT of electricity have more than two digits. VAT of a row must be its share to
the tiyin: a row that was rounded otherwise in the books is split in two that are right
and have the same total.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .einvoice import Factura, Party, Row

VERSION = 1
STANDARD, ADDITIONAL, CORRECTED = 0, 1, 4
CENT = Decimal("0.01")
MICRO = Decimal("0.000001")
PIECE_TIYIN = 100  # the largest piece that is split off a row
PIECES = 10  # that many tiyin may the VAT of a row be off


def rounded(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Rounded half up."""
    return value.quantize(step, ROUND_HALF_UP)


def vat_of(net: Decimal, rate: Decimal) -> Decimal:
    """VAT of a row as roaming counts it."""
    return rounded(net * rate / 100)


def build(factura: Factura) -> dict[str, Any]:
    """The document with the keys roaming knows, and no others."""
    one_sided = factura.buyer is None
    old = factura.old
    rows = [part for row in factura.rows for part in split(row)]
    has_vat = any(row.vat_rate or row.vat for row in rows)
    products = [
        _product(place, row, factura, has_vat) for place, row in enumerate(rows, 1)
    ]
    return {
        "Version": VERSION,
        "FacturaType": factura.kind,
        "SingleSidedType": int(one_sided),
        "HasMarking": False,
        "FacturaId": factura.id,
        "FacturaDoc": {
            "FacturaNo": factura.number,
            "FacturaDate": factura.date.isoformat(),
        },
        "OldFacturaDoc": old
        and {
            "OldFacturaId": old.id,
            "OldFacturaNo": old.number,
            "OldFacturaDate": old.date.isoformat(),
        },
        "ContractDoc": {
            "ContractNo": factura.contract_number,
            "ContractDate": factura.contract_date and factura.contract_date.isoformat(),
        },
        **_unused("FacturaEmpowermentDoc", "ItemReleasedDoc"),
        "SellerTin": factura.seller.tin,
        "BuyerTin": "" if factura.buyer is None else factura.buyer.tin,
        "Seller": _party(factura.seller),
        "Buyer": None if factura.buyer is None else _party(factura.buyer),
        "ForeignCompany": None,
        "ProductList": _product_list(factura, products, has_vat),
        **_tail(factura),
    }


def _product_list(
    factura: Factura, products: list[dict[str, Any]], has_vat: bool
) -> dict[str, Any]:
    flags = ("HasCommittent", "HasLgota", "HasMedical", "HasCustom")
    return {
        "FacturaProductId": factura.product_id,
        "Tin": factura.seller.tin,
        "HasExcise": False,
        "HasVat": has_vat,
        **dict.fromkeys(flags, False),
        "HideReportCommittent": False,
        "Products": products,
    }


def _tail(factura: Factura) -> dict[str, Any]:
    return {
        "IncomeType": 0,
        "LotId": "",
        "ContractId": "",
        "WaybillLocalIds": [],
        "WaybillIds": [],
        "FacturaInvestmentObjectDoc": None,
        "Notes": factura.notes,
        "CreatedOperator": "",
        "HasRent": False,
        "FacturaRentDoc": None,
    }


def _unused(*names: str) -> dict[str, None]:
    return dict.fromkeys(names)


def _party(party: Party) -> dict[str, Any]:
    return {
        "Name": party.name,
        "Account": party.account,
        "BankId": party.mfo,
        "Address": party.address,
        "Mobile": party.phone,
        "WorkPhone": "",
        "Oked": party.oked,
        "DistrictId": "",
        "Director": party.director,
        "Accountant": party.accountant,
        "VatRegCode": party.vat_code,
        "VatRegStatus": party.vat_status,
        "BranchCode": party.branch_code,
        "BranchName": party.branch_name,
    }


def _product(place: int, row: Row, factura: Factura, has_vat: bool) -> dict[str, Any]:
    goods = factura.goods
    count, price = _priced(row, factura.price_rounded)
    name = row.name
    if row.unit and not count and row.quantity:
        name = f"{name}, {_plain(row.quantity)} {row.unit}"
    return {
        "OrdNo": place,
        **dict.fromkeys(
            ("CommittentName", "CommittentTin", "CommittentVatRegCode"), ""
        ),
        "CommittentVatRegStatus": None,
        "CatalogCode": goods.code,
        "CatalogName": goods.name,
        "BarCode": "",
        "Name": name,
        "Serial": "",
        "MeasureId": None,
        "BaseSumma": 0,
        "ProfitRate": 0,
        "DispenseType": 0,
        "Count": count,
        "Summa": price,
        "TotalSum": 0,
        "DeliverySum": row.net,
        "ExciseRate": 0,
        "ExciseSum": 0,
        "VatRate": row.vat_rate,
        "VatSum": row.vat,
        "DeliverySumWithVat": row.net + row.vat,
        "WithoutVat": has_vat and not row.vat_rate,
        "PackageCode": goods.package_code,
        "PackageName": goods.package_name,
        "Origin": goods.origin,
        **_unused("Marks", "ExchangeInfo", "LgotaId", "LgotaName"),
        "LgotaVatSum": 0,
        **_unused("LgotaType", "WarehouseId", "WarehouseName"),
    }


def _priced(row: Row, price_rounded: bool) -> tuple[Decimal, Decimal]:
    """Count and price that give the sum of the row; zeros if none do."""
    if row.quantity <= 0 or not row.unit:
        return Decimal(0), Decimal(0)
    count, price = rounded(row.quantity, MICRO), rounded(row.price)
    slack = count * CENT / 2 + CENT / 2 if price_rounded else Decimal(0)
    if price > 0 and abs(rounded(count * price) - row.net) <= slack:
        return count.normalize() + 0, price
    return Decimal(0), Decimal(0)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# === ROWS THAT ARE RIGHT TO THE TIYIN === #


def split(row: Row) -> list[Row]:
    """The row, or rows of the same total whose VAT is their share to the tiyin.

    A row that is off by more than the pieces make good comes as it is; the check
    refuses it.
    """
    if row.vat == vat_of(row.net, row.vat_rate):
        return [row]
    for count in range(1, PIECES + 1):
        for tiyin in range(1, PIECE_TIYIN + 1):
            net = tiyin * CENT
            piece = Row(row.name, net, vat_of(net, row.vat_rate), row.vat_rate)
            left = replace(
                row, net=row.net - count * net, vat=row.vat - count * piece.vat
            )
            if left.net > 0 and left.vat == vat_of(left.net, row.vat_rate):
                return [left, *[piece] * count]
    return [row]


def totals(content: Mapping[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    """Net, VAT and total of a document that was built."""
    rows = content["ProductList"]["Products"]
    names = ("DeliverySum", "VatSum", "DeliverySumWithVat")
    net, vat, total = (
        sum((Decimal(str(row[name])) for row in rows), Decimal(0)) for name in names
    )
    return net, vat, total
