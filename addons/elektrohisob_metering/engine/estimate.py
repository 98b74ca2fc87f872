"""Energy of a meter nobody read, and how it is guessed.

An estimate starts at the newest reading and disappears from the target when a later
one arrives. Energy is integer Wh. Source: VMQ 319 annex 1.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from odoo.addons.elektrohisob_base.engine.period import months

from .consumption import (
    ACTIVE,
    AVERAGE,
    ESTIMATED,
    Installation,
    Piece,
    Reading,
    part,
    register_difference,
)


def average(
    installation: Installation, readings: Sequence[Reading], days: int
) -> tuple[int, int]:
    """(Wh, days) of the newest measured interval of at least ``days`` days, or
    of all there is: the base of an estimate. (0, 0) when nothing is known.

    Average daily consumption of the previous three months.
    """
    total = covered = 0
    for before, after in zip(reversed(readings[:-1]), reversed(readings), strict=False):
        if covered >= days:
            break
        total += register_difference(installation, before, after)
        covered += (after.day - before.day).days
    return total, covered


def last_year(
    installation: Installation, readings: Sequence[Reading], start: date, end: date
) -> tuple[int, int]:
    """(Wh, days) measured on the same days a year before; (0, 0) unless all of
    them were."""
    first, last = _year_before(start), _year_before(end)
    if not readings or readings[0].day > first or readings[-1].day < last:
        return 0, 0
    total = 0
    for before, after in pairwise(readings):
        low, high = max(before.day, first), min(after.day, last)
        if low < high:
            wh = register_difference(installation, before, after)
            total += part(wh, before.day, after.day, low, high, None)
    return total, (last - first).days


def _year_before(day: date) -> date:
    """Same day of the year before; 28 February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def estimated(
    installation: Installation,
    last: Reading,
    base: tuple[int, int],
    until: date,
    register: str = ACTIVE,
    origin: str = AVERAGE,
) -> list[Piece]:
    """Pieces from the ``last`` reading to ``until`` at the rate ``base`` (Wh,
    days); they disappear from the target as soon as a later reading arrives.

    A month already estimated keeps its figure when ``until`` moves on."""
    wh, days = base
    if not days:
        return []
    end_day = min(until, installation.end or until)
    return [
        Piece(
            installation.point_id,
            installation.id,
            month,
            start,
            end,
            wh * (end - last.day).days // days - wh * (start - last.day).days // days,
            last.id,
            None,
            ESTIMATED,
            register,
            origin,
        )
        for month, start, end in months(last.day, end_day)
    ]
