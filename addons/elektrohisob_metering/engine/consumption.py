"""Consumption of a usage point, laid on the days on which it was used.

A reading dated D is the state of the register at 00:00 of D. Energy between two
neighbouring readings of one installation is spread evenly over the days between
them and cut at month borders; energy is an integer number of Wh. The result
depends on the facts alone: not on the order in which readings arrived, nor on
how an interval was cut. Source: VMQ 319 annex 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from odoo.addons.elektrohisob_base.engine.period import (
    month_start,
    months,
    next_month,
    share,
)

MEASURED = "measured"
ESTIMATED = "estimated"

# The register that is charged; zones (A+1…), A-, R+ and R- are booked beside it.
ACTIVE = "A+"

# How a piece came about.
REGISTER = "register"  # difference of two readings
PROFILE = "profile"  # sum of interval data
AVERAGE = "average"  # estimate: usual energy a day
LAST_YEAR = "last_year"  # estimate: the same days a year before
POWER = "power"  # estimate: permitted power × hours
NORM = "norm"  # no meter: power of the equipment × hours
LOSS = "loss"  # between the meter and the balance boundary
SUBCONSUMER = "sub"  # energy of another consumer behind this meter


class ReadingDecreased(ValueError):
    """A register shows less than before and nobody confirmed a rollover."""

    def __init__(self, before: "Reading", after: "Reading") -> None:
        self.before, self.after = before, after
        super().__init__(
            f"register fell from {before.value / 1000:.3f} on {before.day} to "
            f"{after.value / 1000:.3f} on {after.day}"
        )


class ReadingMissing(ValueError):
    """A meter was not read, and nothing allows an estimate."""


# Tuples: a settlement makes several for every account; dataclasses cost three times.


class Reading(NamedTuple):
    """Register state ``value`` (Wh as shown, before the multiplier) at 00:00 of
    ``day``. ``rollover``: the register passed its last digit since the reading
    before, which an operator has confirmed."""

    id: int
    day: date
    value: int
    rollover: bool = False


class Installation(NamedTuple):
    """One meter at one usage point on the days [start, end).

    ``capacity``: Wh at which the register turns over to zero. ``multiplier``: product
    of the transformer ratios. ``is_main``: interval data of the point are its;
    ``is_active``: it counts the energy that is charged."""

    id: int
    point_id: int
    start: date
    end: date | None
    multiplier: int
    capacity: int
    is_main: bool = True
    is_active: bool = True


class Piece(NamedTuple):
    """``wh`` used at a point on the days [start, end) of one ``month``.

    ``register``: what was measured (varh for R+ and R-); ``origin``: how the piece
    came about. A norm has neither installation nor readings."""

    point_id: int
    installation_id: int | None
    month: date
    start: date
    end: date
    wh: int
    reading_from: int | None
    reading_to: int | None
    quality: str = MEASURED
    register: str = ACTIVE
    origin: str = REGISTER

    @property
    def key(self) -> "Key":
        """What makes two pieces the same fact: everything but the energy."""
        return self[:5] + self[6:]


Key = tuple[int, int | None, date, date, date, int | None, int | None, str, str, str]


def register_difference(
    installation: Installation, before: Reading, after: Reading
) -> int:
    """Wh between two readings of one installation, multiplier applied.

    :raise ReadingDecreased: the register went back without a confirmed rollover.
    """
    shown = after.value - before.value
    if shown < 0:
        if not after.rollover:
            raise ReadingDecreased(before, after)
        shown += installation.capacity
    return shown * installation.multiplier


def measured(
    installation: Installation,
    readings: Sequence[Reading],
    since: date,
    until: date,
    register: str = ACTIVE,
    profile: Mapping[date, int] | None = None,
) -> list[Piece]:
    """Cut the energy between neighbouring ``readings`` (sorted by day) into
    pieces by month, keeping what lies in [since, until).

    With a ``profile`` (day → Wh) of all days between two readings the months get
    their share by it, otherwise evenly by days.

    :raise ReadingDecreased: see :func:`register_difference`.
    """
    pieces: list[Piece] = []
    for before, after in pairwise(readings):
        if after.day <= since or before.day >= until:
            continue
        wh = register_difference(installation, before, after)
        point_id, id_ = installation.point_id, installation.id
        if after.day <= next_month(before.day):
            # all of it in one month, the common case: nothing to share out
            if before.day >= since and after.day <= until:
                days = (month_start(before.day), before.day, after.day)
                how = (MEASURED, register)
                pieces.append(
                    Piece(point_id, id_, *days, wh, before.id, after.id, *how)
                )
            continue
        for month, start, end in months(before.day, after.day):
            if start >= since and end <= until:
                pieces.append(
                    Piece(
                        *(point_id, id_, month, start, end),
                        part(wh, before.day, after.day, start, end, profile),
                        *(before.id, after.id, MEASURED, register),
                    )
                )
    return pieces


def part(
    wh: int,
    first: date,
    last: date,
    start: date,
    end: date,
    profile: Mapping[date, int] | None,
) -> int:
    """What of ``wh`` used on [first, last) falls on [start, end)."""
    if profile:
        weights = [
            profile.get(first + timedelta(n)) for n in range((last - first).days)
        ]
        known = [weight for weight in weights if weight is not None]
        if len(known) == len(weights) and sum(known) > 0:
            low, high = (start - first).days, (end - first).days
            total = sum(known)
            return wh * sum(known[:high]) // total - wh * sum(known[:low]) // total
    return share(wh, first, last, end) - share(wh, first, last, start)


def by_month(pieces: Iterable[Piece]) -> dict[date, list[Piece]]:
    """Group pieces by the month in which the energy was used."""
    result: dict[date, list[Piece]] = {}
    for piece in pieces:
        result.setdefault(piece.month, []).append(piece)
    return result
