"""Energy of a point by days, from interval data of its channel.

Days with a gap are no days of a profile. Energy is integer Wh (varh for reactive
registers), multiplier applied; days half-open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from odoo.addons.elektrohisob_base.engine.period import month_start

from .consumption import (
    ACTIVE,
    AVERAGE,
    ESTIMATED,
    MEASURED,
    PROFILE,
    Installation,
    Piece,
    Reading,
)

DAY = timedelta(days=1)
BASE_DAYS = 31  # a month before a gap tells what is usual


@dataclass(slots=True)
class Profile:
    """``days``: day → Wh of complete days; ``doubtful``: those among them that the
    sender calls non-commercial."""

    days: dict[date, int] = field(default_factory=dict)
    doubtful: set[date] = field(default_factory=set)

    def known_to(self, start: date, since: date) -> date:
        """First day from ``start`` on, ``since`` at the earliest, without data."""
        day = max(start, since)
        while day in self.days:
            day += DAY
        return day


def profiled(
    installation: Installation,
    readings: Sequence[Reading],
    profile: Profile,
    since: date,
    until: date,
    register: str = ACTIVE,
) -> list[Piece]:
    """Pieces of the days after the newest reading: by interval data, and the gaps
    among them by the usual energy of the month before, until late days come."""
    last = readings[-1] if readings else None
    first = max(last.day if last else installation.start, installation.start, since)
    end = min(until, installation.end or until)
    known = _Days(profile.days, profile.doubtful)
    days = [first + timedelta(n) for n in range((end - first).days)]
    pieces: list[Piece] = []
    # neighbours only: not the grouping of the framework, which has no engine
    runs = groupby(  # pylint: disable=bad-builtin-groupby
        days, lambda day: (month_start(day), known.kind(day))
    )
    for key, found in runs:
        run = list(found)
        (month, kind) = key
        start, stop = run[0], run[-1] + DAY
        if kind == MISSING:
            rate = known.usual(start)
            if rate is None:
                continue
            wh, origin = rate[0] * len(run) // rate[1], AVERAGE
        else:
            wh, origin = sum(profile.days[day] for day in run), PROFILE
        pieces.append(
            Piece(
                *(installation.point_id, installation.id, month, start, stop, wh),
                last.id if last else None,
                None,
                MEASURED if kind == KNOWN else ESTIMATED,
                register,
                origin,
            )
        )
    return pieces


KNOWN, DOUBTFUL, MISSING = "known", "doubtful", "missing"


@dataclass(frozen=True, slots=True)
class _Days:
    """What is known of a day, and what is usual before it."""

    days: Mapping[date, int]
    doubtful: set[date]

    def kind(self, day: date) -> str:
        if day not in self.days:
            return MISSING
        return DOUBTFUL if day in self.doubtful else KNOWN

    def usual(self, day: date) -> tuple[int, int] | None:
        """(Wh, days) of the known days of the month before ``day``."""
        before = [day - timedelta(n) for n in range(1, BASE_DAYS + 1)]
        known = [self.days[d] for d in before if d in self.days]
        return (sum(known), len(known)) if known else None
