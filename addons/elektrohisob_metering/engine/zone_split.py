"""Active energy of a meter without registers of zones, by zone of the day: from the
half-hours of its point.

The zones of a piece add up to the energy of its days that are known; what was used on
days without half-hours, or while no calendar was in force, stays without a zone.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from .consumption import ACTIVE, PROFILE, REGISTER, Piece

#: Day → zone → Wh of the intervals, before or after the multiplier.
ZoneDays = Mapping[date, Mapping[int, int]]


def by_zone(pieces: Iterable[Piece], meters: Mapping[int, ZoneDays]) -> list[Piece]:
    """Pieces ``A+1`` to ``A+4`` beside the active ones of the installations of
    ``meters``; estimates have none."""
    found: list[Piece] = []
    for piece in pieces:
        days = meters.get(piece.installation_id or 0)
        is_measured = piece.origin in (REGISTER, PROFILE)
        if days and piece.register == ACTIVE and is_measured:
            found += split(piece, days)
    return found


def split(piece: Piece, days: ZoneDays) -> Iterator[Piece]:
    """The zones of one piece.

    Its energy is laid on days evenly where some of them are not known, as everywhere.
    """
    count = (piece.end - piece.start).days
    known = [
        days[day] for n in range(count) if (day := piece.start + timedelta(n)) in days
    ]
    wh = piece.wh * len(known) // count if known else 0
    sums: dict[int, int] = {}
    for zones in known:
        for zone, part in zones.items():
            sums[zone] = sums.get(zone, 0) + part
    total = sum(sums.values())
    if total <= 0:
        return
    so_far = done = 0
    for zone in sorted(sums):  # the rest of a division goes on to the next zone
        so_far += sums[zone]
        part = wh * so_far // total - done
        done += part
        if zone and part:
            yield piece._replace(wh=part, register=f"A+{zone}", origin=PROFILE)
