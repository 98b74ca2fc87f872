"""Which of two versions of a day of intervals is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MISSING = 2


@dataclass(frozen=True, slots=True)
class Version:
    """A day as sent: Wh per interval, qualities, number and time of the message."""

    values: tuple[int, ...]
    qualities: tuple[int, ...]
    number: int = 0
    sent: datetime | None = None
    id: int = 0

    @property
    def wh(self) -> int:
        """Sum of the day."""
        return sum(self.values)


def compare(
    old: Version | None, new: Version, *, partial: bool = False
) -> tuple[str, Version]:
    """(code why the new version is not taken or "", the version to keep).

    Codes: ``I06`` the same, ``I07`` older, ``I08`` of the same number and time with
    other values, ``I10`` intervals of another length. A partial version adds to the
    old one: a newer one wins interval by interval, an older one only fills holes.
    """
    if old is None:
        return "", new
    newer = is_newer(old, new)
    if partial:
        if len(old.values) != len(new.values):
            return "I10", new
        first, second = (old, new) if newer is False else (new, old)
        new = Version(*_merge(first, second), first.number, first.sent)
        newer = True
    if (old.values, old.qualities) == (new.values, new.qualities):
        return "I06", new
    if newer is None:
        return "I08", new
    return ("" if newer else "I07"), new


def is_newer(old: Version, new: Version) -> bool | None:
    """Whether the message is newer by time or, of the same time, by number; None if
    they are equal."""
    if old.sent and new.sent and old.sent != new.sent:
        return new.sent > old.sent
    if old.number != new.number:
        return new.number > old.number
    return None


def _merge(first: Version, second: Version) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Values and qualities of the first, of the second where the first has none."""
    pairs = [
        mine if mine[1] != MISSING else other
        for mine, other in zip(_pairs(first), _pairs(second), strict=True)
    ]
    return tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)


def _pairs(version: Version) -> Sequence[tuple[int, int]]:
    return list(zip(version.values, version.qualities, strict=True))
