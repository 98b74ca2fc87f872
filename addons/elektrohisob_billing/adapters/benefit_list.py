"""Lists of persons with a benefit, as ministries and mahallas send them.

Bytes of a workbook (.xlsx, .xls) or of a text table in, plain rows out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from odoo.addons.elektrohisob_metering.adapters import tables
from odoo.addons.elektrohisob_metering.adapters.columns import (
    ACCOUNT,
    Words,
    find_columns,
    split_header,
)
from odoo.addons.elektrohisob_metering.adapters.readings_table import parse_day
from odoo.addons.elektrohisob_metering.adapters.tables import TableError, cell_text

__all__ = ["BenefitRow", "TableError", "read_list"]

VOCABULARY = {
    "account": Words(ACCOUNT),
    "pinfl": Words(("pinfl", "jshshir", "жшшир", "пинфл")),
    "start": Words(
        (
            "boshlan",
            "sanadan",
            "dan",
            "бошлан",
            "санадан",
            "начал",
            "дата с",
            "с",
            "from",
            "start",
        )
    ),
    "end": Words(
        (
            "tugash",
            "tugallan",
            "sanagacha",
            "gacha",
            "тугаш",
            "окончан",
            "конец",
            "дата по",
            "по",
            "to",
            "until",
            "end",
        )
    ),
    "persons": Words(("soni", "kishi", "сони", "киши", "колич", "числ", "persons")),
    "person": Words(
        (
            "fish",
            "f i sh",
            "familiya",
            "ism",
            "ф и ш",
            "фамилия",
            "исм",
            "фио",
            "ф и о",
            "имя",
            "name",
            "person",
        ),
        denied=("persons",),
    ),
    "basis": Words(
        (
            "asos",
            "hujjat",
            "guvohnoma",
            "асос",
            "ҳужжат",
            "основан",
            "документ",
            "справк",
            "basis",
            "ground",
            "document",
        )
    ),
}
NEEDED = ("account", "person", "start")
_WHOLE = re.compile(r"(\d+)(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """One row as received; a day is a date, or the text that is none ("" if empty)."""

    line_no: int
    account: str
    person: str
    pinfl: str
    start: date | str
    end: date | str
    persons: str
    basis: str


def read_list(data: bytes) -> Iterator[BenefitRow]:
    """Rows of the list.

    :raise TableError: no table, or ``no_columns`` with the names of those missing
    """
    table = split_header(tables.read_rows(data), VOCABULARY)
    places = find_columns(table.header, VOCABULARY)
    missing = [role for role in NEEDED if role not in places]
    if missing:
        raise TableError("no_columns", missing=missing)
    return _rows(table, places)


def _rows(table, places: dict[str, int]) -> Iterator[BenefitRow]:
    for number, cells in table.body:
        picked = {
            role: cells[index] if index < len(cells) else ""
            for role, index in places.items()
        }
        if not any(value != "" for value in picked.values()):
            continue
        text = {role: cell_text(value).strip() for role, value in picked.items()}
        yield BenefitRow(
            number,
            _whole(text["account"]).replace(" ", ""),
            " ".join(text["person"].split()),
            _whole(text.get("pinfl", "")).replace(" ", ""),
            parse_day(picked["start"]),
            parse_day(picked.get("end", "")),
            _whole(text.get("persons", "")),
            text.get("basis", ""),
        )


def _whole(text: str) -> str:
    """``text``, a whole number without the point a spreadsheet adds."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text
