"""Tables of readings as districts, inspectors and remote systems send them.

Bytes of a workbook (.xlsx, .xls) or of a text table in, plain rows out. Nothing in
a file is executed or trusted: sizes are limited before anything is unpacked,
formulas count by their last shown value only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from . import tables
from .tables import TableError, cell_text

__all__ = ["Layout", "ReadingRow", "Table", "TableError", "guess",
           "parse_day", "read_table", "reading_rows"]  # fmt: skip

HEADER_ROWS = 20
RAW_LENGTH = 400
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = (20000, 80000)

ROLES = ("account", "date", "value", "serial")
# Words of headers in Uzbek (both scripts, no apostrophes), Russian and English.
WORDS: dict[str, tuple[str, ...]] = {
    "account": (
        "hisob raqam", "shaxsiy hisob", "hisobraqam", "ҳисоб рақам", "шахсий ҳисоб",
        "хисоб рак", "шахсий хисоб",
        "лицевой", "лиц счет", "л с", "account", "abonent raqam", "coato",
    ),
    "date": ("sana", "сана", "дата", "date", "kun"),
    "serial": (
        "seriya", "hisoblagich", "zavod raqam", "ҳисоблагич", "завод рақам",
        "счетчик", "серийн", "заводск", "хисоблагич", "serial", "meter",
    ),
    "value": (
        "korsatkich", "joriy", "кўрсаткич", "курсаткич", "жорий", "показан",
        "текущ", "reading", "value", "kwh",
    ),
}  # fmt: skip
# A column "previous reading" must not be taken for the reading.
NOT_VALUE = ("oldingi", "avvalgi", "олдинги", "аввалги", "предыдущ", "previous", "farq",
             "разница", "расход", "sarf")  # fmt: skip
_DAY = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})(?: .*)?")
_ISO_DAY = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})(?:[ T].*)?")
_NUMBER_TEXT = re.compile(r"\d+(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text or date. ``header``: names of the columns, ``body``: (row number
    in the file, cells); ``known`` tells whether header words were recognised."""

    header: tuple[str, ...]
    body: tuple[tuple[int, tuple[object, ...]], ...]
    known: bool = False


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One row as received. ``day`` is a date, or the text that is none."""

    line_no: int
    account: str
    serial: str
    day: date | str
    value: str
    raw: str


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
    return _split_header(tables.read_rows(data))


def guess(table: Table) -> dict[str, int]:
    """Columns that look like account, date, value and serial: by header words, and
    the account by its digits where no header says so."""
    found: dict[str, int] = {}
    for role in ("account", "serial", "date", "value"):
        for index, name in enumerate(table.header):
            if index in found.values():
                continue
            if _is_role(role, _words(name)):
                found[role] = index
                break
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
        account, day, value, serial = picked
        yield ReadingRow(
            number,
            _account_text(account),
            cell_text(serial),
            layout.day or parse_day(day),
            cell_text(value),
            " | ".join(map(cell_text, cells))[:RAW_LENGTH],
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


# === HEADER === #


def _split_header(rows: list[tuple[int, tuple[object, ...]]]) -> Table:
    """Find the header among the first rows; merged and two-storey ones too."""
    storeys = (
        i for i, row in enumerate(rows[:HEADER_ROWS]) if len(_roles_of(row[1])) > 1
    )
    start = next(storeys, None)
    known = start is not None
    width = max(len(cells) for _number, cells in rows)
    if start is None:
        if not _is_unknown_header(rows):
            return Table(("",) * width, tuple(rows))
        start = 0
    names = [cell_text(cell) for cell in rows[start][1]]
    names += [""] * (width - len(names))
    body = start + 1
    while body < len(rows) and _is_header_storey(rows[body][1]):
        for index, cell in enumerate(rows[body][1]):
            names[index] = f"{names[index]} {cell_text(cell)}".strip()
        body += 1
    return Table(tuple(names), tuple(rows[body:]), known=known)


def _is_unknown_header(rows: list[tuple[int, tuple[object, ...]]]) -> bool:
    """The first row has no figures and the second has: names we do not know."""
    figures = [
        any(isinstance(c, date) or any(map(str.isdigit, str(c))) for c in cells)
        for _number, cells in rows[:2]
    ]
    return figures == [False, True]


def _is_header_storey(cells: Iterable[object]) -> bool:
    """A second row of the header holds words only, or numbers of columns."""
    texts = [cell_text(cell) for cell in cells if cell != ""]
    return bool(texts) and (
        all(not any(c.isdigit() for c in text) for text in texts)
        or texts == [str(n) for n in range(1, len(texts) + 1)]
    )


def _roles_of(cells: Iterable[object]) -> set[str]:
    found = set()
    for cell in cells:
        words = _words(cell_text(cell))
        for role in ROLES:
            if _is_role(role, words):
                found.add(role)
                break
    return found


def _is_role(role: str, words: str) -> bool:
    if role == "value" and any(word in words for word in NOT_VALUE):
        return False
    if role == "serial" and any(f" {word}" in words for word in WORDS["value"]):
        return False
    return bool(words) and any(f" {word}" in words for word in WORDS[role])


def _words(text: str) -> str:
    """Lower-case words of a header, each with a blank before it."""
    text = re.sub(r"['`ʻʼ‘’]", "", text.lower().replace("ё", "е"))
    return " " + " ".join(re.findall(r"\w+", text))
