"""Registers of debts for banks and post offices: CSV, XLSX or DBF, row by row.

Rows are written as they come; nothing but the file itself grows with their number.
"""

import csv
import io
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

import xlsxwriter

from odoo.addons.elektrohisob_metering.adapters.intervals import FileError

from .payment_register_cells import RegisterLayout

LANGUAGE = {"cp866": 0x65, "cp1251": 0xC9}
#: Letters of Uzbek that one-byte encodings of Cyrillic lack.
SUBSTITUTES = str.maketrans("ҚқҒғҲҳʻʼ‘’«»–—", "КкГгХх''''\"\"--")
DAY_FORMATS = {"dmy": "%d.%m.%Y", "ymd": "%Y-%m-%d", "mdy": "%m/%d/%Y", "": "%d.%m.%Y"}
MAX_DBF_NAME = 10
SUMS = ("amount", "charged")

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DebtColumn:
    """A column of the file: what it holds, its header, its width in a DBF."""

    role: str
    header: str
    width: int = 20


@dataclass(frozen=True, slots=True)
class DebtLayout:
    """How debts are written: ``file_format`` is csv, xlsx or dbf; ``options`` as of a
    register that is received: what is left out there is put before here."""

    columns: Sequence[DebtColumn]
    file_format: str = "csv"
    options: RegisterLayout = field(default_factory=RegisterLayout)
    with_total: bool = False
    day: date = date(2000, 1, 1)


def write(stream: BinaryIO, layout: DebtLayout, rows: Iterable[Values]) -> int:
    """Write rows: role → text, day, or of ``SUMS`` tiyin.

    :return: number of rows
    :raise FileError: ``too_wide`` (``column``, ``value``): a sum for a column of a DBF
    """
    writers = {"csv": _write_csv, "xlsx": _write_xlsx, "dbf": _write_dbf}
    return writers[layout.file_format](stream, layout, rows)


def _cells(layout: DebtLayout, values: Values) -> list[object]:
    """Cells of a row; sums as (tiyin,) tuples, which each format writes its way."""
    return [
        _cell(layout.options, c.role, values.get(c.role, "")) for c in layout.columns
    ]


def _cell(options: RegisterLayout, role: str, value: object) -> object:
    if role == "account":
        number = str(value)
        if options.account_prefix:
            number = number.removeprefix(options.account_prefix)
        return f"{options.account_strip}{number}"
    if role in SUMS and isinstance(value, int):
        return money(value, options)
    return "" if value is None else value


def money(tiyin: int, options: RegisterLayout) -> str:
    """A sum as the layout writes it.

    >>> money(123450, RegisterLayout(decimal=","))
    '1234,50'
    >>> money(-5, RegisterLayout())
    '-0.05'
    """
    if options.unit == "tiyin":
        return str(tiyin)
    if tiyin < 0:
        return f"-{money(-tiyin, options)}"
    return f"{tiyin // 100}{options.decimal or '.'}{tiyin % 100:02}"


def _day(value: date, options: RegisterLayout) -> str:
    return value.strftime(DAY_FORMATS[options.date_format])


def _total_cells(layout: DebtLayout, count: int, tiyin: int) -> list[object]:
    cells: list[object] = [""] * len(layout.columns)
    for index, column in enumerate(layout.columns):
        if column.role == "amount":
            cells[index] = money(tiyin, layout.options)
        elif column.role == "account":
            cells[index] = f"JAMI {count}"
    return cells


def _write_csv(stream: BinaryIO, layout: DebtLayout, rows: Iterable[Values]) -> int:
    options = layout.options
    encoding = options.encoding or "utf-8"
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    writer = csv.writer(text, delimiter=options.delimiter or ";", lineterminator="\r\n")

    def put(cells: Iterable[object]) -> None:
        texts = [_day(c, options) if isinstance(c, date) else str(c) for c in cells]
        writer.writerow([_fit(cell, encoding) for cell in texts])

    if options.header_row >= 0:
        put([column.header for column in layout.columns])
    count, tiyin = 0, 0
    for values in rows:
        put(_cells(layout, values))
        count, tiyin = count + 1, tiyin + int(str(values["amount"]))
    if layout.with_total:
        put(_total_cells(layout, count, tiyin))
    text.flush()
    text.detach()
    return count


def _fit(text: str, encoding: str) -> str:
    """The text with letters that the encoding has."""
    return text.translate(SUBSTITUTES) if encoding in LANGUAGE else text


def _write_xlsx(stream: BinaryIO, layout: DebtLayout, rows: Iterable[Values]) -> int:
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count, tiyin, line = 0, 0, 0
    options = layout.options
    with xlsxwriter.Workbook(stream, settings) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        money_format = book.add_format({"num_format": "0.00"})
        for index, column in enumerate(layout.columns):
            sheet.set_column(index, index, column.width)

        def put(cells: Sequence[object], style: object = None) -> None:
            for index, cell in enumerate(cells):
                text = _day(cell, options) if isinstance(cell, date) else str(cell)
                is_sum = layout.columns[index].role in SUMS
                if is_sum and text and style is not bold:
                    whole = options.unit == "tiyin"
                    figure = float(text.replace(",", ".") or 0)
                    sheet.write_number(line, index, figure, None if whole else style)
                elif text:
                    sheet.write_string(line, index, text, style)

        if options.header_row >= 0:
            put([column.header for column in layout.columns], bold)
            line += 1
        for values in rows:
            put(_cells(layout, values), money_format)
            count, tiyin, line = count + 1, tiyin + int(str(values["amount"])), line + 1
        if layout.with_total:
            put(_total_cells(layout, count, tiyin), money_format)
    return count


def _write_dbf(stream: BinaryIO, layout: DebtLayout, rows: Iterable[Values]) -> int:
    """dBase III without memos; the number of records is written when it is known."""
    encoding = layout.options.encoding or "cp866"
    head = 32 + 32 * len(layout.columns) + 1
    width = 1 + sum(_dbf_width(column) for column in layout.columns)
    start = stream.tell()
    stream.write(bytes(head))
    count = 0
    for values in rows:
        cells = zip(layout.columns, _cells(layout, values), strict=True)
        stream.write(b" " + b"".join(_dbf_cell(c, cell, encoding) for c, cell in cells))
        count += 1
    stream.write(b"\x1a")
    end = stream.tell()
    stream.seek(start)
    stream.write(
        struct.pack(
            "<4BIHH17xB2x",
            *(0x03, layout.day.year - 1900, layout.day.month, layout.day.day),
            *(count, head, width, LANGUAGE.get(encoding, 0)),
        )
    )
    for column in layout.columns:
        name = column.header.upper().encode("ascii", "replace")[:MAX_DBF_NAME]
        kind, size, decimals = _dbf_type(column, layout.options)
        stream.write(struct.pack("<11sc4xBB14x", name, kind, size, decimals))
    stream.write(b"\r")
    stream.seek(end)
    return count


def _dbf_width(column: DebtColumn) -> int:
    return 8 if column.role == "date" else column.width


def _dbf_type(column: DebtColumn, options: RegisterLayout) -> tuple[bytes, int, int]:
    if column.role == "date":
        return b"D", 8, 0
    if column.role in SUMS:
        return b"N", column.width, 0 if options.unit == "tiyin" else 2
    return b"C", column.width, 0


def _dbf_cell(column: DebtColumn, cell: object, encoding: str) -> bytes:
    if column.role == "date":
        text = cell.strftime("%Y%m%d") if isinstance(cell, date) else ""
        return text.ljust(8).encode("ascii")
    text = _fit(str(cell), encoding)
    if column.role in SUMS:
        if len(text) > column.width:
            raise FileError("too_wide", column=column.header, value=text)
        return text.replace(",", ".").rjust(column.width).encode("ascii")
    data = text.encode(encoding, "replace")[: column.width]
    return data.ljust(column.width)
