"""What one settlement found: the facts of accounts and what was made of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from odoo.addons.elektrohisob_base.engine.period import next_month

from .consumption import ACTIVE, Installation, Piece, Reading
from .point import PointTerm
from .profile import Profile
from .silent import Span, disconnected, vacant

Meter = tuple[Installation, str, list[Reading]]


@dataclass(slots=True)
class Facts:
    """Facts of one account in its window.

    ``installations``: meters with serial and the readings of the charged register
    by day; ``registers``: (installation, register) → its Wh at which it turns over
    and its readings; ``terms``: dated facts of the points; ``subs``: (term of the
    sub-consumer's point, its meter); ``profiles``:
    (point, register) → interval data by day; ``powers``:
    point → (permitted W, whether of a legal entity), where nobody read; ``zone_days``:
    installation → day → zone → Wh of half-hours, where the tariff has zones;
    ``switched``: point → (day, whether it was connected); ``remarks``: installation →
    (day, whether nothing follows) of those who went to read it.
    """

    since: date
    installations: list[Meter] = field(default_factory=list)
    registers: dict[tuple[int, str], tuple[int, list[Reading]]] = field(
        default_factory=dict
    )
    terms: list[PointTerm] = field(default_factory=list)
    subs: list[tuple[PointTerm, Meter]] = field(default_factory=list)
    profiles: dict[tuple[int, str], Profile] = field(default_factory=dict)
    powers: dict[int, tuple[int, bool]] = field(default_factory=dict)
    zone_days: dict[int, dict[date, dict[int, int]]] = field(default_factory=dict)
    switched: dict[int, list[tuple[date, bool]]] = field(default_factory=dict)
    remarks: dict[int, list[tuple[date, bool]]] = field(default_factory=dict)

    @property
    def is_supplied(self) -> bool:
        """Whether there is a meter or equipment charged without one."""
        return bool(self.installations) or any(term.watts for term in self.terms)

    def get_register(self, installation_id: int, capacity: int) -> Installation:
        """The installation as one of its other registers sees it."""
        for installation, _serial, _readings in self.installations:
            if installation.id == installation_id:
                return installation._replace(capacity=capacity)
        raise KeyError(installation_id)

    def get_profile(
        self, installation: Installation, code: str = ACTIVE
    ) -> Profile | None:
        """Interval data of the point, which are those of its main meter."""
        if not installation.is_main:
            return None
        return self.profiles.get((installation.point_id, code))

    def get_silence(self, installation: Installation, last: date) -> list[Span]:
        """Days on which nothing is estimated for a meter read ``last``."""
        return [
            *disconnected(self.switched.get(installation.point_id, ())),
            *vacant(self.remarks.get(installation.id, ()), last),
        ]

    @property
    def meters(self) -> Iterator[Meter]:
        """All meters that pieces of the account may come from."""
        yield from self.installations
        for _term, meter in self.subs:
            yield meter


class Remark(NamedTuple):
    """What a check of bills objects to: ``text`` for people; Wh and tiyin of the
    month, ``usual`` tiyin of a month before."""

    code: str
    severity: str
    text: str
    wh: int
    tiyin: int
    usual: int


@dataclass(slots=True)
class Settled:
    """What a settlement found and wrote; passed on to the addons on the right.

    ``since``: account → first month computed again; ``booked``: the same for the
    accounts that may have rows booked in those months. ``pieces``: account → its
    target pieces of those months. ``parked``: account → (code, reason).
    ``charged``: account → (Wh, tiyin) booked, filled by billing. ``expired``:
    installation → last day whose reading counts, of meters past their verification.
    ``remarks``: account → objections of billing, of parked accounts too. ``acts``:
    account → acts of unauthorised use, found by billing.
    ``is_preview``: nothing is locked and nothing is written.
    """

    since: dict[int, date] = field(default_factory=dict)
    booked: dict[int, date] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    parked: dict[int, tuple[str, str]] = field(default_factory=dict)
    charged: dict[int, tuple[int, int]] = field(default_factory=dict)
    expired: dict[int, date] = field(default_factory=dict)
    remarks: dict[int, list[Remark]] = field(default_factory=dict)
    acts: dict[int, Sequence[Any]] = field(default_factory=dict)
    written: int = 0
    is_preview: bool = False


def needs_estimate(
    installation: Installation, readings: list[Reading], period_start: date
) -> bool:
    """Whether energy of the meter up to the end of the period is not measured:
    nobody read it in the period, or it was taken down without a closing reading."""
    if not installation.is_active:
        return False
    last = readings[-1].day if readings else None
    if installation.end is not None and installation.end <= next_month(period_start):
        return last is None or last < installation.end
    return installation.start < period_start and (last is None or last <= period_start)


def settled_to(facts: Facts, until: date) -> date:
    """Day up to which energy of all meters is measured, at most ``until``; a meter
    taken down without a closing reading is read no more."""
    first = until
    for installation, _serial, readings in facts.installations:
        if not installation.is_active:
            continue
        if installation.end is None or installation.end > until:
            day = readings[-1].day if readings else installation.start
            profile = facts.get_profile(installation)
            first = min(first, profile.known_to(day, facts.since) if profile else day)
    return first
