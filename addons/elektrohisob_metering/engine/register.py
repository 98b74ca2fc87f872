"""A register of a meter: what it shows, what it can show, what went through it.

Energy is an integer in Wh as shown by the register (before the multiplier); a
reading dated D is the register at 00:00 of D.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

WH = 1000
VOLTS = 230
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Register:
    """Register of one installation on [start, end); the closing reading is dated
    ``end``. ``power``: permitted power in W, ``max_power``: W the meter itself can
    count (before the multiplier), 0 if unknown. ``off_since``: the point is
    disconnected from that day on.

    A register of maximum demand (``is_demand``) shows W, is reset when it is read,
    and is no meter of energy; ``least`` is the average power (W) that other registers
    have seen since the reading before, 0 if unknown."""

    start: date
    end: date | None
    multiplier: int
    digits: int
    power: int = 0
    max_power: int = 0
    off_since: date | None = None
    is_demand: bool = False
    least: int = 0

    @property
    def capacity(self) -> int:
        """Wh at which the register turns over to zero."""
        return int(10**self.digits) * WH

    def hung(self, day: date) -> bool:
        """Whether the meter was in use on ``day``."""
        return self.start <= day and (self.end is None or day < self.end)


class Known(NamedTuple):
    """A valid reading the register already has; a tuple, there are a dozen of them
    for every reading of a file."""

    day: date
    value: int
    rollover: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """The reading in question. ``confirmed``: somebody looked and stands for it;
    ``stranger``: telephone it was sent from, if that is none of the account's."""

    day: date
    value: int
    rollover: bool = False
    confirmed: bool = False
    stranger: str = ""


def parse_value(value: object) -> int | None:
    """Wh of a value in kWh as typed: None if it is not a number a register shows.

    Thousands may be parted by spaces; comma and point both mark decimals. Letters
    that look like digits, signs, exponents and formulas are not numbers.

    >>> parse_value(" 1 234,5 "), parse_value("1e3"), parse_value("-1")
    (1234500, None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        if not 0 <= value < 1e15:
            return None
        text = f"{value:.6f}".rstrip("0").rstrip(".")
    else:
        text = str(value).strip()
        text = re.sub(r"(?<=\d)[\s'](?=\d{3}(?!\d))", "", text)
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text.replace(",", "."))
    wh = number * WH
    return int(wh) if wh == int(wh) else None


def max_power(current: object, phases: object) -> int:
    """Watts a meter with the current range ``current`` can count at 230 V a phase;
    0 if the range does not say.

    >>> max_power("5(60)", "1"), max_power("5-7.5", "3"), max_power("", "1")
    (13800, 5175, 0)
    """
    figures = re.findall(r"\d+(?:[.,]\d+)?", str(current or ""))
    if not figures:
        return 0
    amperes = max(Decimal(figure.replace(",", ".")) for figure in figures)
    return int(amperes * VOLTS * (3 if str(phases) == "3" else 1))


def neighbours(
    known: Sequence[Known], day: date
) -> tuple[Known | None, Known | None, Known | None]:
    """Readings before, on and after ``day`` in ``known``, sorted by day."""
    same = after = None
    for reading in reversed(known):  # nearly always the newest one is before
        if reading.day < day:
            return reading, same, after
        if reading.day == day:
            same = reading
        else:
            after = reading
    return None, same, after


def difference(register: Register, before: Known, candidate: Candidate) -> int | None:
    """Wh from ``before`` to the candidate, None if the register ran backwards or
    counts no energy."""
    if register.is_demand:
        return None
    shown = candidate.value - before.value
    if shown < 0:
        if not candidate.rollover:
            return None
        shown += register.capacity
    return shown * register.multiplier


def daily_average(register: Register, known: Sequence[Known]) -> tuple[int, int]:
    """(Wh, days) measured over all of ``known``; (0, 0) when nothing is known."""
    if not known:
        return 0, 0
    # what is between the first and the last, but for the turns in between
    total = known[-1].value - known[0].value
    covered = (known[-1].day - known[0].day).days
    for before, after in pairwise(known):
        if after.value < before.value:
            if after.rollover:
                total += register.capacity
            else:
                total += before.value - after.value
                covered -= (after.day - before.day).days
    return total * register.multiplier, covered
