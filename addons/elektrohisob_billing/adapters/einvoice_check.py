"""Check of a factura before it is sent: all that roaming would refuse, by codes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .einvoice import Factura, Goods, Old, Party, Row
from .einvoice_factura import ADDITIONAL, CENT, CORRECTED, MICRO, build, vat_of

TYPES = (0, 1, 2, 3, 4)
STATUSES = (20, 21, 22)
ORIGINS = (1, 2, 3, 4)
HEX24 = re.compile(r"[0-9a-f]{24}")
_SAMPLE = build(
    Factura(
        *("", "", "", date(2000, 1, 1), "", None),
        *(Party("", ""), Party("", ""), Goods("", "", "", "", 3)),
        (Row("", Decimal(1), Decimal(0), Decimal(0)),),
        old=Old("", "", date(2000, 1, 1)),
    )
)
#: Keys roaming knows, by object.
KEYS = {
    "": set(_SAMPLE),
    "ProductList": set(_SAMPLE["ProductList"]),
    "Products": set(_SAMPLE["ProductList"]["Products"][0]),
    **{
        name: set(_SAMPLE[name])
        for name in ("FacturaDoc", "OldFacturaDoc", "ContractDoc", "Seller", "Buyer")
    },
}
DIGITS = {  # length of codes of a party; name → digits
    "Account": 20,
    "BankId": 5,
    "VatRegCode": 12,
}
MONEY = ("Summa", "DeliverySum", "VatSum", "DeliverySumWithVat", "ExciseSum")


@dataclass(frozen=True)
class Fault:
    """What is wrong: code, where (``Seller.Account``, ``Products.1.VatSum``), value.

    ``code``: missing, extra, absent_key, digits, places, date, type, old, sum,
    vat_sum, row_sum, status, negative, empty, tin
    """

    code: str
    where: str
    value: str = ""


def check(content: Mapping[str, Any], *, exact_price: bool = True) -> list[Fault]:
    """Faults of a document; none: roaming takes it.

    :param exact_price: Count × Summa must be DeliverySum to the tiyin
    """
    found = list(_keys("", content, KEYS[""]))
    if found:
        return found
    for name in ("FacturaDoc", "ContractDoc", "ProductList"):
        if not isinstance(content[name], Mapping):
            return [Fault("missing", name)]
        found += _keys(name, content[name], KEYS[name])
    rows = content["ProductList"].get("Products")
    if found or not isinstance(rows, list) or not rows:
        return found or [Fault("empty", "ProductList.Products")]
    return [
        *_head(content),
        *_old(content),
        *_sides(content),
        *_rows(content["ProductList"], rows, exact_price),
    ]


def _keys(where: str, content: object, known: set[str]) -> Iterator[Fault]:
    if not isinstance(content, Mapping):
        yield Fault("missing", where)
        return
    prefix = f"{where}." if where else ""
    for name in sorted(set(content) - known):
        yield Fault("extra", prefix + name)
    for name in sorted(known - set(content)):
        yield Fault("absent_key", prefix + name)


def _head(content: Mapping[str, Any]) -> Iterator[Fault]:
    for where, value in (
        ("FacturaId", content["FacturaId"]),
        ("ProductList.FacturaProductId", content["ProductList"]["FacturaProductId"]),
    ):
        if not HEX24.fullmatch(str(value)):
            yield Fault("digits", where, str(value))
    if content["FacturaType"] not in TYPES:
        yield Fault("type", "FacturaType", str(content["FacturaType"]))
    if not content["FacturaDoc"]["FacturaNo"]:
        yield Fault("missing", "FacturaDoc.FacturaNo")
    yield from _day("FacturaDoc.FacturaDate", content["FacturaDoc"]["FacturaDate"])
    if not content["ContractDoc"]["ContractNo"]:
        yield Fault("missing", "ContractDoc.ContractNo")
    yield from _day("ContractDoc.ContractDate", content["ContractDoc"]["ContractDate"])


def _day(where: str, value: object) -> Iterator[Fault]:
    if not value:
        yield Fault("missing", where)
        return
    try:
        good = date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        good = False
    if not good:
        yield Fault("date", where, str(value))


def _old(content: Mapping[str, Any]) -> Iterator[Fault]:
    old = content["OldFacturaDoc"]
    if content["FacturaType"] in (ADDITIONAL, CORRECTED, 2, 3):
        if not isinstance(old, Mapping):
            yield Fault("old", "OldFacturaDoc")
            return
        yield from _keys("OldFacturaDoc", old, KEYS["OldFacturaDoc"])
        if not HEX24.fullmatch(str(old.get("OldFacturaId"))):
            yield Fault("old", "OldFacturaDoc.OldFacturaId")
        if old.get("OldFacturaId") == content["FacturaId"]:
            yield Fault("old", "OldFacturaDoc.OldFacturaId", "=")
        if not old.get("OldFacturaNo"):
            yield Fault("missing", "OldFacturaDoc.OldFacturaNo")
        yield from _day("OldFacturaDoc.OldFacturaDate", old.get("OldFacturaDate"))
    elif old is not None:
        yield Fault("old", "OldFacturaDoc", "0")


def _sides(content: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _party("Seller", content["Seller"], content["SellerTin"])
    if content["SingleSidedType"]:
        if content["Buyer"] is not None or content["BuyerTin"]:
            yield Fault("type", "SingleSidedType", "1")
    else:
        yield from _party("Buyer", content["Buyer"], content["BuyerTin"])
    if content["SellerTin"] == content["BuyerTin"]:
        yield Fault("tin", "BuyerTin", str(content["BuyerTin"]))
    if content["ProductList"]["Tin"] != content["SellerTin"]:
        yield Fault("tin", "ProductList.Tin", str(content["ProductList"]["Tin"]))


def _party(side: str, party: object, tin: object) -> Iterator[Fault]:
    if not isinstance(party, Mapping):
        yield Fault("missing", side)
        return
    faults = list(_keys(side, party, KEYS[side]))
    yield from faults
    if faults:
        return
    if not re.fullmatch(r"[0-9]{9}|[0-9]{14}", str(tin)):
        yield Fault("digits", f"{side}Tin", str(tin))
    for name in ("Name", "Address", "Director", "Account", "BankId"):
        if not party[name]:
            yield Fault("missing", f"{side}.{name}")
    for name, length in DIGITS.items():
        if party[name] and not re.fullmatch(rf"[0-9]{{{length}}}", str(party[name])):
            yield Fault("digits", f"{side}.{name}", str(party[name]))
    if party["VatRegStatus"] not in (*STATUSES, None):
        yield Fault("status", f"{side}.VatRegStatus", str(party["VatRegStatus"]))
    if bool(party["VatRegCode"]) != (party["VatRegStatus"] is not None):
        yield Fault("status", f"{side}.VatRegStatus", str(party["VatRegCode"]))


def _rows(
    products: Mapping[str, Any], rows: list[Any], exact_price: bool
) -> Iterator[Fault]:
    for place, row in enumerate(rows, 1):
        where = f"Products.{place}"
        faults = list(_keys(where, row, KEYS["Products"]))
        yield from faults
        if not faults:
            yield from _row(where, row, products["HasVat"], exact_price)
            if row["OrdNo"] != place:
                yield Fault("type", f"{where}.OrdNo", str(row["OrdNo"]))


def _row(
    where: str, row: Mapping[str, Any], has_vat: bool, exact_price: bool
) -> Iterator[Fault]:
    if not re.fullmatch(r"[0-9]{17}", str(row["CatalogCode"])):
        yield Fault("digits", f"{where}.CatalogCode", str(row["CatalogCode"]))
    for name in ("Name", "CatalogName", "PackageCode", "PackageName"):
        if not row[name]:
            yield Fault("missing", f"{where}.{name}")
    if row["Origin"] not in ORIGINS:
        yield Fault("type", f"{where}.Origin", str(row["Origin"]))
    if row["WithoutVat"] and not has_vat:
        yield Fault("type", f"{where}.WithoutVat", "true")
    figures = {name: _figure(row[name]) for name in (*MONEY, "Count", "VatRate")}
    for name, value in figures.items():
        step = MICRO if name == "Count" else CENT
        if value is None or value != value.quantize(step):
            yield Fault("places", f"{where}.{name}", str(row[name]))
            return
        if value < 0:
            yield Fault("negative", f"{where}.{name}", str(row[name]))
    yield from _row_sums(where, figures, exact_price)


def _row_sums(
    where: str, figures: Mapping[str, Decimal], exact_price: bool
) -> Iterator[Fault]:
    net, vat = figures["DeliverySum"], figures["VatSum"]
    if not net:
        yield Fault("empty", f"{where}.DeliverySum", "0")
    if bool(figures["Count"]) != bool(figures["Summa"]):
        yield Fault("row_sum", f"{where}.Summa", str(figures["Summa"]))
    elif figures["Count"]:
        product = figures["Count"] * figures["Summa"]
        slack = CENT / 2 if exact_price else (figures["Count"] + 2) * CENT / 2
        if abs(product - net) > slack:
            yield Fault("row_sum", f"{where}.DeliverySum", str(net))
    if vat != vat_of(net, figures["VatRate"]):
        yield Fault("vat_sum", f"{where}.VatSum", str(vat))
    if net + vat != figures["DeliverySumWithVat"]:
        total = str(figures["DeliverySumWithVat"])
        yield Fault("sum", f"{where}.DeliverySumWithVat", total)


def _figure(value: object) -> Decimal | None:
    """An exact number of at most 15 digits; none for everything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    found = Decimal(str(value))
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        return None
    return found
