"""Tables of interval data in columns of anybody's choice: Excel or CSV.

A layout says once which column holds what. A table has either one row an interval
(date, time, values) or one row a day (date, 24, 48 or 96 columns of values); both
become days of channels like those of any other format.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from . import tables
from .columns import Table, split_header, split_words, table_from
from .intervals import (
    COMMERCIAL,
    DAY_MINUTES,
    FIRST,
    LAST,
    MISSING,
    NON_COMMERCIAL,
    WH,
    ChannelDay,
    FileError,
    IntervalFile,
    parse_number,
)
from .profile_days import Item, find_step, get_days
from .profile_words import KINDS, SLOTS, SPAN, VOCABULARY, kind_of
from .readings_table import parse_day
from .tables import cell_text

MAX_COLUMNS = 320
OWNERS = ("point", "serial", "account")
UNITS = {"wh": Decimal("0.001"), "kwh": Decimal(1), "mwh": Decimal(1000)}
GOOD = ("0", "ok", "valid", "norm", "норм", "достовер", "коммерч", "haqiqiy", "yaxshi",
        "true", "actual", "a")  # fmt: skip
_CLOCK = re.compile(r"\s(\d{1,2}):(\d{2})(?::\d{2})?$")
_FLOAT = re.compile(r"(\d+)\.0+")


@dataclass(frozen=True, slots=True)
class ProfileLayout:
    """How a table of intervals is read.

    ``columns``: role → column (from 0) of the point, serial number or account, date,
    time, register, status, value, and of values of one kind of energy each (A+ …);
    ``slots``: first and last column of the values of a day, one row a day. Without a
    column for them, ``point`` and ``register`` hold for the whole file. ``unit``: wh,
    kwh, mwh or kw (average power); ``decimal``: "," or ".", "" to find it out;
    ``is_end``: times name the end of an interval; ``header_row``: number of the row,
    0 to find it, -1 for none. ``encoding``, ``delimiter``: of a text, "" to find out.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    slots: tuple[int, int] | None = None
    point: str = ""
    register: str = "A+"
    unit: str = "kwh"
    decimal: str = ""
    is_end: bool = False
    is_primary: bool = True
    header_row: int = 0
    encoding: str = ""
    delimiter: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Roles without which nothing can be read."""
        found = set(self.columns)
        needed = []
        if not self.point and not found & set(OWNERS):
            needed.append("point")
        if "date" not in found:
            needed.append("date")
        if not self.slots and not found & {"value", *KINDS}:
            needed.append("value")
        return tuple(needed)


def read_table(data: bytes, layout: ProfileLayout | None = None) -> Table:
    """Header and rows of the file.

    :raise TableError: see :func:`.tables.read_rows`
    """
    layout = layout or ProfileLayout()
    rows = tables.read_rows(
        data, tables.Options(layout.encoding, layout.delimiter, MAX_COLUMNS, times=True)
    )
    if layout.header_row < 0:
        return Table(("",) * max(len(cells) for _no, cells in rows), tuple(rows))
    for place, (number, _cells) in enumerate(rows):
        if number == layout.header_row:
            return table_from(rows, place)
    return split_header(rows, VOCABULARY)


def read(data: bytes, layout: ProfileLayout) -> list[IntervalFile]:
    """The table as one message.

    :raise FileError: see :func:`.tables.read_rows`; ``no_columns``: the layout lacks
        something; ``slots``: the columns of values do not divide a day; ``no_values``
    """
    if layout.missing:
        raise FileError("no_columns", roles=layout.missing)
    if layout.slots and layout.slots[1] - layout.slots[0] + 1 not in SLOTS:
        raise FileError("slots", count=layout.slots[1] - layout.slots[0] + 1)
    table = read_table(data, layout)
    days: list[ChannelDay] = []
    items: list[Item] = []
    for number, cells in table.body:
        if cells != table.header:
            _read_row(number, cells, layout, items, days)
    if not items and not days:
        raise FileError("no_values")
    step = find_step(items, layout.slots)
    if layout.unit == "kw":
        for item in items:
            if item.value is not None:
                item.value = item.value * step / 60
    template = ChannelDay(
        *(0, "", "", "", None, step), partial=True, is_primary=layout.is_primary
    )
    days += get_days(items, template, is_end=layout.is_end)
    known = [item.value for item in items if item.value is not None]
    total = sum(known, Decimal()) * WH
    return [IntervalFile("", 0, None, tuple(days), count=len(known), total_wh=total)]


# === ROWS === #


def _read_row(number, cells, layout, items, days) -> None:
    """Put the values of a row to the items; what is wrong with it to the days."""

    def cell(role: str) -> object:
        return _cell(cells, layout.columns.get(role, len(cells)))

    owner = tuple(_code(cell(role)) for role in OWNERS)
    if not any(owner):
        owner = (layout.point, "", "")
    found = _find_values(cells, layout)
    if cell("date") == "" and all(text == "" for _kind, _place, text in found):
        return
    day, minute, span, ordinal = _moment(cell("date"), cell("time"))
    quality = _quality(cell("status"))
    for kind, place, text in found:
        value = _number(cell_text(text), layout)
        problem, wrong = "", ""
        if not isinstance(day, date) or not FIRST <= day <= LAST:
            problem, wrong = "day", cell_text(day)
        elif not any(owner) or kind not in KINDS:
            problem = "no_channel"
        elif value is None and text != "":
            problem, wrong = "value", cell_text(text)
        if problem:
            days.append(_bad(number, owner, kind, day, problem, wrong))
            if problem == "value":
                continue
            return
        items.append(
            Item(
                *(number, owner, kind, day, value),
                MISSING if value is None else quality,
                *((None, place, 0) if layout.slots else (minute, ordinal, span)),
            )
        )


def _find_values(cells, layout) -> list[tuple[str, int, object]]:
    """(kind of energy or "" if it is unknown, number of the interval, cell)."""
    named = _cell(cells, layout.columns.get("register", len(cells)))
    kind = layout.register if named == "" else kind_of(named, is_code=True)
    if layout.slots:
        first, last = layout.slots
        places = range(first, last + 1)
        return [(kind, i - first + 1, _cell(cells, i)) for i in places]
    columns = layout.columns
    found = [(kind, 0, _cell(cells, columns["value"]))] if "value" in columns else []
    found += [(k, 0, _cell(cells, columns[k])) for k in KINDS if k in columns]
    return found


def _cell(cells: Sequence[object], index: int) -> object:
    return cells[index] if index < len(cells) else ""


def _bad(number, owner, kind, day, problem, wrong) -> ChannelDay:
    return ChannelDay(
        number,
        "",
        next(filter(None, owner), ""),
        kind or "?",
        day if isinstance(day, date) else None,
        problem=problem,
        figures={"value": wrong[:40]},
    )


def _code(cell: object) -> str:
    """A code or number as text; spreadsheets make decimals of whole numbers."""
    text = cell_text(cell).strip()
    match = _FLOAT.fullmatch(text)
    return match[1] if match else text


def _moment(cell: object, clock: object) -> tuple[date | str, int | None, int, int]:
    """(day or the text that is none, minute, minutes it lasts, ordinal)."""
    minute = None
    if isinstance(cell, datetime):
        day: date | str = cell.date()
        minute = cell.hour * 60 + cell.minute
    else:
        day = parse_day(cell)
        if match := _CLOCK.search(cell_text(cell)):
            minute = int(match[1]) * 60 + int(match[2])
    if clock == "":
        return day, minute, 0, 0
    if isinstance(clock, datetime):  # 24:00 of a workbook is the day after its zero
        is_full = not (clock.hour or clock.minute) and clock.year <= 1900
        return day, DAY_MINUTES if is_full else clock.hour * 60 + clock.minute, 0, 0
    if isinstance(clock, time):
        return day, clock.hour * 60 + clock.minute, 0, 0
    text = _code(clock)
    if match := SPAN.fullmatch(text):
        start = int(match[1]) * 60 + int(match[2])
        if not match[3]:
            return day, start, 0, 0
        end = int(match[3]) * 60 + int(match[4]) or DAY_MINUTES
        return day, start, end - start, 0
    if text.isdecimal() and len(text) < 3:
        return day, None, 0, int(text)
    return text, None, 0, 0


def _number(text: str, layout: ProfileLayout) -> Decimal | None:
    """kWh (kW) of a cell. Of a point and a comma the last one marks the decimals, of
    one alone too unless it stands several times.
    """
    decimal = layout.decimal
    if not decimal:
        decimal = max(".,", key=text.rfind)
        if text.count(decimal) > 1:
            decimal = "." if decimal == "," else ","
    group = "." if decimal == "," else ","
    number = parse_number(text.replace(group, "").replace(decimal, "."))
    return None if number is None else number * UNITS.get(layout.unit, Decimal(1))


def _quality(cell: object) -> int:
    words = split_words(_code(cell)).strip()
    is_good = not words or any(
        words == word if len(word) < 3 else words.startswith(word) for word in GOOD
    )
    return COMMERCIAL if is_good else NON_COMMERCIAL
