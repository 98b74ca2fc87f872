"""Statements of banks: MT940 (mt940, mt940_details), camt053 and what bank_statement
makes of them. Expected sums are added up by hand beside them."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.elektrohisob_billing.adapters import camt053, mt940
from odoo.addons.elektrohisob_billing.adapters.bank_statement import (
    BankFileError,
    read_amount,
)
from odoo.addons.elektrohisob_metering.adapters.intervals import FileError

TOP = Path(__file__).parents[2]
OURS = TOP / "addons/elektrohisob_billing/tests/samples"
REAL = Path(os.environ.get("ELEKTROHISOB_SAMPLES", TOP.parent / "shared/data/samples"))
SWIFT = (OURS / "mt940/uz.sta").read_bytes()
CAMT = (OURS / "camt053/uz_08.xml").read_bytes()
OWN = "20208000900000000001"


def real(name):
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{path} is not here: set ELEKTROHISOB_SAMPLES")
    return path.read_bytes()


# === MT940 === #


def test_movements():
    statement = mt940.parse(SWIFT)
    (section,) = statement.sections
    assert (section.account, section.currency) == (OWN, "UZS")
    assert (section.opening, section.closing) == (
        Decimal("1000000"),
        Decimal("1249200.50"),
    )
    # 150000 + 75500.50 + 40000 + 700 (a debit taken back)
    assert statement.total("in") == Decimal("266200.50")
    assert statement.total("out") == Decimal("17000")  # 12000 + 5000 taken back
    # 1000000 + 266200.50 − 17000 = 1249200.50; what is only expected is not counted
    assert statement.warnings == ()
    assert [d.direction for d in statement.documents] == [
        *("in", "in", "in", "out", "out", "in", "pending")
    ]
    assert [d.is_reversal for d in statement.documents] == [
        *(False, False, False, False, True, True, False)
    ]


def test_details():
    plain, structured, slashed, *_rest = mt940.parse(SWIFT).documents
    assert plain.number == "B-9001"
    assert plain.date_in == date(2026, 5, 5)
    assert plain.payer.code == "31505850260011"
    assert plain.plain_purpose.startswith("elektr energiyasi uchun l/s 26264 00000017")
    # ?20 and ?21 are one text cut after 27 signs: the number is whole again
    assert structured.purpose == "00668 za svet l/s 26264 00000025 may"
    assert structured.payer.name == "ALIYEVA NARGIZA"
    assert structured.payer.account == "20208000200000000013"
    assert slashed.payer.name == "Azizov Temur"
    assert slashed.payer.account == "20208000200000000077"
    assert slashed.purpose == "elektr uchun"


def test_keys_name_a_movement_for_good():
    once = mt940.parse(SWIFT).documents
    other = mt940.parse(
        SWIFT.replace(b":20:ST260505", b":20:OTHER").replace(b"\n", b"\r\n")
    )
    assert [d.key for d in other.documents] == [d.key for d in once]
    assert len({d.key for d in once}) == len(once)


def test_closing_balance_that_disagrees():
    data = SWIFT.replace(b"C150000,00", b"C150001,00")
    assert mt940.parse(data).warnings == (("closing", "1249200.50", "1249201.50"),)


def test_several_accounts_and_pages():
    second = SWIFT.replace(b"0000000001\n", b"0000000002\n")
    statement = mt940.parse(SWIFT + b"\n" + second)
    assert statement.accounts == (OWN, "20208000900000000002")
    assert len(statement.documents) == 14
    assert statement.warnings == ()
    middle = SWIFT.replace(b":62F:", b":62M:").replace(b":60F:", b":60M:")
    assert mt940.parse(middle).warnings == ()


def test_entry_day_of_the_year_before():
    data = SWIFT.replace(b":61:2605050505C150000", b":61:2601021231C150000")
    assert mt940.parse(data).documents[0].date_in == date(2025, 12, 31)


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1251", "cp866"])
def test_encodings_of_swift(codec):
    text = SWIFT.decode().replace("Bank xizmati haqi", "Комиссия банка за услуги")
    statement = mt940.parse(text.encode(codec))
    assert statement.documents[3].purpose == "Комиссия банка за услуги"


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b" \r\n"),
        ("not_mt940", b"1CClientBankExchange\r\n"),
        ("not_mt940", os.urandom(100_000)),
        ("cut", SWIFT[: SWIFT.index(b":62F:")]),
        ("cut", SWIFT.replace(b":62F:C26", b":62F:X26")),
    ],
)
def test_refused_swift(code, data):
    with pytest.raises(BankFileError) as raised:
        mt940.parse(data)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "amount", [b"C99999999999999999999,00", b"C0,00", b"C-5,00", b"C1,005"]
)
def test_sums_that_are_none(amount):
    bad = mt940.parse(SWIFT.replace(b"C150000,00", amount)).documents[0]
    assert bad.problem == "bad_amount"


def test_real_swift():
    # opening + in − out = closing, each figure as it stands in the file:
    # 84349.74 + (18500 + 4200 + 3656.74 + 23040)
    #  − (6800 + 620.30 + 14220 + 1507 + 19900 + 400 + 5862.14) = 84437.04
    statement = mt940.parse(real("mt940/cmxl_mt940.sta"))
    assert statement.sections[0].closing == Decimal("84437.04")
    assert statement.warnings == ()
    # 627311.30 − 2402 − 3460 − 3575 = 617874.30
    statement = mt940.parse(real("mt940/sberbank_171011_01234945.sta"))
    assert statement.sections[0].closing == Decimal("617874.30")
    assert (statement.warnings, len(statement.documents)) == ((), 3)
    statement = mt940.parse(real("mt940/mBank_mt940.sta"))
    assert statement.total("in") == Decimal("0.03")  # three times 0.01
    assert statement.warnings == ()
    statement = mt940.parse(real("mt940/jejik_generic.sta"))
    assert [s.closing for s in statement.sections] == [Decimal(90), Decimal(80)]
    assert statement.warnings == ()
    statement = mt940.parse(real("mt940/self-provided_multiline.sta"))
    assert statement.total("out") == Decimal(5)  # 16.40 − 5 = 11.40
    assert statement.warnings == ()


def test_real_swift_that_was_cut_by_its_authors():
    codes = [w[0] for w in mt940.parse(real("mt940/jejik_rabobank.sta")).warnings]
    assert codes == ["closing", "closing"]
    codes = [w[0] for w in mt940.parse(real("mt940/jejik_abnamro.sta")).warnings]
    assert codes == ["closing", "closing"]


# === CAMT.053 === #


def test_entries():
    statement = camt053.parse(CAMT)
    (section,) = statement.sections
    assert (section.account, section.currency) == (OWN, "UZS")
    assert statement.total("in") == Decimal("290000.25")  # 100000.25 + 150000 + 40000
    assert statement.total("out") == Decimal("12500")  # 7500 + 5000 taken back
    assert statement.warnings == ()  # 500000 + 290000.25 − 12500 = 777500.25
    assert [(d.number, d.direction) for d in statement.documents] == [
        ("C-701", "in"),
        ("C-702", "in"),
        ("C-703", "in"),
        ("C-704", "out"),
        ("C-690", "out"),
        ("C-799", "pending"),
    ]
    first, second, third, _fee, reversal, _pending = statement.documents
    assert first.payer.code == "302345678"
    assert first.payer.account == "20208000200000000055"
    assert first.payer.bank_code == "01183"
    assert first.plain_purpose == "elektr energiyasi uchun"
    assert second.purpose == "Hisob raqam 26264 00000017 may oyi"
    assert third.date_in == date(2026, 5, 5)
    assert reversal.is_reversal


def test_versions_read_the_same():
    """In .02 a party has no Pty and a status no Cd."""
    expected = camt053.parse(CAMT).documents
    old = (
        CAMT.replace(b"053.001.08", b"053.001.02")
        .replace(b"<Pty>", b"")
        .replace(b"</Pty>", b"")
        .replace(b"<Sts><Cd>", b"<Sts>")
        .replace(b"</Cd></Sts>", b"</Sts>")
    )
    found = camt053.parse(old).documents
    assert [(d.key, d.payer) for d in found] == [(d.key, d.payer) for d in expected]
    prefixed = CAMT.replace(b"<Document xmlns=", b"<Document xmlns:x='y' xmlns=")
    assert len(camt053.parse(prefixed).documents) == 6


def test_bundle_whose_parts_disagree():
    """Only the whole entry is certain then."""
    data = CAMT.replace(b">100000.25<", b">100000.26<")
    statement = camt053.parse(data)
    assert statement.documents[0].amount == Decimal("250000.25")
    assert len(statement.documents) == 5
    assert statement.warnings == ()


def test_totals_that_disagree():
    data = CAMT.replace(b">40000.00<", b">40000.01<")
    assert {w[0] for w in camt053.parse(data).warnings} == {"total_in", "closing"}
    data = CAMT.replace(b"<NbOfNtries>5<", b"<NbOfNtries>6<")
    assert camt053.parse(data).warnings == (("count", "6", "5"),)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document>&b;</Document>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<Document><BkToCstmrStmt><Stmt><Id>&f;</Id></Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b""),
        ("doctype", BOMB),
        ("doctype", FILE),
        ("not_xml", CAMT[: len(CAMT) // 2]),
        ("not_camt", b"<Document><BkToCstmrDbtCdtNtfctn/></Document>"),
        ("not_camt", b"<Document><BkToCstmrStmt/></Document>"),
        ("no_balance", CAMT.replace(b">500000.00<", b">" + b"9" * 40 + b"<")),
        ("no_balance", CAMT.replace(b">500000.00<", b">NaN<")),
    ],
)
def test_refused_camt(code, data):
    with pytest.raises(FileError) as raised:
        camt053.parse(data)
    assert raised.value.code == code


@pytest.mark.parametrize("amount", [b"-40000.00", b"9223372036854775808", b"4e4", b"x"])
def test_sums_of_entries_that_are_none(amount):
    statement = camt053.parse(CAMT.replace(b">40000.00<", b">" + amount + b"<"))
    assert statement.documents[2].problem == "bad_amount"
    assert statement.warnings  # and the totals do not agree any more


def test_real_camt():
    # 75960.15 + 2187 + 1296 = 79443.15
    statement = camt053.parse(real("camt/oca_test-camt053-txdtls.xml"))
    assert [d.amount for d in statement.documents] == [Decimal(2187), Decimal(1296)]
    assert statement.warnings == ()
    statement = camt053.parse(real("camt/oca_test-camt053-no-ntry.xml"))
    assert (statement.documents, statement.warnings) == ((), ())
    # 15568.27 − 754.25 − 664.05 + 1405.31 = 15555.28, the file says 15121.12
    statement = camt053.parse(real("camt/oca_test-camt053.xml"))
    assert statement.warnings == (("closing", "15121.12", "15555.28"),)


# === SUMS === #


@pytest.mark.parametrize(
    "text", ["", "-1", "1e5", "0", "0.001", "٣", "1,2,3", "9" * 30]
)
def test_no_amount(text):
    assert read_amount(text) == (None, "bad_amount")
