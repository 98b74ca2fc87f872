"""What a book-keeping report consists of; screen, PDF, Excel and CSV show the same."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.elektrohisob_base.tools import pdf

MONEY, NUMBER, TEXT, DAY = "money", "number", "text", "day"
ROW, GROUP, TOTAL = "row", "group", "total"


@dataclass(frozen=True)
class Column:
    """A column: its kind decides how values are written, its width is relative."""

    label: str
    kind: str = TEXT
    width: int = 16
    above: str = ""  # label over this column and its neighbours with the same one

    @property
    def is_figure(self) -> bool:
        """Written at the right, without text."""
        return self.kind in (MONEY, NUMBER)


@dataclass(frozen=True)
class Row:
    """A row: money in so'm, days as ``date``; ``key`` says what a click opens, ``mark``
    its place in the order of a table that can seek."""

    values: Sequence
    style: str = ROW
    key: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Proof:
    """A check that is shown with the report, in a sentence."""

    text: str
    is_right: bool


@dataclass(frozen=True)
class Table:
    """A report. ``rows`` gives those from an offset on, at most so many (0: all); it
    is asked anew each time, so that millions of rows need not be kept. ``seek`` gives
    those after the mark of a row (``>mark``) or before it (``<mark``). ``count`` is
    None while nobody has counted."""

    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Callable[[int, int], Iterable[Row]]
    count: int | None
    seek: Callable[[str, int], Iterable[Row]] | None = None
    totals: Sequence[Row] = ()
    proofs: Sequence[Proof] = ()
    remarks: Sequence[str] = field(default_factory=list)
    file_name: str = "report"


def listed(rows: Sequence[Row]) -> Callable[[int, int], Iterable[Row]]:
    """``rows`` of a table that is no longer than fits into memory."""
    return lambda offset, limit: rows[offset : offset + limit if limit else None]


def shown(column: Column, value: object) -> str:
    """A value as people here write it; zero sums are left empty."""
    if value is None or value is False or value == "":
        return ""
    if column.kind == MONEY and isinstance(value, (int, float, Decimal)):
        return pdf.money(pdf.tiyin(value)) if pdf.tiyin(value) else ""
    if column.kind == NUMBER and isinstance(value, (int, float, Decimal)):
        return pdf.kwh(pdf.watthours(value)) if value else ""
    if isinstance(value, date):
        return pdf.day(value)
    return str(value)
