"""A list of reference data as a workbook.

Sheet 1 is named after the list. Its first row has the keys of the columns, the second
their captions for people, each further row one row of the list. All cells are texts.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from zipfile import BadZipFile

import xlsxwriter
from openpyxl import load_workbook

MAX_ROWS = 50_000
FIRST_ROW = 3


class SheetError(ValueError):
    """The file is no workbook of a list; ``code`` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass
class Sheet:
    """Rows of a list: dicts of column key to text ("" is empty)."""

    name: str
    columns: dict[str, str]
    rows: list[dict[str, str]] = field(default_factory=list)


def write_sheet(sheet: Sheet) -> bytes:
    """The workbook of ``sheet``."""
    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        page = book.add_worksheet(_page_name(sheet.name))
        text = book.add_format({"num_format": "@"})
        key = book.add_format({"num_format": "@", "font_color": "#888888"})
        head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E7EEF7"})
        page.set_column(0, len(sheet.columns), 22, text)
        for column, (name, caption) in enumerate(sheet.columns.items()):
            page.write_string(0, column, name, key)
            page.write_string(1, column, caption, head)
            for line, row in enumerate(sheet.rows, FIRST_ROW - 1):
                if row.get(name):
                    page.write_string(line, column, row[name], text)
        page.freeze_panes(2, 1)
    return stream.getvalue()


def read_sheet(content: bytes) -> Sheet:
    """Read a workbook written by :func:`write_sheet`, edited by people since.

    :raise SheetError: ``broken`` (no workbook), ``no_columns``, ``too_many_rows``
    """
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise SheetError("broken") from error
    page = book.worksheets[0]
    lines = page.iter_rows(values_only=True)
    keys = [_to_text(cell).strip() for cell in next(lines, ())]
    if "code" not in keys:
        raise SheetError("no_columns")
    captions = [_to_text(cell) for cell in next(lines, ())]
    captions += [""] * (len(keys) - len(captions))
    sheet = Sheet(page.title, {k: c for k, c in zip(keys, captions, strict=False) if k})
    for line in lines:
        if len(sheet.rows) == MAX_ROWS:
            raise SheetError("too_many_rows")
        cells = [_to_text(cell) for cell in line]
        cells += [""] * (len(keys) - len(cells))
        sheet.rows.append({k: c for k, c in zip(keys, cells, strict=False) if k})
    while sheet.rows and not any(sheet.rows[-1].values()):
        sheet.rows.pop()
    return sheet


def is_sheet_of(sheet: Sheet, name: str) -> bool:
    """Whether the workbook was made for the list ``name``."""
    return sheet.name == _page_name(name)


def _page_name(name: str) -> str:
    return name[:31]


def _to_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
