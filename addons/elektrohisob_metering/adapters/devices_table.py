"""Lists of devices as suppliers send them: a workbook or text table in, rows out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from . import tables
from .columns import HEADER_ROWS, Words, find_columns
from .readings_table import parse_day
from .tables import TableError, cell_text

VOCABULARY = {
    "type": Words(("turi", "rusum", "marka", "тури", "русум", "тип", "марка", "модель",
                   "type", "model")),
    "verified": Words(("qiyos", "қиёс", "повер", "verif")),
    "year": Words(("yil", "йил", "год", "year")),
    "sim": Words(("sim",)),
    "serial": Words(("seriya", "zavod", "raqam", "серия", "завод", "рақам", "номер",
                     "серийн", "serial", "number")),
}  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One row as received; ``verified`` is a date, or the text that is none."""

    line_no: int
    serial: str
    type_name: str = ""
    year: int = 0
    verified: date | str | None = None
    sim: str = ""


def device_rows(data: bytes) -> list[DeviceRow]:
    """Rows of the list below its header.

    :raise TableError: as ``tables.read_rows``, and ``no_serial``: no header names
        the column of serial numbers
    """
    rows = tables.read_rows(data)
    for place, (_number, cells) in enumerate(rows[:HEADER_ROWS]):
        columns = find_columns(cells, VOCABULARY)
        if "serial" in columns:
            return list(_read(rows[place + 1 :], columns))
    raise TableError("no_serial")


def _read(
    rows: list[tuple[int, tuple[object, ...]]], columns: dict[str, int]
) -> Iterator[DeviceRow]:
    for number, cells in rows:

        def cell(role: str, cells: tuple[object, ...] = cells) -> object:
            index = columns.get(role, len(cells))
            return cells[index] if index < len(cells) else ""

        year = _YEAR.search(cell_text(cell("year")))
        verified = cell("verified")
        yield DeviceRow(
            line_no=number,
            serial=cell_text(cell("serial")),
            type_name=cell_text(cell("type")),
            year=int(year.group()) if year else 0,
            verified=parse_day(verified) if verified else None,
            sim=cell_text(cell("sim")),
        )
