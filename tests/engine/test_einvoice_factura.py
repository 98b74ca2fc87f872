"""Strict rules of the factura: what is built passes, everything else is told."""

import copy
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.adapters import (
    einvoice_act,
    einvoice_echo,
    einvoice_mxik,
    einvoice_register,
)
from odoo.addons.elektrohisob_billing.adapters.einvoice import (
    Old,
    OperatorTrouble,
    Row,
    lowered,
    minified,
)
from odoo.addons.elektrohisob_billing.adapters.einvoice_check import check
from odoo.addons.elektrohisob_billing.adapters.einvoice_factura import build, totals
from odoo.addons.elektrohisob_metering.adapters.tables import TableError

from engine.einvoices import BUYER, DAY, ROW, SELLER, D, make

SAMPLES = Path(__file__).resolve().parents[3] / "shared/data/samples/ehf"
OLD = Old("c" * 24, "EH-0", date(2026, 9, 30))


def codes(content, **options):
    return {(fault.code, fault.where) for fault in check(content, **options)}


def test_a_month():
    """1,000 ÷ 1.12 has more than two digits: the quantity stands in the name."""
    content = build(make())
    assert check(content) == []
    (row,) = content["ProductList"]["Products"]
    assert row["Name"] == "Aktiv energiya, 300 kVt·soat"
    assert (row["Count"], row["Summa"]) == (0, 0)
    assert totals(content) == (D("267857.14"), D("32142.86"), D("300000.00"))
    assert content["FacturaDoc"] == {"FacturaNo": "EH-1", "FacturaDate": "2026-10-31"}
    assert content["OldFacturaDoc"] is content["ForeignCompany"] is None


def test_a_priced_row():
    """100 kWh at 1,120 with VAT: 100 × 1,000 = 100,000 exactly, VAT 12,000."""
    row = Row("E", D("100000.00"), D("12000.00"), D(12), D(100), D(1000), "kVt·soat")
    content = build(make(row))
    (product,) = content["ProductList"]["Products"]
    assert (product["Name"], product["Count"], product["Summa"]) == ("E", 100, 1000)
    assert check(content) == []


def test_a_rounded_price():
    """892.86 × 300 = 267,858.00: 86 tiyin more than booked; taken only if allowed."""
    content = build(make(price_rounded=True))
    (product,) = content["ProductList"]["Products"]
    assert (product["Count"], product["Summa"]) == (300, D("892.86"))
    assert codes(content) == {("row_sum", "Products.1.DeliverySum")}
    assert codes(content, exact_price=False) == set()


def test_minified():
    """No blanks, dots, no zeros that say nothing; letters as they are."""
    text = minified(build(make())).decode()
    assert '"DeliverySum":267857.14,' in text and '"VatRate":12,' in text
    assert "Toshkent HETK" in text and '": ' not in text
    assert json.loads(text)["ProductList"]["Products"][0]["VatSum"] == 32142.86
    with pytest.raises(TypeError):
        minified({"day": DAY})


@given(st.integers(100_00, 10**13), st.integers(-3, 3))
def test_rows_are_right_to_the_tiyin(gross, off):
    """VAT of the books may be off by some tiyin; the document is right and has the
    same total."""
    total = D(gross) / 100
    net = (total / D("1.12")).quantize(D("0.01")) - off * D("0.01")
    content = build(make(Row("E", net, total - net, D(12))))
    assert check(content) == []
    assert totals(content) == (net, total - net, total)


def test_too_far_off_is_refused():
    content = build(make(replace(ROW, net=ROW.net - 100, vat=ROW.vat + 100)))
    assert codes(content) == {("vat_sum", "Products.1.VatSum")}


def test_one_sided():
    content = build(make(buyer=None))
    assert (content["SingleSidedType"], content["Buyer"], content["BuyerTin"]) == (
        1, None, "",
    )  # fmt: skip
    assert check(content) == []
    content["BuyerTin"] = BUYER.tin
    assert codes(content) == {("type", "SingleSidedType")}


def test_corrections_name_what_they_correct():
    for kind in (1, 4):
        assert check(build(make(kind=kind, old=OLD))) == []
        assert codes(build(make(kind=kind))) == {("old", "OldFacturaDoc")}
    assert codes(build(make(old=OLD))) == {("old", "OldFacturaDoc")}
    itself = build(make(kind=4, old=replace(OLD, id="a" * 24)))
    assert codes(itself) == {("old", "OldFacturaDoc.OldFacturaId")}


def test_without_vat():
    """A buyer pays no VAT on a row of rate 0 beside a row with VAT."""
    free = Row("Xizmat", D("100.00"), D("0.00"), D(0))
    content = build(make(ROW, free))
    products = content["ProductList"]["Products"]
    assert [row["WithoutVat"] for row in products] == [False, True]
    assert check(content) == []
    alone = build(make(free))
    assert alone["ProductList"]["HasVat"] is False
    assert alone["ProductList"]["Products"][0]["WithoutVat"] is False


@pytest.mark.parametrize(
    ("path", "value", "code", "where"),
    [
        (("Expansion",), 1, "extra", "Expansion"),
        (("ProductList", "Products", 0, "WithoutExcise"), 1, "extra",
         "Products.1.WithoutExcise"),
        (("Seller", "name"), "x", "extra", "Seller.name"),
        (("FacturaId",), "A" * 24, "digits", "FacturaId"),
        (("FacturaId",), None, "digits", "FacturaId"),
        (("FacturaType",), "0", "type", "FacturaType"),
        (("FacturaDoc", "FacturaDate"), "31.10.2026", "date",
         "FacturaDoc.FacturaDate"),
        (("FacturaDoc", "FacturaDate"), "20261031", "date", "FacturaDoc.FacturaDate"),
        (("ContractDoc", "ContractDate"), None, "missing", "ContractDoc.ContractDate"),
        (("Seller", "Director"), "", "missing", "Seller.Director"),
        (("Buyer", "Director"), "", "missing", "Buyer.Director"),
        (("Buyer", "Account"), "123", "digits", "Buyer.Account"),
        (("Buyer", "BankId"), 401, "digits", "Buyer.BankId"),
        (("Buyer", "VatRegCode"), "", "status", "Buyer.VatRegStatus"),
        (("Buyer", "VatRegStatus"), 19, "status", "Buyer.VatRegStatus"),
        (("BuyerTin",), "12345", "digits", "BuyerTin"),
        (("BuyerTin",), SELLER.tin, "tin", "BuyerTin"),
        (("ProductList", "Tin"), "1", "tin", "ProductList.Tin"),
        (("ProductList", "Products"), [], "empty", "ProductList.Products"),
        (("ProductList", "Products", 0, "CatalogCode"), "123", "digits",
         "Products.1.CatalogCode"),
        (("ProductList", "Products", 0, "PackageCode"), "", "missing",
         "Products.1.PackageCode"),
        (("ProductList", "Products", 0, "Origin"), 9, "type", "Products.1.Origin"),
        (("ProductList", "Products", 0, "DeliverySum"), 267857.141, "places",
         "Products.1.DeliverySum"),
        (("ProductList", "Products", 0, "VatSum"), "32142.86", "places",
         "Products.1.VatSum"),
        (("ProductList", "Products", 0, "VatSum"), float("nan"), "places",
         "Products.1.VatSum"),
        (("ProductList", "Products", 0, "VatSum"), 32142.85, "vat_sum",
         "Products.1.VatSum"),
        (("ProductList", "Products", 0, "DeliverySumWithVat"), 300000.01, "sum",
         "Products.1.DeliverySumWithVat"),
        (("ProductList", "Products", 0, "DeliverySum"), -1, "negative",
         "Products.1.DeliverySum"),
        (("ProductList", "Products", 0, "Count"), 5, "row_sum", "Products.1.Summa"),
        (("ProductList", "Products", 0, "OrdNo"), 2, "type", "Products.1.OrdNo"),
    ],
)  # fmt: skip
def test_what_roaming_would_refuse(path, value, code, where):
    content = copy.deepcopy(build(make()))
    part = content
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    assert (code, where) in codes(content)


def test_a_field_too_few():
    content = build(make())
    del content["ProductList"]["Products"][0]["Marks"]
    assert codes(content) == {("absent_key", "Products.1.Marks")}


# === ECHO === #


def test_echo_of_our_own():
    sent = json.loads(minified(build(make(kind=4, old=OLD))))
    echo = einvoice_echo.parse(lowered(sent))
    assert (echo.number, echo.date, echo.kind, echo.old_id) == (
        "EH-1", DAY, 4, "c" * 24,
    )  # fmt: skip
    assert (echo.net, echo.vat, echo.total) == (
        D("267857.14"), D("32142.86"), D("300000.00"),
    )  # fmt: skip
    assert (echo.seller_tin, echo.buyer_tin) == (SELLER.tin, BUYER.tin)


@pytest.mark.skipif(not SAMPLES.exists(), reason="samples are not here")
def test_echo_of_the_sample():
    name = "roaming_factura_lowercase_echo.json"
    content = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    echo = einvoice_echo.parse(content)
    assert (echo.id, echo.number) == ("65487ce7742509089029c222", "1000005915799")
    assert (echo.net, echo.vat, echo.total) == (
        D("44642.86"), D("5357.14"), D("50000"),
    )  # fmt: skip
    assert (echo.state, echo.date) == ("sent", date(2023, 10, 31))


@pytest.mark.skipif(not SAMPLES.exists(), reason="samples are not here")
def test_keys_are_those_of_the_sample():
    """The sample has the keys we know, and ``MySoliqContractObjectDoc`` beside them,
    which the handbook does not list."""
    name = "soliqservice_factura_save_request.json"
    content = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    ours = build(make(kind=4, old=OLD))
    assert set(content) - set(ours) == {"MySoliqContractObjectDoc"}
    assert set(ours) - set(content) == set()
    for part in ("Seller", "Buyer", "FacturaDoc", "OldFacturaDoc", "ContractDoc"):
        assert set(content[part]) == set(ours[part]), part
    theirs, own = (c["ProductList"]["Products"][0] for c in (content, ours))
    assert set(theirs) == set(own)


@pytest.mark.parametrize("content", [{}, {"data": 1}, {"facturaid": "x"}, {"a": []}])
def test_what_is_no_echo(content):
    with pytest.raises(ValueError, match="no factura"):
        einvoice_echo.parse(content)


def test_hostile_echo():
    rows = [{"deliverysum": "1e9999", "vatsum": float("nan")}, 7]
    content = {"FacturaId": "x", "ProductList": {"Products": rows}}
    content |= {"FacturaType": True, "FacturaDoc": [], "CurrentStateId": "²"}
    echo = einvoice_echo.parse(content)
    assert (echo.net, echo.vat, echo.total) == (None, None, None)
    assert (echo.state, echo.kind, echo.rows) == ("other", 0, 1)


# === RECONCILIATION ACT, CATALOGUE, REGISTER === #


def test_act():
    """100 owed, 300 charged, 250 paid: 150 are owed; the consumer has 140."""
    side = einvoice_act.ActSide
    act = einvoice_act.Act(
        "A-1", DAY, "Matn", side("300000001", "A", "1" * 14, "Karimov"),
        side("300000002", "B", "2" * 14, "Aliyev"), "17", date(2026, 1, 1),
        opening=D(100), closing=D(150), their_closing=D(140),
        rows=(
            einvoice_act.ActRow(DAY, "Hisoblandi", debit=D(300), their_credit=D(290)),
            einvoice_act.ActRow(DAY, "To'landi", credit=D(250), their_debit=D(250)),
        ),
    )  # fmt: skip
    content = einvoice_act.build(act)
    assert einvoice_act.check(content) == []
    assert content["OpenBalance"] == {
        "OwnerDebit": "100.00", "OwnerCredit": "0.00",
        "PartnerDebit": "0.00", "PartnerCredit": "100.00",
    }  # fmt: skip
    assert content["CloseBalance"]["OwnerDebit"] == "150.00"
    assert content["CloseBalance"]["PartnerCredit"] == "140.00"
    assert content["TurnoverBalance"]["PartnerCredit"] == "290.00"
    wrong = einvoice_act.build(replace(act, closing=D(151)))
    assert einvoice_act.check(wrong) == ["CloseBalance"]
    nobody = einvoice_act.build(replace(act, partner=side("", "B")))
    assert einvoice_act.check(nobody) == ["PartnerTin", "PartnerFizFio"]


def test_catalogue():
    entry = {
        "mxikCode": "1" * 17, "nameUz": "Elektr", "nameRu": "Электр", "isActive": "1",
        "packageNames": [{"code": 15, "nameUz": "kVt", "nameRu": "кВт"}, "x"],
    }  # fmt: skip
    found = einvoice_mxik.parse({"data": [entry]}, "1" * 17)
    assert (found.name_ru, found.is_active) == ("Электр", True)
    assert found.packages == (("15", "kVt", "кВт"),)
    for content in ({}, [], None, "x", {"data": [7]}):
        with pytest.raises(OperatorTrouble):
            einvoice_mxik.parse(content, "1" * 17)


REGISTER = """Реестр электронных счетов-фактур
№;Номер документа;Дата документа;ИНН покупателя;Стоимость поставки;Сумма НДС;\
Стоимость поставки с учетом НДС;Статус
1;EH-1;31.10.2026;300000002;267857,14;32142,86;300000,00;Подписан
2;EH-2;31.10.2026;300000003;89285,71;10714,29;100000,00;Отказано
3;EH-3;31.13.2026;300000003;1,00;0,12;1,12;Подписан
4;EH-4;30.10.2026;30000;1,00;0,12;1,12;Подписан
5;EH-5;30.10.2026;300000002;1,00;0,12;bir so'm;Подписан
;Итого;;;267859,14;;;
"""


def test_register():
    good, bad = einvoice_register.parse(REGISTER.encode("cp1251"))
    assert [(line, row.number, row.state) for line, row in good] == [
        (3, "EH-1", "accepted"), (4, "EH-2", "refused"),
    ]  # fmt: skip
    first = good[0][1]
    assert (first.net, first.vat, first.total) == (
        Decimal("267857.14"), Decimal("32142.86"), Decimal("300000.00"),
    )  # fmt: skip
    assert [(row.line, row.code) for row in bad] == [
        (5, "date"), (6, "buyer"), (7, "total"), (8, "date"),
    ]  # fmt: skip


def test_register_without_columns():
    for data in (b"", b"a;b\n1;2\n", b"\x00\x01\x02"):
        with pytest.raises(TableError):
            einvoice_register.parse(data)
