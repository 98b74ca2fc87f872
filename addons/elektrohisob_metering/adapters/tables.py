"""Cells of workbooks (.xlsx, .xls) and text tables, row by row.

Nothing in a file is executed or trusted: sizes are limited before anything is
unpacked, formulas count by their last shown value only.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import xlrd
from openpyxl import load_workbook

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 64
SAMPLE_LINES = 20
ENCODINGS = ("utf-8-sig", "cp1251")
DELIMITERS = (";", "\t", ",", "|")


class TableError(Exception):
    """The file cannot be read as a table; ``code`` says why, ``figures`` how much."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


def read_rows(data: bytes) -> list[tuple[int, tuple[object, ...]]]:
    """(row number in the file, cells) of the rows that are not empty; a cell is
    text or a date.

    :raise TableError: ``empty``, ``too_big``, ``too_many_rows``,
        ``too_many_columns``, ``not_a_table``, ``broken``
    """
    if not data.strip():
        raise TableError("empty")
    if len(data) > MAX_BYTES:
        raise TableError("too_big", size=len(data) // 2**20, limit=MAX_BYTES // 2**20)
    rows: list[tuple[int, tuple[object, ...]]] = []
    for number, cells in enumerate(_read_cells(data), start=1):
        if number > MAX_ROWS:
            raise TableError("too_many_rows", limit=MAX_ROWS)
        while cells and cells[-1] == "":
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise TableError("too_many_columns", row=number, limit=MAX_COLUMNS)
        if cells:
            rows.append((number, tuple(cells)))
    if not rows:
        raise TableError("empty")
    return rows


def _read_cells(data: bytes) -> Iterator[list[object]]:
    if data[:4] == b"PK\x03\x04":
        return _read_xlsx(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _read_xls(data)
    return _read_text(data)


def _read_xlsx(data: bytes) -> Iterator[list[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise TableError("broken") from error
    if unpacked > MAX_UNPACKED:
        raise TableError("too_big", size=unpacked // 2**20, limit=MAX_UNPACKED // 2**20)
    if "xl/workbook.xml" not in names:
        raise TableError("not_a_table")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            yield [_clean(cell) for cell in cells[: MAX_COLUMNS + 1]]
    except TableError:
        raise
    except Exception as error:  # a damaged workbook fails in any part of openpyxl
        raise TableError("broken") from error


def _read_xls(data: bytes) -> Iterator[list[object]]:
    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True)
        sheet = book.sheet_by_index(0)
        for index in range(sheet.nrows):
            cells = sheet.row(index)[: MAX_COLUMNS + 1]
            yield [_clean(_xls_value(cell, book.datemode)) for cell in cells]
    except Exception as error:  # xlrd raises what it meets
        raise TableError("broken") from error


def _xls_value(cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _read_text(data: bytes) -> Iterator[list[object]]:
    text = _decode(data).replace("\0", "").replace("\xa0", " ")
    dialect = _delimiter(text)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=dialect):
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise TableError("broken") from error


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(
            unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in set(text)
        ):
            break
        return text
    raise TableError("not_a_table")


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number."""
    lines = [line for line in text.splitlines()[:SAMPLE_LINES] if line.strip()]
    if not lines:
        return DELIMITERS[0]
    scores = []
    for delimiter in DELIMITERS:
        counts = [line.count(delimiter) for line in lines]
        common = max(set(counts), key=counts.count)
        scores.append((bool(common), counts.count(common), delimiter))
    best = max(scores, key=lambda score: score[:2])
    return best[2] if best[0] else DELIMITERS[0]


def _clean(cell: object) -> object:
    """A cell as date or text without blanks at the ends."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float):
        if cell != cell or abs(cell) >= 1e15:
            return repr(cell)
        return f"{cell:.6f}".rstrip("0").rstrip(".")
    return str(cell).replace("\0", "").replace("\xa0", " ").strip()


def cell_text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    return cell.strftime("%d.%m.%Y") if isinstance(cell, date) else str(cell)
