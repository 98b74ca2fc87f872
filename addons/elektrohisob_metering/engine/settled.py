"""What one settlement found: the facts of accounts and what was made of them."""

from dataclasses import dataclass, field
from datetime import date

from .consumption import Installation, Piece, Reading


@dataclass(slots=True)
class Facts:
    """Installations of one account in its window, with readings by day."""

    since: date
    installations: list[tuple[Installation, str, list[Reading]]] = field(
        default_factory=list
    )


@dataclass(slots=True)
class Settled:
    """What a settlement found and wrote; passed on to the addons on the right.

    ``since``: account → first month computed again; ``booked``: the same for the
    accounts that may have rows booked in those months. ``pieces``: account → its
    target pieces of those months. ``parked``: account → (code, reason).
    ``charged``: account → (Wh, tiyin) booked, filled by billing.
    """

    since: dict[int, date] = field(default_factory=dict)
    booked: dict[int, date] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    parked: dict[int, tuple[str, str]] = field(default_factory=dict)
    charged: dict[int, tuple[int, int]] = field(default_factory=dict)
    written: int = 0


def needs_estimate(
    installation: Installation, readings: list[Reading], period_start: date
) -> bool:
    """Whether the meter hung before the period, stays in it and was not read."""
    return (
        installation.start < period_start
        and (installation.end is None or installation.end > period_start)
        and (not readings or readings[-1].day <= period_start)
    )


def settled_to(facts: Facts, until: date) -> date:
    """Day up to which energy of all meters is measured, at most ``until``."""
    days = [until]
    for installation, _serial, readings in facts.installations:
        day = readings[-1].day if readings else installation.start
        if installation.end is None or day < installation.end:
            days.append(day)
    return min(days)
