"""What every adapter of automatic metering gives: days of channels, registers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from odoo.addons.elektrohisob_base.engine.moment import TASHKENT

__all__ = ["COMMERCIAL", "FIRST", "LAST", "MISSING", "NON_COMMERCIAL", "ChannelDay",
           "FileError", "IntervalFile", "RegisterReading", "day_places",
           "local_time", "parse_number", "split_days", "to_wh"]  # fmt: skip

COMMERCIAL, NON_COMMERCIAL, MISSING = 0, 1, 2
DAY_MINUTES = 24 * 60
STEPS = (1, 3, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440)
MAX_WH = 2**31 - 1
# what is not between them is a typing error, and too far for sums of dates
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
WH = 1000
_TIME = re.compile(r"(\d{2}):?(\d{2})")


class FileError(Exception):
    """The file is refused whole; ``code`` says why, ``figures`` how much."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


@dataclass(frozen=True, slots=True)
class ChannelDay:
    """Energy of one channel on one day: Wh (varh) per interval and their qualities.

    ``problem`` is the code of what makes the day unusable; ``notes`` are the texts
    the sender gave for doubtful intervals. A ``partial`` day adds to what is known.
    ``serial`` and ``account`` tell whose an unknown channel is; ``is_primary``: whether
    the sender multiplied by the transformer ratios (None: as usual for the format).
    """

    line_no: int
    area: str
    point: str
    reading_type: str
    day: date | None
    step: int = 30
    values: tuple[int, ...] = ()
    qualities: tuple[int, ...] = ()
    name: str = ""
    serial: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    figures: dict[str, object] = field(default_factory=dict)
    partial: bool = False
    account: str = ""
    is_primary: bool | None = None

    @property
    def wh(self) -> int:
        """Sum of the intervals."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """State of a register of a meter at 00:00 of a day, in kWh as it shows."""

    line_no: int
    serial: str
    reading_type: str
    day: date
    value: str


@dataclass(frozen=True, slots=True)
class IntervalFile:
    """A file as read. ``number`` and ``sent``: which of two files is the newer.

    ``count`` and ``total_wh`` are the control figures of everything in the file,
    taken or not.
    """

    sender: str
    number: int
    sent: datetime | None
    days: tuple[ChannelDay, ...]
    readings: tuple[RegisterReading, ...] = ()
    gmt: int | None = None
    count: int = 0
    total_wh: int | Decimal = 0


def parse_number(text: str) -> Decimal | None:
    """A finite number written with a point or a comma; blanks may group digits.

    >>> parse_number("1 234,5"), parse_number("1e5"), parse_number("")
    (Decimal('1234.5'), None, None)
    """
    clean = text.replace("\xa0", "").replace(" ", "").replace(",", ".")
    if len(clean) > 30 or not set(clean) <= set("0123456789.+-"):
        return None
    try:
        return Decimal(clean)
    except InvalidOperation:
        return None


def to_wh(numbers: list[Decimal | None]) -> list[int]:
    """kWh as whole Wh; what is finer is carried over, so that the day keeps its sum."""
    result, rest = [], Decimal(0)
    for number in numbers:
        exact = (number or 0) * WH + rest
        whole = int(exact.to_integral_value()) if number is not None else 0
        rest = exact - whole
        result.append(whole)
    return result


def split_days(
    slots: Mapping[datetime, tuple[Decimal | None, int]], template: ChannelDay
) -> Iterator[ChannelDay]:
    """Days of a channel from energies by the local start of their interval.

    :param slots: start → (kWh, quality)
    :param template: what is common to the days; its ``step`` is that of the slots
    """
    step, by_day = template.step, {}
    for start, cell in slots.items():
        by_day.setdefault(start.date(), []).append((start, cell))
    for day, found in sorted(by_day.items()):
        count = DAY_MINUTES // step
        numbers: list[Decimal | None] = [None] * count
        qualities, problem = [MISSING] * count, template.problem
        for start, (number, quality) in found:
            place, rest = divmod(start.hour * 60 + start.minute, step)
            if rest or start.second:
                problem = "periods"
            elif number is not None:
                numbers[place], qualities[place] = number, quality
        values = to_wh(numbers)
        if any(not 0 <= value <= MAX_WH for value in values):
            problem = "negative" if min(values) < 0 else "too_large"
        yield replace(
            template,
            day=day,
            values=tuple(values),
            qualities=tuple(qualities),
            problem=problem,
            figures={"count": len(found), **template.figures},
        )


def local_time(text: str) -> datetime | None:
    """ISO time with or without a zone as the local time of Uzbekistan; None too where
    it is beyond all sense."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if instant.tzinfo:
        try:
            instant = instant.astimezone(TASHKENT)
        except OverflowError:
            return None
    return instant.replace(tzinfo=None) if FIRST <= instant.date() <= LAST else None


@lru_cache(maxsize=256)
def day_places(
    pattern: tuple[tuple[str, str], ...],
) -> tuple[int, list[int] | None, str]:
    """(minutes of a step, place of each period in the day, problem); no places if
    the periods fill the day in order."""
    spans = [(_minutes(start), _minutes(end, is_end=True)) for start, end in pattern]
    if not spans or any(start is None or end is None for start, end in spans):
        return 30, None, "periods"
    lengths = {end - start for start, end in spans}
    if len(lengths) != 1 or (step := lengths.pop()) not in STEPS:
        return 30, None, "periods"
    if any(start % step for start, _end in spans):
        return step, None, "periods"
    places = [start // step for start, _end in spans]
    if len(set(places)) != len(places):
        return step, None, "overlap"
    is_whole = places == list(range(DAY_MINUTES // step))
    return step, None if is_whole else places, ""


def _minutes(text: str, is_end: bool = False) -> int | None:
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    hours, minutes = int(match.group(1)), int(match.group(2))
    total = hours * 60 + minutes
    if minutes > 59 or total > DAY_MINUTES:
        return None
    return DAY_MINUTES if is_end and not total else total
