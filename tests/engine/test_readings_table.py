"""Tables of readings: cells, header, columns, rows; hostile files."""

import io
import zipfile
from datetime import date, datetime

import pytest

from odoo.addons.elektrohisob_metering.adapters import (
    readings_table,
    register_words,
    tables,
)
from odoo.addons.elektrohisob_metering.adapters.readings_table import Layout

openpyxl = pytest.importorskip("openpyxl")


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data, **layout):
    table = readings_table.read_table(data)
    columns = layout.pop("columns", None) or readings_table.guess(table)
    return list(readings_table.reading_rows(table, Layout(columns, **layout)))


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("Hisob raqam;Sana;Koʻrsatkich", "account date value"),
        ("Ҳисоб рақами;Сана;Кўрсаткич", "account date value"),
        ("Лицевой счёт;Показания счетчика;Дата", "account value date"),
        (
            "Лицевой счёт;Счётчик №;Предыдущие;Текущие показания",
            "account serial - value",
        ),
        ("Personal account;Meter;Reading;Date", "account serial value date"),
        ("Hisob raqam;Sana;Registr;Koʻrsatkich", "account date register value"),
        ("Лицевой счёт;Регистр;Показание;Дата", "account register value date"),
        (
            "Hisoblagich raqami;Hisob raqami;Oldingi;Joriy;Farq",
            "serial account - value -",
        ),
    ],
)
def test_columns_are_guessed_from_their_headers(header, roles):
    width = header.count(";")
    data = f"{header}\n2626400000001{';1' * width}\n".encode()
    found = readings_table.guess(readings_table.read_table(data))
    expected = {r: i for i, r in enumerate(roles.split()) if r != "-"}
    assert found == expected


@pytest.mark.parametrize(
    ("cell", "register"),
    [
        ("P+", "P+"), ("1-0:1.6.0", "P+"), ("1.6.0", "P+"), ("Макс. мощность", "P+"),
        ("A+", "A+"), ("1.8.0", "A+"), ("А+1", "A+1"), ("T2", "A+2"),
        ("1.8.3", "A+3"), ("A-", "A-"), ("1-0:2.8.0", "A-"), ("R+", "R+"),
        ("4.8.0", "R-"), ("", ""), ("suv", "suv"), ("A+5", "A+5"),
    ],
)  # fmt: skip
def test_a_cell_names_a_register(cell, register):
    data = workbook(
        ["Account", "Date", "Register", "Reading"],
        ["2626400000001", "01.11.2026", cell, "12,5"],
    )
    (row,) = read(data)
    assert (row.register, row.value) == (register, "12,5")
    assert register_words.register_of(cell) == register


def test_columns_without_a_header_are_known_by_what_they_hold():
    found = readings_table.guess(
        readings_table.read_table(b"150,01.11.2026,26264 00000001\n")
    )
    assert found == {"account": 2, "date": 1}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31.12.2026", date(2026, 12, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("2026-12-31 00:00:00", date(2026, 12, 31)),
        ("46327", date(2026, 11, 1)),
        (datetime(2026, 11, 1, 13), date(2026, 11, 1)),
        ("31.02.2026", "31.02.2026"),
        ("01.11.26", "01.11.26"),
        ("99999", "99999"),
        ("", ""),
    ],
)
def test_days(cell, day):
    data = workbook(["Account", "Date", "Reading"], ["2626400000001", cell, 1])
    assert read(data)[0].day == day


def test_one_date_for_the_whole_file():
    rows = read(b"Account;Reading\n2626400000001;5\n", day=date(2026, 11, 1))
    assert rows[0].day == date(2026, 11, 1)


def test_numbers_of_accounts_survive_spreadsheets():
    data = workbook(
        ["Account", "Date", "Reading"],
        [2626400000001, "1.11.2026", 0.1 + 0.2],
        [2626400000001.0, "1.11.2026", 100.0],
    )
    rows = read(data)
    assert [row.account for row in rows] == ["2626400000001"] * 2
    assert [row.value for row in rows] == ["0.3", "100"]


def test_title_two_storeys_and_column_numbers_are_no_rows():
    data = workbook(
        ["Vedomost", None, None],
        ["Account", "Reading", None],
        [None, "now", "Date"],
        [1, 2, 3],
        ["2626400000001", 5, "01.11.2026"],
        [None, None, None],
        ["Account", "Reading now", "Date"],
    )
    rows = read(data)
    assert [(row.line_no, row.value) for row in rows if row.value == "5"] == [(5, "5")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_delimiters(encoding, delimiter):
    lines = (("Лицевой счёт", "Дата", "Показания"), ("2626400000001", "1.11.2026", "5"))
    text = "\r\n".join(map(delimiter.join, lines))
    row = read(text.encode(encoding))[0]
    assert (row.account, row.day, row.value) == (
        "2626400000001",
        date(2026, 11, 1),
        "5",
    )


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(tables.MAX_UNPACKED // 2**20 + 1):
                member.write(bytes(2**20))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"\0" * 10, "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not_a_table"),
        (b"a;b\0c", "not_a_table"),
        (b"PK\x03\x04" + b"x" * 50, "broken"),
        (workbook(["a"])[:-30], "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "broken"),
        (b'"' + b"x" * 200_000, "broken"),
        (b"a;" * 65, "too_many_columns"),
        (workbook(["a"] * 65), "too_many_columns"),
        (b"1;2\n" * (tables.MAX_ROWS + 1), "too_many_rows"),
        (bomb(), "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_are_no_tables(data, code):
    with pytest.raises(tables.TableError) as caught:
        readings_table.read_table(data)
    assert caught.value.code == code


def test_a_formula_counts_by_its_last_shown_value_only():
    data = workbook(
        ["Account", "Date", "Reading"], ["2626400000001", "1.1.2026", "=1+1"]
    )
    assert read(data)[0].value == ""
