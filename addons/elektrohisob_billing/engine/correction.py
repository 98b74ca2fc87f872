"""Corrections of the past, month by month: what was charged and what is right.

Energy in Wh, money in tiyin. Books are those of :mod:`elektrohisob_base.engine.diff`
whose keys begin with the month of use: (Wh, tiyin with VAT, tiyin of VAT).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

Figures = tuple[int, int, int]
Key = tuple[date, *tuple[object, ...]]
Book = Mapping[Key, Figures]


@dataclass(frozen=True, slots=True)
class Month:
    """One corrected month of use."""

    month: date
    before: Figures
    after: Figures

    @property
    def change(self) -> Figures:
        """What is added to the books."""
        wh, amount, vat = (
            after - before
            for after, before in zip(self.after, self.before, strict=True)
        )
        return (wh, amount, vat)


def compare_months(target: Book, booked: Book, months: Iterable[date]) -> list[Month]:
    """What was charged and what is right in each of the ``months``, oldest first.

    >>> may = date(2026, 5, 1)
    >>> booked = {(may, 1): (100_000, 6_500_000, 696_429)}
    >>> right = {(may, 1): (120_000, 7_800_000, 835_714)}
    >>> [month.change for month in compare_months(right, booked, {may})]
    [(20000, 1300000, 139285)]
    """
    before, after = _by_month(booked), _by_month(target)
    nothing = (0, 0, 0)
    return [
        Month(month, before.get(month, nothing), after.get(month, nothing))
        for month in sorted(months)
    ]


def total(months: list[Month]) -> Figures:
    """Sum of the changes."""
    changes = [month.change for month in months]
    wh, amount, vat = (sum(column) for column in zip(*changes, strict=True))
    return (wh, amount, vat)


def _by_month(book: Book) -> dict[date, Figures]:
    sums: dict[date, Figures] = {}
    for key, found in book.items():
        wh, amount, vat = found[:3]  # the quantity of a component adds up to nothing
        known = sums.get(key[0], (0, 0, 0))
        sums[key[0]] = (known[0] + wh, known[1] + amount, known[2] + vat)
    return sums
