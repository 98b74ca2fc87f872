"""The one algorithm of the house: target − booked = difference.

A *book* is a mapping from a key (what the figure is about) to a tuple of
integers (the figures: Wh, tiyin …). Facts give the target book, the tables
give the booked one; only their difference is ever written.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def difference(
    target: Mapping[K, tuple[int, ...]], booked: Mapping[K, tuple[int, ...]]
) -> dict[K, tuple[int, ...]]:
    """Return what must be added to ``booked`` to reach ``target``.

    Keys with nothing to add are left out, so a second run returns ``{}``.

    >>> difference({"may": (200,)}, {"may": (180,), "april": (5,)})
    {'may': (20,), 'april': (-5,)}
    """
    result: dict[K, tuple[int, ...]] = {}
    for key, figures in target.items():
        before = booked.get(key)
        if before is None:
            if any(figures):
                result[key] = figures
        elif before != figures:
            result[key] = tuple(a - b for a, b in zip(figures, before, strict=True))
    for key, figures in booked.items():
        if key not in target and any(figures):
            result[key] = tuple(-b for b in figures)
    return result


def accumulate(
    rows: Iterable[tuple[K, tuple[int, ...]]],
) -> dict[K, tuple[int, ...]]:
    """Sum rows by key: the booked side of :func:`difference`."""
    result: dict[K, tuple[int, ...]] = {}
    for key, figures in rows:
        before = result.get(key)
        result[key] = (
            figures
            if before is None
            else tuple(a + b for a, b in zip(before, figures, strict=True))
        )
    return result
