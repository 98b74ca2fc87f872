"""Registers of payments in columns of anybody's choice (payment_register and
payment_register_cells), tables of dBase (dbf_table) and registers of debts
(debt_register)."""

import io
import os
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt

from odoo.addons.elektrohisob_billing.adapters import debt_register
from odoo.addons.elektrohisob_billing.adapters.debt_register import (
    DebtColumn,
    DebtLayout,
)
from odoo.addons.elektrohisob_billing.adapters.payment_register import (
    RegisterLayout,
    guess,
    parse,
    read_register,
)
from odoo.addons.elektrohisob_billing.adapters.payment_register_cells import (
    find_day,
    read_account,
    read_day,
    read_number,
)
from odoo.addons.elektrohisob_metering.adapters import dbf_table, tables
from odoo.addons.elektrohisob_metering.adapters.intervals import FileError

TOP = Path(__file__).parents[2]
REGISTER = (
    TOP / "addons/elektrohisob_billing/tests/samples/register/uz.csv"
).read_text()
REAL = Path(os.environ.get("ELEKTROHISOB_SAMPLES", TOP.parent / "shared/data/samples"))
RUSSIAN = (
    "Лицевой счёт;Сумма платежа;Дата\r\n"
    "2626400000017;100,50;05.05.2026\r\n"
    "Итого;100,50;\r\n"
)
#: 150000.50 + 1000 + 700 + 800
SUM = Decimal("152500.50")


def read(data, name="", **options):
    table = read_register(data, RegisterLayout(**options)).table
    return parse(data, RegisterLayout(columns=guess(table), **options), name)


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def old_workbook(*rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def dbf(*rows, encoding="cp866", columns=None):
    """A table by our own writer; dbfread, another's work, reads it."""
    columns = columns or [
        DebtColumn("account", "LS", 13),
        DebtColumn("payer", "FIO", 30),
        DebtColumn("amount", "SUMMA", 12),
        DebtColumn("date", "DATA"),
    ]
    layout = DebtLayout(columns, "dbf", RegisterLayout(encoding=encoding))
    stream = io.BytesIO()
    debt_register.write(stream, layout, rows)
    return stream.getvalue()


PAID = {
    "account": "2626400000017",
    "payer": "Каримов Ўткир",
    "amount": 15000050,
    "date": date(2026, 5, 5),
}


def test_register_of_text():
    statement = read(REGISTER.encode())
    assert [d.account for d in statement.documents] == [
        "2626400000017",
        "2626400000025",
        "2626400009999",
        "2627300000017",
    ]
    assert statement.total("in") == SUM
    assert statement.stated("total_in") == SUM
    assert statement.warnings == ()
    first = statement.documents[0]
    assert (first.number, first.payer.name) == ("K-1", "Karimov Anvar")
    assert first.value_date == date(2026, 5, 5)
    assert first.line_no == 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "utf-16"]
)
def test_encodings_are_found_out(encoding):
    statement = read(RUSSIAN.encode(encoding))
    assert statement.documents[0].amount == Decimal("100.50")
    assert statement.warnings == ()


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_separators_are_found_out(delimiter):
    assert read(RUSSIAN.replace(";", delimiter).encode()).stated("total_in")


def test_workbooks():
    rows = (
        ("Hisob raqam", "Summa", "Sana"),
        (2626400000017, 150000.5, date(2026, 5, 5)),
        ("26264 00000025", "1 000,00", "05.05.2026"),
        ("JAMI", 151000.5, ""),
    )
    for data in (workbook(*rows), old_workbook(*rows[:1], *rows[2:])):
        statement = read(data, footer_rows=0)
        assert statement.documents[-1].account == "2626400000025"
        assert statement.documents[-1].amount == Decimal(1000)
    assert read(workbook(*rows)).documents[0].account == "2626400000017"
    assert read(workbook(*rows)).warnings == ()


def test_dbase():
    for encoding in ("cp866", "cp1251"):
        statement = read(dbf(PAID, {**PAID, "amount": 100}, encoding=encoding))
        first, second = statement.documents
        assert first.payer.name == "Каримов Ўткир"
        assert (first.amount, second.amount) == (Decimal("150000.50"), Decimal(1))
        assert first.value_date == date(2026, 5, 5)


def test_dbase_with_deleted_record_and_bad_cells():
    data = bytearray(dbf(PAID, PAID, PAID))
    head = 32 + 32 * 4 + 1
    width = 1 + 13 + 30 + 12 + 8
    data[head + width] = 0x2A  # the second is deleted
    start = head + 2 * width + 1 + 13 + 30
    data[start : start + 20] = b"************20269999"
    first, bad = read(bytes(data)).documents
    assert (first.problem, bad.problem) == ("", "bad_amount")
    assert bad.date is None


def test_dbase_that_breaks_off():
    with pytest.raises(FileError) as raised:
        read(dbf(PAID, PAID)[:-40])
    assert raised.value.code == "cut"
    assert raised.value.figures == {"count": 2, "found": 1}
    assert not dbf_table.is_dbf(b"Hisob;Summa;Sana\r\n" * 5)


def test_control_totals_row():
    """The third row from the end has count and sum, signatures follow."""
    data = (
        b"LS;SUM;DATE\n2626400000017;100;05.05.2026\n2626400000025;50;05.05.2026\n"
        b"Control;2;150.00\nDirector;;\nAccountant;;\n"
    )
    options = {
        "total_row": -3,
        "total_count_column": 2,
        "total_sum_column": 3,
        "footer_rows": 3,
    }
    statement = read(data, **options)
    assert statement.warnings == ()
    assert statement.sections[0].count == 2
    wrong = data.replace(b";2;150.00", b";3;150.01")
    assert read(wrong, **options).warnings == (
        ("count", "3", "2"),
        ("total_in", "150.01", "150.00"),
    )
    with pytest.raises(FileError) as raised:
        read(data.replace(b";150.00", b";many"), **options)
    assert raised.value.code == "bad_total"


def test_totals_of_the_first_row():
    data = b"3;60.00\nLS;SUM;DATE\n2626400000017;60;05.05.2026\n"
    options = {"total_row": 1, "total_count_column": 1, "total_sum_column": 2}
    assert read(data, **options).warnings == (("count", "3", "1"),)


def test_tiyin_and_date_of_the_name():
    data = b"LS;SUM\n26264 00000017;15050\n"
    statement = read(data, "pay_05052026.csv", unit="tiyin", name_date=True)
    (document,) = statement.documents
    assert document.amount == Decimal("150.50")
    assert document.value_date == date(2026, 5, 5)
    with pytest.raises(FileError) as raised:
        read(data, "pay.csv", unit="tiyin", name_date=True)
    assert raised.value.code == "no_name_date"


def test_accounts():
    local = RegisterLayout(
        account_strip="EL-", account_length=8, account_prefix="26264"
    )
    assert read_account("EL-00000017", local) == ("2626400000017", "")
    assert read_account("EL-0000017", local) == ("0000017", "bad_account")
    assert read_account("17.0", RegisterLayout(account_prefix="26264")) == (
        "2626400000017",
        "",
    )
    assert read_account("2.62640E+12", RegisterLayout())[1] == "bad_account"
    assert read_account("", RegisterLayout())[1] == "bad_account"


@pytest.mark.parametrize(
    ("text", "date_format", "day"),
    [
        ("05.10.2026", "", date(2026, 10, 5)),
        ("10/05/2026", "mdy", date(2026, 10, 5)),
        ("2026-10-05", "", date(2026, 10, 5)),
        ("20261005", "", date(2026, 10, 5)),
        ("05102026", "", date(2026, 10, 5)),
        ("05.10.26", "", date(2026, 10, 5)),
        ("31.02.2026", "", "31.02.2026"),
        ("soon", "", "soon"),
    ],
)
def test_dates_of_cells(text, date_format, day):
    assert read_day(text, date_format) == day


def test_names_of_files():
    assert find_day("OPLATA_26264_20261005.dbf") == date(2026, 10, 5)
    assert find_day("051026.txt") == date(2026, 10, 5)
    assert find_day("26264.txt") is None
    assert read_number("1 234 567-") != "1234567"


@pytest.mark.parametrize(
    "amount", ["-5", "0", "1e9", "99999999999999999999", "", "5 sum"]
)
def test_sums_refused(amount):
    data = f"LS;SUM;DATE\n2626400000017;{amount};05.05.2026\n".encode()
    (document,) = read(data).documents
    assert document.problem == "bad_amount"


def test_key_of_a_row():
    rows = "LS;SUM;DATE;TRN ID\n2626400000017;5;05.05.2026;A1\n"
    assert read(rows.encode()).documents[0].key == "id|A1"
    same = "LS;SUM;DATE\n" + "2626400000017;5;05.05.2026\n" * 2
    first, second = read(same.encode()).documents
    assert first.key != second.key
    assert not first.is_known
    again = read(same.encode() + b"2626400000025;5;05.05.2026\n").documents
    assert [d.key for d in again[:2]] == [first.key, second.key]


# === HOSTILE === #


def test_no_columns():
    with pytest.raises(FileError) as raised:
        read(b"a;b;c\n1;2;3\n")
    assert raised.value.code == "no_columns"
    assert raised.value.figures["roles"] == ("account", "amount", "date")


def bomb(member, content):
    stream = io.BytesIO(workbook(("LS", "SUM", "DATE")))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("too_big", bomb("xl/otherStrings.xml", b"0" * (65 * 2**20))),
        ("doctype", bomb("xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')),
        ("broken", workbook(("LS", "SUM", "DATE"))[:300]),
        ("not_a_table", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("empty", b"\n\n"),
    ],
    ids=["bomb", "doctype", "broken", "picture", "empty"],
)
def test_hostile_tables(code, data):
    with pytest.raises(FileError) as raised:
        read(data)
    assert raised.value.code == code


# === FILES OF OTHERS === #


def test_real_dbase():
    path = REAL / "dbf/GENERATED_cp866_payments.dbf"
    if not path.exists():
        pytest.skip(f"{path} is not here: set ELEKTROHISOB_SAMPLES")
    statement = read(path.read_bytes())
    assert statement.documents[0].payer.name == "Каримов Ўткир Гайратович"
    assert statement.documents[0].amount == Decimal("150000.50")
    survived = {}
    for one in sorted(path.parent.glob("*.dbf")):
        try:
            survived[one.name] = len(tables.read_rows(
                one.read_bytes(), tables.Options(max_columns=200)
            )) - 1  # fmt: skip
        except FileError as error:
            survived[one.name] = error.code
    # records not deleted, as the headers say
    assert survived["people.dbf"] == 2
    assert survived["infused_dbase_03.dbf"] == 14
    assert survived["infused_dbase_31.dbf"] == 77
    assert survived["infused_dbase_83.dbf"] == 67
    assert survived["infused_dbase_02.dbf"] == "not_a_table"  # dBase II


def test_real_workbooks():
    path = REAL / "xls_biff"
    if not path.exists():
        pytest.skip(f"{path} is not here: set ELEKTROHISOB_SAMPLES")
    for one in path.glob("*.xls"):
        assert tables.read_rows(one.read_bytes()), one.name


# === DEBTS SENT === #


COLUMNS = [
    DebtColumn("account", "HISOB", 13),
    DebtColumn("payer", "FIO", 30),
    DebtColumn("address", "MANZIL", 40),
    DebtColumn("amount", "QARZ", 14),
    DebtColumn("period", "DAVR", 7),
]
DEBT = {
    "account": "2626400000017",
    "payer": "Қодирова Ҳилола",
    "address": "Buxoro koʻchasi, 5",
    "amount": 12345050,
    "period": "05.2026",
}


def written(file_format, count=1, **options):
    layout = DebtLayout(
        COLUMNS, file_format, RegisterLayout(**options), with_total=True
    )
    stream = io.BytesIO()
    assert debt_register.write(stream, layout, iter([DEBT] * count)) == count
    return stream.getvalue()


def test_debts_as_text():
    text = written("csv", 2, decimal=",", encoding="cp1251").decode("cp1251")
    assert text.splitlines() == [
        "HISOB;FIO;MANZIL;QARZ;DAVR",
        *["2626400000017;Кодирова Хилола;Buxoro ko'chasi, 5;123450,50;05.2026"] * 2,
        "JAMI 2;;;246901,00;",
    ]
    bare = written("csv", header_row=-1, account_prefix="26264", account_strip="EL-")
    assert bare.decode().startswith("EL-00000017;Қодирова")


@pytest.mark.parametrize("file_format", ["xlsx", "dbf", "csv"])
def test_debts_are_read_back(file_format):
    rows = tables.read_rows(written(file_format, 3))
    assert rows[1][1][:4] in (
        ("2626400000017", "Қодирова Ҳилола", "Buxoro koʻchasi, 5", "123450.5"),
        ("2626400000017", "Қодирова Ҳилола", "Buxoro koʻchasi, 5", "123450.50"),
        ("2626400000017", "Кодирова Хилола", "Buxoro ko'chasi, 5", "123450.50"),
    )
    # a DBF has no row of totals
    assert len(rows) == (4 if file_format == "dbf" else 5)


def test_sum_wider_than_its_column():
    narrow = [DebtColumn("account", "HISOB", 13), DebtColumn("amount", "QARZ", 5)]
    with pytest.raises(FileError) as raised:
        dbf({"account": "2626400000017", "amount": 12345050}, columns=narrow)
    assert raised.value.figures == {"column": "QARZ", "value": "123450.50"}


def peak(file_format, count, path):
    """Bytes held at most while ``count`` rows are written."""
    layout = DebtLayout(COLUMNS, file_format, RegisterLayout())
    tracemalloc.start()
    with path.open("wb+") as stream:
        debt_register.write(stream, layout, (DEBT for _number in range(count)))
    _now, found = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return found


@pytest.mark.parametrize("file_format", ["csv", "dbf", "xlsx"])
def test_debts_do_not_fill_memory(file_format, tmp_path):
    """Four times as many rows hold no more: a row is about 300 bytes in memory."""
    few = peak(file_format, 1000, tmp_path / "few")
    many = peak(file_format, 4000, tmp_path / "many")
    assert many - few < 100_000
