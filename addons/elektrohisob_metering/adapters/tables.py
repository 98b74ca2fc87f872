"""Cells of workbooks (.xlsx, .xls), of dBase (.dbf) and text tables, row by row.

Nothing in a file is executed or trusted: sizes are limited before anything is
unpacked, formulas count by their last shown value only.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import xlrd
from openpyxl import load_workbook

from .codec import guess_codec
from .dbf_table import is_dbf, read_dbf
from .intervals import FileError

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
#: Words of a workbook are held in memory whole.
MAX_STRINGS = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 64
SAMPLE_LINES = 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Workbooks of Excel 2, 3 and 4 stand in no container.
BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DELIMITERS = (";", "\t", ",", "|")


class TableError(FileError):
    """The file cannot be read as a table; ``code`` says why, ``figures`` how much."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a table is to be read: ``encoding`` and ``delimiter`` of a text ("" to
    find them out), number of columns at most, whether times of the day are kept."""

    encoding: str = ""
    delimiter: str = ""
    max_columns: int = MAX_COLUMNS
    times: bool = False


def read_rows(
    data: bytes, options: Options | None = None
) -> list[tuple[int, tuple[object, ...]]]:
    """(row number in the file, cells) of the rows that are not empty; a cell is
    text or a date, and if asked an instant or a time.

    :raise TableError: ``empty``, ``too_big``, ``too_many_rows``,
        ``too_many_columns``, ``not_a_table``, ``broken``, ``cut``, ``doctype``
    """
    if not data.strip():
        raise TableError("empty")
    if len(data) > MAX_BYTES:
        raise TableError("too_big", size=len(data) // 2**20, limit=MAX_BYTES // 2**20)
    options = options or Options()
    rows: list[tuple[int, tuple[object, ...]]] = []
    for number, cells in enumerate(_read_cells(data, options), start=1):
        if number > MAX_ROWS:
            raise TableError("too_many_rows", limit=MAX_ROWS)
        while cells and cells[-1] == "":
            cells.pop()
        if len(cells) > options.max_columns:
            raise TableError("too_many_columns", row=number, limit=options.max_columns)
        if cells:
            rows.append((number, tuple(cells)))
    if not rows:
        raise TableError("empty")
    return rows


def _read_cells(data: bytes, options: Options) -> Iterator[list[object]]:
    if data[:4] == b"PK\x03\x04":
        return _read_xlsx(data, options)
    if data[:8] == OLE or data[:4] in BIFF:
        return _read_xls(data, options)
    if is_dbf(data):
        return _read_dbf(data, options)
    return _read_text(data, options)


def _check_xlsx(data: bytes) -> None:
    """Sizes and declarations of a workbook, before it is unpacked into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            strings = max(
                (i.file_size for i in infos if i.filename.endswith("Strings.xml")),
                default=0,
            )
            for size, limit in (unpacked, MAX_UNPACKED), (strings, MAX_STRINGS):
                if size > limit:
                    raise TableError("too_big", size=size >> 20, limit=limit >> 20)
            if "xl/workbook.xml" not in {info.filename for info in infos}:
                raise TableError("not_a_table")
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    with archive.open(info) as member:
                        if ENTITIES.search(member.read(4096)):
                            raise TableError("doctype")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise TableError("broken") from error
    except RuntimeError as error:  # locked by a password
        raise TableError("broken") from error


def _read_xlsx(data: bytes, options: Options) -> Iterator[list[object]]:
    _check_xlsx(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        width = options.max_columns + 1
        for cells in sheet.iter_rows(values_only=True):
            yield [_clean(cell, options.times) for cell in cells[:width]]
    except TableError:
        raise
    except Exception as error:  # a damaged workbook fails in any part of openpyxl
        raise TableError("broken") from error


def _read_xls(data: bytes, options: Options) -> Iterator[list[object]]:
    try:
        book = xlrd.open_workbook(
            file_contents=data, on_demand=True, logfile=io.StringIO()
        )
        sheet = book.sheet_by_index(0)
        for index in range(sheet.nrows):
            cells = sheet.row(index)[: options.max_columns + 1]
            values = (_xls_value(cell, book.datemode) for cell in cells)
            yield [_clean(value, options.times) for value in values]
    except Exception as error:  # xlrd raises what it meets
        raise TableError("broken") from error


def _read_dbf(data: bytes, options: Options) -> Iterator[list[object]]:
    try:
        for cells in read_dbf(data, options.encoding):
            yield [_clean(cell, options.times) for cell in cells]
    except FileError as error:
        raise TableError(error.code, **error.figures) from error


def _xls_value(cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _read_text(data: bytes, options: Options) -> Iterator[list[object]]:
    text = _decode(data, options.encoding).replace("\0", "").replace("\xa0", " ")
    dialect = options.delimiter or _delimiter(text)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=dialect):
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise TableError("broken") from error


def _decode(data: bytes, wanted: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    else:
        encodings = (wanted,) if wanted else ("utf-8-sig", guess_codec(data))
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(
            unicodedata.category(c) == "Cc" and c not in "\r\n\t\x1a" for c in set(text)
        ):
            break
        return text.removeprefix("\ufeff").rstrip("\x1a")
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


def _clean(cell: object, times: bool = False) -> object:
    """A cell as date or text without blanks at the ends."""
    if cell is None or isinstance(cell, bool):
        return ""
    if times and isinstance(cell, (datetime, time)):
        return cell
    if isinstance(cell, timedelta):
        hours, rest = divmod(round(cell.total_seconds()), 3600)
        return f"{hours}:{rest // 60:02}"
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
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return cell.strftime("%d.%m.%Y") if isinstance(cell, date) else str(cell)
