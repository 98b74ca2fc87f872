"""Parts of a sum paid by instalments; integer tiyin."""

from collections.abc import Sequence
from datetime import date, timedelta

from odoo.addons.elektrohisob_base.engine.period import next_month

SOUM = 100  # tiyin


def split(amount: int, count: int) -> list[int]:
    """``count`` equal parts in whole so'm; the last takes the rest.

    >>> split(1000050, 3)
    [333300, 333300, 333450]
    """
    part = amount // count // SOUM * SOUM
    return [*[part] * (count - 1), amount - part * (count - 1)]


def due_days(first: date, count: int, day: int) -> list[date]:
    """Day ``day`` of ``count`` months from that of ``first`` on; not before it.

    >>> due_days(date(2026, 11, 20), 2, 10)
    [datetime.date(2026, 12, 10), datetime.date(2027, 1, 10)]
    """
    month = first.replace(day=1)
    if month + timedelta(days=day - 1) < first:
        month = next_month(month)
    days = []
    for _number in range(count):
        days.append(month + timedelta(days=day - 1))
        month = next_month(month)
    return days


def spread_paid(paid: int, parts: Sequence[int]) -> list[int]:
    """What of each part is paid, the earliest first.

    >>> spread_paid(150, [100, 100])
    [100, 50]
    """
    result = []
    for part in parts:
        result.append(max(0, min(part, paid)))
        paid -= result[-1]
    return result
