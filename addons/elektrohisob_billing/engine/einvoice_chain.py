"""What is issued for a correction of an invoice: the chain never holds a negative row.

More is an additional document (type 1) with the difference. Less is a corrected
document (type 4): it replaces the original, so it holds what the month comes to after
all corrections, less what standing additional documents hold. If nothing is left, the
document that stands is taken back instead. Sums are so'm.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

ADDITIONAL, CORRECTED, CANCEL, IMPOSSIBLE = (
    "additional", "corrected", "cancel", "impossible",
)  # fmt: skip
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an invoice; below zero in a credit note."""

    name: str
    unit: str
    vat_rate: Decimal
    price: Decimal
    quantity: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """What is issued: its kind, and its lines. ``impossible``: a line stays below
    zero, or the month does."""

    kind: str
    lines: tuple[Line, ...] = ()


def plan(booked: Sequence[Iterable[Line]], standing: Sequence[Iterable[Line]]) -> Step:
    """The document for the last of the booked invoices.

    :param booked: lines of the original, of every correction, of the last one
    :param standing: lines of the additional documents that stand
    """
    last = fold(booked[-1])
    if last and all(line.net > 0 and line.vat >= 0 for line in last):
        return Step(ADDITIONAL, last)
    lines = fold(
        [
            *(line for part in booked for line in part),
            *(_negative(line) for part in standing for line in part),
        ]
    )
    if not lines:
        return Step(CANCEL)
    if any(line.net <= 0 or line.vat < 0 for line in lines):
        lines = _merge(lines)
    if not lines:
        return Step(CANCEL)
    if any(line.net <= 0 or line.vat < 0 for line in lines):
        return Step(IMPOSSIBLE)
    return Step(CORRECTED, lines)


def fold(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines of one thing at one price together; those that come to nothing left out."""
    return _sum(lines, lambda line: (line.name, line.unit, line.vat_rate, line.price))


def _merge(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines of one unit and rate in one: prices differ, so it has their average."""
    return _sum(lines, lambda line: (line.unit, line.vat_rate))


def _sum(
    lines: Iterable[Line], key: Callable[[Line], tuple[object, ...]]
) -> tuple[Line, ...]:
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    found = (_total(group) for group in groups.values())
    return tuple(line for line in found if line.net or line.vat)


def _total(group: Sequence[Line]) -> Line:
    first = group[0]
    quantity = sum((line.quantity for line in group), ZERO)
    net = sum((line.net for line in group), ZERO)
    vat = sum((line.vat for line in group), ZERO)
    price = first.price
    if any(line.price != price for line in group):
        price = net / quantity if quantity else ZERO
    return Line(first.name, first.unit, first.vat_rate, price, quantity, net, vat)


def _negative(line: Line) -> Line:
    return Line(
        *(line.name, line.unit, line.vat_rate, line.price),
        *(-line.quantity, -line.net, -line.vat),
    )
