"""When a payment service hands its money over, and for which days. No database here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.elektrohisob_base.engine.working_days import (
    Calendar,
    add_working_days,
)

#: A date further back in the purpose is that of a contract, not of payments.
FARTHEST = 31
_DAY = timedelta(days=1)
_DATE = re.compile(
    r"(?<![0-9])(?:([0-9]{2})[./\-]([0-9]{2})[./\-]([0-9]{4})"
    r"|([0-9]{4})-([0-9]{2})-([0-9]{2}))(?![0-9])"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a contract: the money of a day comes ``days`` later, working days where
    there is a ``calendar``, less ``percent`` if ``net``."""

    days: int = 1
    calendar: Calendar | None = None
    net: bool = False
    percent: Decimal = Decimal(0)


def due_day(day: date, terms: Terms) -> date:
    """The day on which the bank has the money of ``day``.

    >>> due_day(date(2026, 5, 15), Terms(1))
    datetime.date(2026, 5, 16)
    >>> due_day(date(2026, 5, 15), Terms(1, Calendar()))
    datetime.date(2026, 5, 18)
    """
    if terms.calendar is None:
        return day + terms.days * _DAY
    return add_working_days(terms.calendar, day, terms.days)


def settled_days(value_date: date, purpose: str, terms: Terms) -> tuple[date, date]:
    """First and last day that a transfer of ``value_date`` is for: as its purpose says,
    else the days whose money is due then.

    >>> settled_days(date(2026, 5, 18), "Реестр за 15.05.2026-17.05.2026", Terms(1))
    (datetime.date(2026, 5, 15), datetime.date(2026, 5, 17))
    >>> settled_days(date(2026, 5, 18), "Реестр", Terms(1, Calendar()))
    (datetime.date(2026, 5, 15), datetime.date(2026, 5, 17))
    """
    earliest = value_date - FARTHEST * _DAY
    named = [day for day in _find_dates(purpose) if earliest <= day <= value_date]
    if named:
        return min(named), max(named)
    back = (value_date - number * _DAY for number in range(FARTHEST + 1))
    due = [day for day in back if due_day(day, terms) == value_date]
    if due:
        return min(due), max(due)
    day = max(value_date - terms.days * _DAY, earliest)
    return day, day


def _find_dates(text: str) -> Iterator[date]:
    for match in _DATE.finditer(text):
        day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def commission(tiyin: int, terms: Terms) -> int:
    """Tiyin the service keeps of the payments of a day; half a tiyin is one.

    >>> commission(100_050, Terms(1, net=True, percent=Decimal("1.5")))
    1501
    """
    return earned(tiyin, terms) if terms.net else 0


def earned(tiyin: int, terms: Terms) -> int:
    """Tiyin of commission on the payments of a day, kept or paid apart.

    >>> earned(100_050, Terms(1, percent=Decimal("1.5")))
    1501
    """
    part = Decimal(tiyin) * terms.percent / 100
    return int(part.quantize(Decimal(1), ROUND_HALF_UP))


def vat_of(tiyin: int, percent: float) -> int:
    """VAT inside a sum.

    >>> vat_of(11_200, 12), vat_of(100, 0)
    (1200, 0)
    """
    rate = Decimal(str(percent))
    part = Decimal(tiyin) * rate / (100 + rate)
    return int(part.quantize(Decimal(1), ROUND_HALF_UP))


def share(tiyin: int, expected: Mapping[date, int]) -> dict[date, int]:
    """A transfer over the days it is for: each gets what is expected in the order of
    the days, the last one what is left, so that the sum of the parts is the whole.

    >>> share(250, {date(2026, 5, 8): 100, date(2026, 5, 9): 120})
    {datetime.date(2026, 5, 8): 100, datetime.date(2026, 5, 9): 150}
    """
    days, left = sorted(expected), tiyin
    parts = {}
    for day in days[:-1]:
        parts[day] = min(expected[day], left)
        left -= parts[day]
    parts[days[-1]] = left
    return parts
