"""Tables of readings as districts, inspectors and remote systems send them.

Bytes of a workbook (.xlsx, .xls) or of a text table in, plain rows out. Nothing in
a file is executed or trusted: sizes are limited before anything is unpacked,
formulas count by their last shown value only.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from . import tables
from .columns import (
    ACCOUNT,
    DATE,
    HEADER_ROWS,
    METER,
    Table,
    Words,
    find_columns,
    split_header,
)
from .register_words import REGISTER, register_of
from .tables import TableError, cell_text

__all__ = ["Layout", "ReadingRow", "Table", "TableError", "guess",
           "parse_day", "read_table", "reading_rows"]  # fmt: skip

RAW_LENGTH = 400
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = (20000, 80000)

ROLES = ("account", "date", "value", "serial", "register")
VALUE = ("korsatkich", "joriy", "кўрсаткич", "курсаткич", "жорий", "показан", "текущ",
         "reading", "value", "kwh")  # fmt: skip
# A column "previous reading" must not be taken for the reading.
NOT_VALUE = ("oldingi", "avvalgi", "олдинги", "аввалги", "предыдущ", "previous", "farq",
             "разница", "расход", "sarf")  # fmt: skip
VOCABULARY = {
    "account": Words(ACCOUNT),
    "serial": Words(METER, denied=VALUE),
    "date": Words(DATE),
    "register": Words(REGISTER.names, denied=VALUE),
    "value": Words(VALUE, denied=NOT_VALUE),
}
_DAY = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})(?: .*)?")
_ISO_DAY = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})(?:[ T].*)?")
_NUMBER_TEXT = re.compile(r"\d+(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One row as received. ``day`` is a date, or the text that is none; ``register`` a
    code of ours, "" for the one that is charged, or the text that is none."""

    line_no: int
    account: str
    serial: str
    day: date | str
    value: str
    raw: str
    register: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column (from 0) holds what; ``day`` is one date for the whole file."""

    columns: Mapping[str, int] = field(default_factory=dict)
    day: date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Roles without which nothing can be read."""
        needed = [r for r in ("account", "value") if r not in self.columns]
        if self.day is None and "date" not in self.columns:
            needed.append("date")
        return tuple(needed)


def read_table(data: bytes) -> Table:
    """Unpack a workbook or text table.

    :raise TableError: see :func:`.tables.read_rows`
    """
    return split_header(tables.read_rows(data), VOCABULARY)


def guess(table: Table) -> dict[str, int]:
    """Columns that look like account, date, value and serial: by header words, and
    the account by its digits where no header says so."""
    found = find_columns(table.header, VOCABULARY)
    sample = [cells for _number, cells in table.body[:HEADER_ROWS]]
    if "account" not in found:
        for index in range(len(table.header)):
            texts = [str(cells[index]) for cells in sample if index < len(cells)]
            like = [t for t in texts if re.fullmatch(r"\d{5} ?\d{6,8}", t)]
            if like and 2 * len(like) >= len(texts):
                found["account"] = index
                break
    if "date" not in found:
        for index in range(len(table.header)):
            days = [cells[index] for cells in sample if index < len(cells)]
            if days and all(
                isinstance(d, date) or isinstance(parse_day(d, False), date)
                for d in days
            ):
                found["date"] = index
                break
    return found


def reading_rows(table: Table, layout: Layout) -> Iterator[ReadingRow]:
    """Rows of the table by the layout; rows empty in every mapped column and
    repeated headers are passed over."""
    places = [layout.columns.get(role, -1) for role in ROLES]
    header = tuple(table.header)
    for number, cells in table.body:
        width = len(cells)
        picked = [cells[i] if 0 <= i < width else "" for i in places]
        if not any(value != "" for value in picked) or cells == header:
            continue
        account, day, value, serial, register = picked
        yield ReadingRow(
            number,
            _account_text(account),
            cell_text(serial),
            layout.day or parse_day(day),
            cell_text(value),
            " | ".join(map(cell_text, cells))[:RAW_LENGTH],
            register_of(register),
        )


@lru_cache(maxsize=1024)
def parse_day(value: object, serials: bool = True) -> date | str:
    """The day a cell means, or its text if it means none.

    ``serials``: whether a bare number may be a day of a spreadsheet.

    >>> parse_day("31.12.2026"), parse_day("46387"), parse_day("soon")
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), 'soon')
    """
    if isinstance(value, date):
        return value
    text = cell_text(value).removesuffix(".0")
    try:
        if match := _DAY.fullmatch(text):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
        if match := _ISO_DAY.fullmatch(text):
            return date(*map(int, match.groups()))
    except ValueError:
        return text
    if serials and text.isascii() and text.isdigit() and len(text) == 5:
        serial = int(text)
        if EXCEL_DAYS[0] <= serial <= EXCEL_DAYS[1]:
            return EXCEL_EPOCH + timedelta(days=serial)
    return text


def _account_text(cell: object) -> str:
    text = cell_text(cell)
    return text.split(".")[0] if _NUMBER_TEXT.fullmatch(text) else text
