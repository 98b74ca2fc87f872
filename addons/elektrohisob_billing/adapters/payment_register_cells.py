"""Cells of a register of payments: how its layout reads dates, sums and accounts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.elektrohisob_metering.adapters.readings_table import parse_day
from odoo.addons.elektrohisob_metering.adapters.tables import cell_text

ACCOUNT_DIGITS = 13
NEEDED = ("account", "amount", "date")
_DAY_PARTS = re.compile(r"([0-9]{1,4})[./\-]([0-9]{1,2})[./\-]([0-9]{1,4})(?:[ T].*)?")
_PLACES = {"dmy": (2, 1, 0), "ymd": (0, 1, 2), "mdy": (2, 0, 1)}
_DIGITS = re.compile(r"[0-9]+")
_FLOAT = re.compile(r"([0-9]+)\.0+")
_FIGURE = re.compile(r"-?[0-9][0-9 .,']*")


@dataclass(frozen=True, slots=True)
class RegisterLayout:
    """How a register is read.

    ``columns``: role → column (from 0). ``header_row``: number of the row, 0 to find
    it, -1 for none; ``footer_rows``: rows at the end that are no payments;
    ``total_row``: row of the control totals, from 1, or from -1 counted from the end
    (0: none), with the columns (from 1, 0: none) of its number of rows and its sum.
    ``date_format``: dmy, ymd, mdy or "" to find out; ``name_date``: the date stands in
    the name of the file. ``unit``: sum or tiyin. An account loses ``account_strip`` at
    its beginning, must then have ``account_length`` digits (0: any) and gets
    ``account_prefix`` before it. ``encoding``, ``delimiter``, ``decimal``: "" to find
    out.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    header_row: int = 0
    footer_rows: int = 0
    total_row: int = 0
    total_count_column: int = 0
    total_sum_column: int = 0
    date_format: str = ""
    name_date: bool = False
    unit: str = "sum"
    account_strip: str = ""
    account_length: int = 0
    account_prefix: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Roles without which nothing can be read."""
        found = {*self.columns, *(("date",) if self.name_date else ())}
        return tuple(role for role in NEEDED if role not in found)


def find_day(text: str, date_format: str = "") -> date | None:
    """The first date in the name of a file.

    >>> find_day("reestr_05102026_0017.csv"), find_day("a_2026-10-05.dbf")
    (datetime.date(2026, 10, 5), datetime.date(2026, 10, 5))
    """
    for match in re.finditer(
        r"(?<![0-9])(?:[0-9]{4}[.\-_][0-9]{2}[.\-_][0-9]{2}"
        r"|[0-9]{2}[.\-_][0-9]{2}[.\-_][0-9]{4}|[0-9]{8}|[0-9]{6})(?![0-9])",
        text,
    ):
        day = read_day(match[0].replace("_", "."), date_format)
        if isinstance(day, date) and 2000 <= day.year < 2100:
            return day
    return None


def read_day(cell: object, date_format: str = "") -> date | str:
    """The day a cell means, or its text if it means none."""
    if isinstance(cell, date):
        return cell
    text = cell_text(cell).strip()
    if match := _DAY_PARTS.fullmatch(text):
        order = date_format or ("ymd" if len(match[1]) == 4 else "dmy")
        return _make_day(match.groups(), order) or text
    if _DIGITS.fullmatch(text) and len(text) in (6, 8):
        wide = len(text) - 4
        for order in (date_format,) if date_format else ("dmy", "ymd"):
            cuts = (wide, wide + 2) if order == "ymd" else (2, 4)
            parts = (text[: cuts[0]], text[cuts[0] : cuts[1]], text[cuts[1] :])
            day = _make_day(parts, order)
            if day and 2000 <= day.year < 2100:
                return day
        return text
    return parse_day(cell)


def _make_day(parts: Sequence[str], order: str) -> date | None:
    year, month, day = (int(parts[place]) for place in _PLACES[order])
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def read_figure(text: str, layout: RegisterLayout) -> Decimal | None:
    """The figure in a cell like “Итого: 1 234,50”."""
    match = _FIGURE.search(text)
    if not match:
        return None
    plain = read_number(match[0].strip(" .,"), layout.decimal)
    try:
        return Decimal(plain)
    except ArithmeticError:
        return None


def read_number(text: str, decimal: str = "") -> str:
    """A number with a point before its decimals and nothing between its digits.

    >>> read_number("1 234 567,50"), read_number("1,234.5"), read_number("1.234.567")
    ('1234567.50', '1234.5', '1234567')
    """
    text = re.sub(r"[\s']+", "", text)
    if not decimal:
        decimal = max(".,", key=text.rfind)
        if text.count(decimal) > 1:
            decimal = "." if decimal == "," else ","
    group = "." if decimal == "," else ","
    return text.replace(group, "").replace(decimal, ".")


def read_account(cell: object, layout: RegisterLayout) -> tuple[str, str]:
    """(number of the account, "" or the code of what is wrong with it)."""
    text = cell_text(cell).strip()
    match = _FLOAT.fullmatch(text)
    text = match[1] if match else text
    if layout.account_strip:
        text = text.removeprefix(layout.account_strip)
    digits = re.sub(r"[\s\-.–]+", "", text)
    if not digits.isascii() or not digits.isdecimal():
        return text, "bad_account"
    if layout.account_length and len(digits) != layout.account_length:
        return digits, "bad_account"
    prefix = layout.account_prefix
    if prefix:
        digits = prefix + digits.zfill(ACCOUNT_DIGITS - len(prefix))
    elif 11 <= len(digits) < ACCOUNT_DIGITS:
        digits = digits[:5] + digits[5:].zfill(ACCOUNT_DIGITS - 5)
    return digits, ""


def read_code(text: str) -> str:
    """A code as text; spreadsheets make decimals of whole numbers."""
    match = _FLOAT.fullmatch(text)
    return match[1] if match else text
