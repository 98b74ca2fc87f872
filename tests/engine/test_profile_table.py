"""Tables of interval data: columns of anybody's choice become days of channels
(adapters profile_table and profile_words)."""

import io
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from odoo.addons.elektrohisob_metering.adapters import profile_words
from odoo.addons.elektrohisob_metering.adapters.intervals import FileError
from odoo.addons.elektrohisob_metering.adapters.profile_table import (
    ProfileLayout,
    read,
    read_table,
)

openpyxl = pytest.importorskip("openpyxl")
DAY = date(2026, 11, 1)


def workbook(*rows, clock=""):
    """Workbook of rows; ``clock``: format of the cells of one whole day (24:00)."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for (cell,) in book.active.iter_rows(min_col=3, max_col=3):
        if cell.value == 1.0:
            cell.number_format = clock
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(*rows, delimiter=";", encoding="utf-8"):
    lines = [delimiter.join(str(cell) for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def guessed(data, **options):
    """Days of a file whose columns are found by the header."""
    layout = ProfileLayout(**options)
    columns, slots = profile_words.guess(read_table(data, layout))
    (file,) = read(data, ProfileLayout(columns=columns, slots=slots, **options))
    return file


def times(step=30):
    return [f"{m // 60:02}:{m % 60:02}" for m in range(0, 1440, step)]


def test_a_row_for_every_interval():
    """48 half-hours of 1.5 kWh are 72 kWh; two channels side by side."""
    rows = [["Точка учёта", "Дата", "Время", "А+, кВт·ч", "А-, кВт·ч"]]
    rows += [["T-1", "01.11.2026", at, "1,5", "0"] for at in times()]
    file = guessed(text(*rows, encoding="cp1251"))
    received, given = file.days
    assert (received.point, received.reading_type, received.day) == ("T-1", "A+", DAY)
    assert (received.step, received.values) == (30, (1500,) * 48)
    assert (given.reading_type, given.wh) == ("A-", 0)
    assert (file.count, file.total_wh) == (96, 72_000)


def test_a_row_for_every_day():
    """Hours 0 to 23 with the value of their number: 276 kWh; register by its code."""
    header = ["Hisoblagich", "Kanal", "Sana", *[f"{hour}:00" for hour in range(24)]]
    rows = [
        ["M-7", "1.8.0", "2026-11-01", *range(24)],
        ["M-7", "2.8.0", "2026-11-01", *[1] * 24],
    ]
    imported, exported = guessed(workbook(header, *rows)).days
    assert (imported.serial, imported.reading_type) == ("M-7", "A+")
    assert (imported.step, imported.wh) == (60, 276_000)
    assert imported.values[13] == 13_000
    assert (exported.reading_type, exported.wh) == ("A-", 24_000)


@pytest.mark.parametrize(
    ("unit", "value", "wh"),
    [("kwh", "2", 2000), ("wh", "2", 2), ("mwh", "0,002", 2000), ("kw", "2", 1000)],
)
def test_units(unit, value, wh):
    """2 kW for half an hour are 1 kWh."""
    rows = [["Point", "Date", "Time", "Value"]]
    rows += [["P", "01.11.2026", at, value] for at in times()]
    (day,) = guessed(text(*rows), unit=unit).days
    assert day.values == (wh,) * 48


@pytest.mark.parametrize(
    ("cell", "decimal", "wh"),
    [
        ("1,5", "", 1500),
        ("1.5", "", 1500),
        ("1 234,5", "", 1_234_500),
        ("1.234,5", "", 1_234_500),
        ("1,234.5", "", 1_234_500),
        ("1.234.567", "", 1_234_567_000),
        ("1.234", "", 1234),
        ("1.234", ",", 1_234_000),
        ("1,234", ".", 1_234_000),
    ],
)
def test_decimals(cell, decimal, wh):
    rows = [["Point", "Date", "Value"], ["P", "01.11.2026", cell]]
    (day,) = guessed(text(*rows), decimal=decimal).days
    assert day.values == (wh,)


def test_times_of_the_end_of_an_interval():
    """00:30 … 24:00 name the ends: the first value is that of 00:00–00:30, and the
    midnight of the day after belongs to the day before."""
    ends = [*times()[1:], "24:00"]
    rows = [["Point", "Date", "Time", "Value"]]
    rows += [["P", "01.11.2026", at, n] for n, at in enumerate(ends)]
    rows += [["Q", "01.11.2026", at, n] for n, at in enumerate(ends[:-1])]
    rows += [["Q", "02.11.2026", "00:00", 47]]
    for day in guessed(text(*rows), is_end=True).days:
        assert (day.day, day.values) == (DAY, tuple(n * 1000 for n in range(48)))


def test_spans_and_numbers_of_intervals():
    spans = [
        f"{at} - {end}"
        for at, end in zip(times(), [*times()[1:], "00:00"], strict=True)
    ]
    head = ["Point", "Date", "Time", "Value"]
    for clocks in (spans, range(1, 49)):
        rows = [["P", "01.11.2026", at, n] for n, at in enumerate(clocks)]
        (day,) = guessed(text(head, *rows), is_end=True).days
        assert day.values == tuple(n * 1000 for n in range(48))


def test_cells_of_dates_and_times():
    """Date and time in one cell, in two, and 24:00 of a workbook."""
    head = ["Point", "Date", "Time", "Value"]
    one = [["P", datetime(2026, 11, 1, h), "", 1] for h in range(24)]
    two = [["P", DAY, time(h), 1] for h in range(24)]
    for rows in (one, two):
        (day,) = guessed(workbook(head, *rows)).days
        assert (day.day, day.step, day.wh) == (DAY, 60, 24_000)
    last = [["P", DAY, time(h), 1] for h in range(1, 24)] + [["P", DAY, 1.0, 1]]
    for clock in ("h:mm", "[h]:mm"):
        (day,) = guessed(workbook(head, *last, clock=clock), is_end=True).days
        assert (day.day, day.wh) == (DAY, 24_000)


def test_status_and_holes():
    rows = [["Point", "Date", "Time", "Value", "Status"]]
    rows += [["P", "01.11.2026", at, 1, "0"] for at in times(60)]
    rows[3][4] = "estimated"
    rows[4][3] = ""
    del rows[5]
    (day,) = guessed(text(*rows)).days
    assert day.qualities[:5] == (0, 0, 1, 2, 2)
    assert day.wh == 22_000


def test_one_value_a_day():
    rows = [["Лицевой счёт", "Дата", "Расход"], ["2626400000001", "01.11.2026", "17,5"]]
    (day,) = guessed(text(*rows)).days
    assert (day.account, day.step, day.wh) == ("2626400000001", 1440, 17_500)


def test_options_of_the_layout():
    """Title rows, cp866, a delimiter of its own, one point for the whole file."""
    rows = [["Отчёт", "за", "ноябрь"], ["a", "b", "c"], ["01.11.2026", "x", "5"]]
    data = text(*rows, delimiter="|", encoding="cp866")
    layout = ProfileLayout(
        columns={"date": 0, "value": 2}, point="TP-5", register="A-", header_row=2,
        encoding="cp866", delimiter="|", is_primary=False,
    )  # fmt: skip
    (file,) = read(data, layout)
    (day,) = file.days
    assert (day.point, day.reading_type, day.wh) == ("TP-5", "A-", 5000)
    assert day.is_primary is False
    bare = text(["01.11.2026", "5"])
    layout = ProfileLayout(columns={"date": 0, "value": 1}, point="X", header_row=-1)
    assert read(bare, layout)[0].total_wh == Decimal(5000)


def test_what_is_wrong_stands_in_its_row():
    rows = [
        ["Point", "Date", "Time", "Value"],
        ["P", "31.02.2026", "00:00", 1],
        ["P", "01.11.2026", "noon", 1],
        ["P", "01.11.2026", "01:00", "many"],
        ["", "01.11.2026", "02:00", 1],
        ["P", "01.11.2026", "03:00", -1],
        ["P", "01.11.2026", "04:00", 1],
        ["R", "01.11.2026", "04:00", 1],
        ["R", "01.11.2026", "04:00", 2],
        ["R", "01.11.2026", "05:00", 2],
        ["P", "01.01.0001", "00:00", 1],
    ]
    found = {(day.line_no, day.problem) for day in guessed(text(*rows)).days}
    assert found == {
        (2, "day"),
        (3, "day"),
        (4, "value"),
        (5, "no_channel"),
        (6, "negative"),
        (8, "overlap"),
        (11, "day"),
    }


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        (b"", {}, "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", {}, "not_a_table"),
        (text(["Point", "Value"], ["P", 1]), {}, "no_columns"),
        (text(["Point", "Date", "Value"]), {}, "no_values"),
        (text(["P", "01.11.2026", *[1] * 23]), {"slots": (2, 24)}, "slots"),
        (b"a;" * 400, {}, "too_many_columns"),
    ],
)
def test_files_refused_whole(data, options, code):
    with pytest.raises(FileError) as caught:
        layout = ProfileLayout()
        columns, _slots = profile_words.guess(read_table(data, layout))
        if options:
            columns = {"point": 0, "date": 1}
        read(data, ProfileLayout(columns=columns, **options))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("A+", "A+"), ("А- (отдача)", "A-"), ("R+, квар·ч", "R+"), ("1-0:4.8.0", "R-"),
        ("Активная энергия, приём", "A+"), ("Реактивный отдача", "R-"),
        ("Faol qabul", "A+"), ("Value", ""), ("Дата", ""), ("A", ""),
    ],
)  # fmt: skip
def test_kinds_of_energy(name, kind):
    assert profile_words.kind_of(name) == kind
