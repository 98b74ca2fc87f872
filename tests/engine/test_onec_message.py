"""Messages for 1C (onec_objects, onec_body, onec_message) against the
schemas of EnterpriseData. Sums are counted by hand."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree

from odoo.addons.elektrohisob_billing.adapters import (
    onec_body,
    onec_message,
    onec_parts,
)
from odoo.addons.elektrohisob_billing.adapters import onec_documents as documents
from odoo.addons.elektrohisob_billing.adapters import onec_objects as objects

TOP = Path(__file__).parents[2]
REAL = Path(os.environ.get("ELEKTROHISOB_SAMPLES", TOP.parent / "shared/data/samples"))
SCHEMAS = {
    "1.8": "EnterpriseData_1_8_6.generated.xsd",
    "1.15": "EnterpriseData_1_15_3.generated.xsd",
}
NOW = datetime(2026, 11, 23, 12, 0, 0, 999)
DAY = date(2026, 10, 31)

UNIT = objects.Organisation("1", "Hududiy elektr tarmoqlari", "306350099")
PARTY = objects.Party(
    "stir:301234567", '"SINOV" MCHJ', "301234567", False, "Toshkent", "+998901234567"
)
BANK = objects.BankAccount(UNIT, "20208000900000000001", "SINOV BANK", "01183")
THEIRS = objects.BankAccount(PARTY, "20208000900000000002", "XALQ BANKI", "00419")
CONTRACT = objects.Contract("1", UNIT, PARTY, "E-100", date(2026, 1, 5), "E-100")
ITEM = objects.Item("energy", "Elektr energiyasi", "kWh", "245")
# 1000 kWh at 1000 so'm and 12 per cent of VAT: 1 120 000, of it VAT 120 000
LINE = documents.SaleLine(ITEM, 1_000_000, 112_000_000, 12_000_000, "X", "9020", "6411")
SALE = documents.Sale("EH-1", "EH-1", DAY, CONTRACT, (LINE,), "Izoh", "4010", "6310")
# 200 kWh less: 224 000, of it VAT 24 000; what stood before is that of the sale
LESS = documents.SaleLine(
    *(ITEM, -200_000, -22_400_000, -2_400_000, "X", "9020", "6411"),
    (1_000_000, 112_000_000, 12_000_000),
)
CORRECTION = documents.Correction(
    "EH-2", "EH-2", DAY, CONTRACT, (LESS,), "Izoh", "4010", "6310", SALE
)
PAID = (
    "7",
    "7",
    DAY,
    CONTRACT,
    100_000_000,
    12_000_005,
    "4010",
    "6310",
    "Tok uchun",
    "5110",
)
PAYMENT = documents.Payment(*PAID, BANK, "57", DAY, THEIRS)
REFUND = documents.Refund(*PAID, BANK)
CASH = documents.CashReceipt(*PAID, "Karimov A.")
ONLINE = documents.OnlineReceipt(*PAID[:-1], "5710", "PAYNET")
WRITTEN = documents.DebtChange("8", "8", DAY, CONTRACT, 5, "4010", "9430", "Izoh")
TAKEN_OVER = documents.DebtChange(
    "9", "9", DAY, CONTRACT, 7, "4010", "6110", "Izoh", True, "debt_transfer"
)
OFFSET = documents.Offset("10", "10", DAY, CONTRACT, 9, "4010", "6310", "Izoh")
ALL = (
    *(UNIT, objects.Bank("01183", "SINOV BANK"), PARTY, BANK, THEIRS, CONTRACT, ITEM),
    *(SALE, documents.TaxInvoice("EH-1", "EH-1", DAY, SALE), CORRECTION),
    *(documents.TaxInvoice("EH-2", "EH-2", DAY, CORRECTION), PAYMENT, REFUND, CASH),
    ONLINE,
    *(WRITTEN, TAKEN_OVER, OFFSET),
)


def write(version, texts=None):
    header = onec_message.Header("EH", "БП", 3, 2, version)
    found = [onec_body.write_object(one, version) for one in ALL]
    return onec_message.write_message(header, found if texts is None else texts, NOW)


def find(version, path):
    _header, body = onec_message.read_message(write(version))
    space = {"e": onec_parts.NAMESPACE % version}
    steps = "/".join(f"e:{step}" for step in path.split("/"))
    return body.findtext(steps, namespaces=space)


def check(element, name):
    path = REAL / "enterprisedata" / name
    if not path.exists():
        pytest.skip("the schemas are not at hand")
    # written anew: namespaces as in the message, no element above
    schema = etree.XMLSchema(etree.parse(path))
    schema.assertValid(etree.fromstring(etree.tostring(element, encoding="UTF-8")))


@pytest.mark.parametrize("version", onec_body.VERSIONS)
def test_body_fits_the_schema(version):
    _header, body = onec_message.read_message(write(version))
    assert len(body) == len(ALL)
    check(body, SCHEMAS[version])


@pytest.mark.parametrize("version", onec_body.VERSIONS)
@pytest.mark.parametrize("kind", sorted(onec_body.NAMES))
def test_removal_fits_the_schema(version, kind):
    text = onec_body.write_removal(kind, "1", version)
    _header, body = onec_message.read_message(write(version, [text]))
    assert objects.get_guid(kind, "1") in text
    check(body, SCHEMAS[version])


def test_header_fits_the_schema():
    root = etree.fromstring(write("1.8"))
    check(root[0], "ExchangeMessage.generated.xsd")


@pytest.mark.parametrize("version", onec_body.VERSIONS)
def test_sums(version):
    sale = "Документ.РеализацияТоваровУслуг"
    line = f"{sale}/Услуги/Строка"
    assert find(version, f"{sale}/Сумма") == "1120000.00"
    assert find(version, f"{line}/СуммаНДС") == "120000.00"
    assert find(version, f"{line}/Количество") == "1000.000"
    assert find(version, f"{line}/Цена") == "1120.00"
    assert find(version, f"{line}/СтавкаНДС") is None
    payment = "Документ.ПБДСРасчетыСКонтрагентами"
    assert find(version, f"{payment}/ОбщиеДанные/Сумма") == "1120000.05"
    debt = "Документ.КорректировкаДолга/ДебиторскаяЗадолженность/Строка"
    assert find(version, f"{debt}/Сумма") == "0.05"


def test_sum_below_zero():
    line = documents.SaleLine(ITEM, -1500, -101, -11)
    sale = documents.Sale("EH-2", "EH-2", DAY, CONTRACT, (line,))
    text = onec_body.write_object(sale, "1.8")
    assert "<Сумма>-1.01</Сумма>" in text
    assert "<Количество>-1.500</Количество>" in text
    assert "<Цена>0.67</Цена>" in text


def test_comment_moved_in_later_versions():
    sale = "Документ.РеализацияТоваровУслуг"
    assert find("1.8", f"{sale}/Комментарий") == "Izoh"
    assert find("1.15", f"{sale}/Комментарий") is None
    assert find("1.15", f"{sale}/ОбщиеСвойстваОбъектовФормата/Комментарий") == "Izoh"


def test_reference_is_always_the_same():
    assert objects.get_guid("sale", "EH-1") == objects.get_guid("sale", "EH-1")
    assert objects.get_guid("sale", "EH-1") != objects.get_guid("payment", "EH-1")
    assert find("1.8", "Справочник.Договоры/КлючевыеСвойства/Ссылка") == find(
        "1.15",
        "Документ.РеализацияТоваровУслуг/ДанныеВзаиморасчетов/Договор/Ссылка",
    )


def test_read_what_was_written():
    for data in (write("1.8"), b"\xef\xbb\xbf" + write("1.8")):
        header, _body = onec_message.read_message(onec_message.pack(data))
        types = frozenset(onec_body.TAKEN)
        expected = onec_message.Header("EH", "БП", 3, 2, "1.8", types=types)
        assert header == expected


def test_handshake_of_a_real_peer():
    path = REAL / "enterprisedata/handshake_message_from_test.xml"
    if not path.exists():
        pytest.skip("the sample is not at hand")
    header, body = onec_message.read_message(path.read_bytes())
    assert body is None
    assert (header.sender, header.receiver) == ("НФ", "ДЗ")
    assert header.versions == ("1.22", "1.10")
    assert not onec_message.choose_version(header.versions)


def test_highest_common_version():
    assert onec_message.choose_version(["1.8", "1.10", "1.15", "1.22"]) == "1.15"
    assert onec_message.choose_version(["1.6", "1.8"]) == "1.8"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<Message", "xml"),
        (b"<Other/>", "root"),
        (b"<Message/>", "header"),
        (b"PK nothing", "zip"),
        (write("1.8").replace(b"v8.1c.ru/edi", b"v8.1c.ru/no"), "format"),
        (
            write("1.8").replace(b">3</msg:MessageNo>", b">x</msg:MessageNo>"),
            "number",
        ),
    ],
)
def test_what_is_no_message(data, code):
    with pytest.raises(onec_message.MessageError) as caught:
        onec_message.read_message(data)
    assert caught.value.code == code
