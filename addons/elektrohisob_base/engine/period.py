"""Calendar arithmetic of settlement. Ranges are half-open: [start, end)."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise


@lru_cache(maxsize=1024)
def month_start(day: date) -> date:
    """First day of the month of ``day``."""
    return day.replace(day=1)


@lru_cache(maxsize=1024)
def next_month(day: date) -> date:
    """First day of the month after that of ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months(start: date, end: date) -> Iterator[tuple[date, date, date]]:
    """Cut [start, end) at month borders: yields (month, part start, part end)."""
    while start < end:
        border = next_month(start)
        yield month_start(start), start, min(border, end)
        start = border


def eras(start: date, end: date, cuts: Iterable[date]) -> list[tuple[date, date]]:
    """Cut [start, end) at every date of ``cuts`` that lies inside it."""
    inside = sorted({cut for cut in cuts if start < cut < end})
    borders = [start, *inside, end]
    return list(pairwise(borders)) if start < end else []


def share(total: int, start: date, end: date, day: date) -> int:
    """Part of ``total`` that falls on [start, day) when spread evenly by days
    over [start, end), rounded down.

    Differences of shares add up to ``total`` exactly however the range is cut.
    """
    return total * (day - start).days // (end - start).days
