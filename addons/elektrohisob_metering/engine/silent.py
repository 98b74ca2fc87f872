"""Days on which nothing is estimated: the point was disconnected, or whoever went to
read the meter found nobody who uses energy. Days half-open.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from .consumption import AVERAGE, ESTIMATED, LAST_YEAR, POWER, Piece
from .point import clip

Span = tuple[date, date]
DAY = timedelta(days=1)
GUESSES = (AVERAGE, LAST_YEAR, POWER)


def disconnected(events: Iterable[tuple[date, bool]]) -> list[Span]:
    """Spans without supply from ``events`` in order of time: (day, whether it was
    connected). Something may be used on the day of either event.

    >>> disconnected([(date(2026, 11, 10), False), (date(2026, 11, 12), True)])
    [(datetime.date(2026, 11, 11), datetime.date(2026, 11, 12))]
    """
    spans: list[Span] = []
    since = None
    for day, is_on in events:
        if not is_on and since is None:
            since = day + DAY
        elif is_on and since is not None:
            if since < day:
                spans.append((since, day))
            since = None
    if since is not None:
        spans.append((since, date.max))
    return spans


def vacant(remarks: Iterable[tuple[date, bool]], last: date) -> list[Span]:
    """Spans up to a remark after which nothing follows, each from the ``last`` reading
    or the remark before; ``remarks`` by day: (day, whether nothing follows)."""
    spans: list[Span] = []
    for day, is_nothing in remarks:
        if day <= last:
            continue
        if is_nothing:
            spans.append((last, day))
        last = day
    return spans


def outside(start: date, end: date, off: Sequence[Span]) -> list[Span]:
    """What is left of [start, end) without the days of ``off``."""
    left = [(start, end)] if start < end else []
    for first, last in off:
        left = [
            part
            for low, high in left
            for part in ((low, min(high, first)), (max(low, last), high))
            if part[0] < part[1]
        ]
    return left


def cut(pieces: Iterable[Piece], off: Sequence[Span]) -> list[Piece]:
    """``pieces`` with the estimates among them cut to the days outside of ``off``;
    what was measured stays."""
    found: list[Piece] = []
    for piece in pieces:
        is_guess = piece.quality == ESTIMATED and piece.origin in GUESSES
        if not off or not is_guess:
            found.append(piece)
            continue
        for start, end in outside(piece.start, piece.end, off):
            part = clip(piece, start, end)
            if part:
                found.append(part)
    return found
