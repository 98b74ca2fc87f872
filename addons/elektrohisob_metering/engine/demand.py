"""Maximum demand: the greatest average power of an interval, by month.

Energy is integer Wh of intervals of equal length; power is W. A register of maximum
demand shows the greatest since it was reset, and is reset when it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from odoo.addons.elektrohisob_base.engine.period import months

from .zones import ZoneCalendar, hours_on

MINUTES = 24 * 60
SLOTS = 24


@dataclass(frozen=True, slots=True)
class Peak:
    """Greatest power (W) and the local start of the interval it was in."""

    watts: int
    start: datetime


def peaks_by_month(
    days: Iterable[tuple[date, Sequence[int]]],
    calendars: Sequence[ZoneCalendar] = (),
    zone: int | None = None,
) -> dict[date, Peak]:
    """First day of the month → its maximum demand, of one ``zone`` only if given; of
    equal ones the first. An interval that begins in a zone is of that zone.

    >>> peaks_by_month([(date(2026, 11, 1), [500] * 47 + [700])])[date(2026, 11, 1)]
    Peak(watts=1400, start=datetime.datetime(2026, 11, 1, 23, 30))
    """
    found: dict[date, Peak] = {}
    for day, values in sorted(days, key=lambda item: item[0]):
        count = len(values)
        step = MINUTES // count
        hours = hours_on(day, calendars) if zone is not None else ""
        month = day.replace(day=1)
        for place, wh in enumerate(values):
            if zone is not None and int(hours[place * SLOTS // count]) != zone:
                continue
            watts = wh * 60 // step
            if month not in found or watts > found[month].watts:
                start = datetime(day.year, day.month, day.day) + timedelta(
                    minutes=place * step
                )
                found[month] = Peak(watts, start)
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """Greatest power (W) a register showed on ``day`` since it was read ``since``."""

    watts: int
    since: date
    day: date


def register_peaks(
    readings: Iterable[tuple[date, int]], start: date, multiplier: int = 1
) -> dict[date, Shown]:
    """First day of the month → what the register of a meter hung on ``start`` showed
    for it; ``readings``: (day, W as shown).

    A reading belongs to the month that most of its days are of, the later one of two;
    of several readings of a month the greatest counts. One of the first day shows the
    days before the meter hung here.

    >>> found = register_peaks([(date(2026, 12, 3), 500)], date(2026, 11, 1), 20)
    >>> found[date(2026, 11, 1)].watts
    10000
    """
    found: dict[date, Shown] = {}
    since = start
    for day, shown in sorted(readings):
        if day <= start:
            continue
        spans = [
            ((end - first).days, month) for month, first, end in months(since, day)
        ]
        month = max(spans)[1]
        watts = shown * multiplier
        if month not in found or watts > found[month].watts:
            found[month] = Shown(watts, since, day)
        since = day
    return found
