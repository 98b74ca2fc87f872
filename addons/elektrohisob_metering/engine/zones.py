"""Energy of intervals by zone of the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

SLOTS = 24


@dataclass(frozen=True, slots=True)
class ZoneCalendar:
    """Zone of each hour of the day, in force from a day until another (open if None).

    ``hours`` are 24 digits, the number of the zone of each hour.
    """

    start: date
    end: date | None
    hours: str


def zone_sums(values: Sequence[int], hours: str) -> dict[int, int]:
    """Zone → Wh of one day; intervals longer than an hour are split evenly, their
    rest goes to the first hour.

    >>> zone_sums([5] * 24, "3" * 6 + "1" * 18)
    {3: 30, 1: 90}
    """
    found: dict[int, int] = {}
    count = len(values)
    if count >= SLOTS:
        for place, value in enumerate(values):
            zone = int(hours[place * SLOTS // count])
            found[zone] = found.get(zone, 0) + value
        return found
    span = SLOTS // count
    for place, value in enumerate(values):
        part, rest = divmod(value, span)
        for hour in range(span):
            zone = int(hours[place * span + hour])
            found[zone] = found.get(zone, 0) + part + (0 if hour else rest)
    return found


def hours_on(day: date, calendars: Sequence[ZoneCalendar]) -> str:
    """Zones of the hours of a day; zone 0 where no calendar is in force."""
    return next(
        (
            calendar.hours
            for calendar in calendars
            if calendar.start <= day and (not calendar.end or day < calendar.end)
        ),
        "0" * SLOTS,
    )


def sums_by_month(
    days: Iterable[tuple[date, Sequence[int]]], calendars: Sequence[ZoneCalendar]
) -> dict[tuple[date, int], int]:
    """(first day of the month, zone) → Wh; zone 0 where no calendar is in force."""
    found: dict[tuple[date, int], int] = {}
    for day, values in days:
        hours = hours_on(day, calendars)
        for zone, wh in zone_sums(values, hours).items():
            key = (day.replace(day=1), zone)
            found[key] = found.get(key, 0) + wh
    return found
