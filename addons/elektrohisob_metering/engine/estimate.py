"""Energy of a meter nobody read, and how it is guessed.

An estimate starts at the newest reading and disappears from the target when a later
one arrives; a month already estimated keeps its figure when a later one is added.
Energy is integer Wh. Source: VMQ 319 annex 1.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from odoo.addons.elektrohisob_base.engine.period import months

from .consumption import (
    ACTIVE,
    AVERAGE,
    ESTIMATED,
    LAST_YEAR,
    POWER,
    Installation,
    Piece,
    Reading,
    part,
    register_difference,
)

# A meter after those it took over from, oldest first, each with its readings by day.
Chain = Sequence[tuple[Installation, Sequence[Reading]]]


class Rules(NamedTuple):
    """What estimates of one meter rest on.

    ``base_days``: days of the average; ``limit``: first day that is no longer
    estimated by what was measured before; ``power``: Wh a day that permitted power
    gives from then on, 0 where that rule is off; ``by_last_year``: whether the same
    days a year before come first."""

    base_days: int
    limit: date
    power: int = 0
    by_last_year: bool = False


def average(chain: Chain, days: int) -> tuple[int, int]:
    """(Wh, days) of the newest measured interval of at least ``days`` days, or
    of all there is: the base of an estimate. (0, 0) when nothing is known.

    Average daily consumption of the previous three months.
    """
    total = covered = 0
    for installation, readings in reversed(chain):
        pairs = zip(reversed(readings[:-1]), reversed(readings), strict=False)
        for before, after in pairs:
            if covered >= days:
                return total, covered
            total += register_difference(installation, before, after)
            covered += (after.day - before.day).days
    return total, covered


def last_year(chain: Chain, start: date, end: date) -> tuple[int, int]:
    """(Wh, days) measured on the same days a year before; (0, 0) unless all of
    them were."""
    first, last = _year_before(start), _year_before(end)
    total = covered = 0
    for installation, readings in chain:
        for before, after in pairwise(readings):
            low, high = max(before.day, first), min(after.day, last)
            if low < high:
                wh = register_difference(installation, before, after)
                total += part(wh, before.day, after.day, low, high, None)
                covered += (high - low).days
    return (total, covered) if covered == (last - first).days else (0, 0)


def _year_before(day: date) -> date:
    """Same day of the year before; 28 February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def guessed(
    installation: Installation, last: Reading, chain: Chain, rules: Rules, until: date
) -> list[Piece]:
    """Pieces from the ``last`` reading to ``until``: month by month the energy of
    last year or the average, from the limit on (or where nothing was measured) what
    the power gives. Days for which no rule gives a figure have no piece."""
    end = min(until, installation.end or until)
    limit = max(last.day, min(end, rules.limit))
    usual = average(chain, rules.base_days)
    pieces = []
    for _month, start, stop in months(last.day, limit):
        of_year = last_year(chain, start, stop) if rules.by_last_year else (0, 0)
        if of_year[1]:
            base, origin, since = of_year, LAST_YEAR, start
        elif usual[1]:
            base, origin, since = usual, AVERAGE, last.day
        elif rules.power:
            base, origin, since = (rules.power, 1), POWER, start
        else:
            continue
        found = estimated(installation, last, base, stop, origin=origin, since=since)
        pieces += [piece for piece in found if piece.start >= start]
    if rules.power:
        base = (rules.power, 1)
        pieces += estimated(installation, last, base, end, origin=POWER, since=limit)
    return pieces


def estimated(
    installation: Installation,
    last: Reading,
    base: tuple[int, int],
    until: date,
    register: str = ACTIVE,
    origin: str = AVERAGE,
    since: date | None = None,
) -> list[Piece]:
    """Pieces from the ``last`` reading, or ``since`` a later day, to ``until`` at the
    rate ``base`` (Wh, days); they disappear from the target as soon as a later
    reading arrives.

    A month already estimated keeps its figure when ``until`` moves on."""
    wh, days = base
    if not days:
        return []
    first = since or last.day
    end_day = min(until, installation.end or until)
    return [
        Piece(
            installation.point_id,
            installation.id,
            month,
            start,
            end,
            wh * (end - first).days // days - wh * (start - first).days // days,
            last.id,
            None,
            ESTIMATED,
            register,
            origin,
        )
        for month, start, end in months(first, end_day)
    ]
