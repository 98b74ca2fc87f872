"""Values of a parameter: what text means, and which one is in force where and when.

A unit is an id of the organisation tree, 0 the whole country; a chain names a unit
and those above it, nearest first, the country last. Days are closed ranges, and an
empty end is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

Typed = int | Decimal | bool | date | str

INTEGERS = frozenset({"integer", "days"})
NUMBERS = INTEGERS | {"decimal", "money", "percent"}
_WORDS = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Value:
    """``value`` in force in ``unit`` and below it on the days ``start``..``end``."""

    id: int
    unit: int
    start: date
    end: date | None
    value: Typed

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def parse(kind: str, text: str) -> Typed:
    """What the stored ``text`` of a parameter of the ``kind`` means.

    >>> parse("days", "15"), parse("percent", "0.10"), parse("boolean", "1")
    (15, Decimal('0.10'), True)

    :raise ValueError: the text is not of the kind
    """
    text = text.strip()
    if kind in INTEGERS:
        return int(text)
    if kind in NUMBERS:
        return _number(text)
    if kind == "boolean":
        if text not in _WORDS:
            raise ValueError(text)
        return _WORDS[text]
    if kind == "date":
        return date.fromisoformat(text)
    if not text:
        raise ValueError(text)
    return text


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def store(value: Typed) -> str:
    """Text that :func:`parse` reads back.

    >>> store(Decimal("0.100")), store(Decimal("41200.00")), store(False)
    ('0.1', '41200', '0')
    """
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def within(value: Typed, lowest: str, highest: str) -> bool:
    """Whether a number keeps its bounds; an empty bound allows everything.

    >>> within(40, "1", "28"), within(Decimal("0.1"), "0", "")
    (False, True)
    """
    if isinstance(value, (bool, date, str)):
        return True
    return not (lowest and value < _number(lowest)) and not (
        highest and value > _number(highest)
    )


def value_on(values: Iterable[Value], chain: Sequence[int], day: date) -> Value | None:
    """The value of the nearest unit of the ``chain`` that has one on ``day``."""
    held = {value.unit: value for value in values if value.holds_on(day)}
    return next((held[unit] for unit in chain if unit in held), None)


def eras(
    values: Sequence[Value], chain: Sequence[int], start: date, end: date
) -> list[tuple[date, Value | None]]:
    """What is in force on the days [``start``, ``end``): (first day, value) of each
    stretch over which the value stays the same, None where there is none."""
    changes = {start}
    for value in values:
        if value.unit in chain:
            after = value.end and value.end + timedelta(days=1)
            changes |= {
                day for day in (value.start, after) if day and start < day < end
            }
    found: list[tuple[date, Value | None]] = []
    for day in sorted(day for day in changes if start <= day < end):
        value_now = value_on(values, chain, day)
        if not found or not _same(found[-1][1], value_now):
            found.append((day, value_now))
    return found


def _same(before: Value | None, after: Value | None) -> bool:
    if before is None or after is None:
        return before is after
    return before.value == after.value
