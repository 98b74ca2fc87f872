"""Working days of a five-day week, Monday to Friday.

Labour Code of Uzbekistan, article 208: a weekly day off that falls on a holiday moves
to the next working day after the holiday. In force since 30 April 2023.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

TRANSFER_FROM = date(2023, 4, 30)
LOOK_BACK = timedelta(days=21)
DAY = timedelta(days=1)
WEEKEND = (5, 6)
LONGEST = 3660


@dataclass(frozen=True)
class Calendar:
    """What makes a day no usual one.

    ``yearly``: (month, day, first, last) of holidays of every year; ``holidays``:
    single holidays (Hayit); ``off``: days off by decree; ``working``: weekend days
    made working days by decree.
    """

    yearly: frozenset[tuple[int, int, date, date]] = frozenset()
    holidays: frozenset[date] = frozenset()
    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()


def is_holiday(calendar: Calendar, day: date) -> bool:
    """Whether ``day`` is a public holiday, on whatever day of the week."""
    return day in calendar.holidays or any(
        (day.month, day.day) == (month, number) and first <= day <= last
        for month, number, first, last in calendar.yearly
    )


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether ``day`` is worked: no weekend, holiday, day off, moved day off."""
    return _is_usual(calendar, day) and day not in _moved(calendar, day)


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (before it if negative).

    Zero gives ``day`` itself if it is worked, else the next working day.
    """
    step = DAY if count >= 0 else -DAY
    left = abs(count)
    if not left:
        while not is_working_day(calendar, day):
            day += step
    for _ in range(LONGEST):
        if not left:
            return day
        day += step
        left -= is_working_day(calendar, day)
    raise OverflowError("no working day within ten years")


def count_working_days(calendar: Calendar, start: date, end: date) -> int:
    """Working days in [start, end)."""
    days = (end - start).days
    return sum(is_working_day(calendar, start + n * DAY) for n in range(days))


def _is_usual(calendar: Calendar, day: date) -> bool:
    if day in calendar.working:
        return True
    return not (
        day.weekday() in WEEKEND or day in calendar.off or is_holiday(calendar, day)
    )


def _moved(calendar: Calendar, day: date) -> Iterator[date]:
    """Working days up to ``day`` that became days off for a holiday at a weekend."""
    owed = 0
    current = max(day - LOOK_BACK, TRANSFER_FROM)
    while current <= day:
        if current.weekday() in WEEKEND and is_holiday(calendar, current):
            owed += 1
        elif owed and _is_usual(calendar, current):
            owed -= 1
            yield current
        current += DAY
