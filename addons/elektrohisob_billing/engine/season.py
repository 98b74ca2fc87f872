"""Bounds of blocks that differ: seasons, families, a part of the month."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from .tariff import Block, Version


@dataclass(frozen=True, slots=True)
class Season:
    """On [start, end) the bounds of blocks are ``percent`` (hundredths) of usual."""

    start: date
    end: date
    percent: int


@lru_cache(maxsize=1024)
def scale_blocks(
    blocks: tuple[Block, ...], numerator: int, denominator: int
) -> tuple[Block, ...]:
    """``blocks`` whose bounds are × ``numerator`` ÷ ``denominator``, rounded down.

    >>> scale_blocks((Block(1, 0, 200, 5), Block(2, 200, None, 9)), 15, 30)[0].upper
    100
    """

    def scale(bound: int) -> int:
        return bound * numerator // denominator

    return tuple(
        replace(
            block,
            lower=scale(block.lower),
            upper=None if block.upper is None else scale(block.upper),
        )
        for block in blocks
    )


def cut_seasons(version: Version, seasons: Iterable[Season]) -> tuple[Version, ...]:
    """``version`` as a row of versions, those of its ``seasons`` with other bounds."""
    pieces: list[Version] = []
    day = version.start
    for season in sorted(seasons, key=lambda season: season.start):
        start = max(season.start, day)
        end = season.end if version.end is None else min(season.end, version.end)
        if start >= end:
            continue
        if start > day:
            pieces.append(replace(version, start=day, end=start))
        blocks = scale_blocks(version.blocks, season.percent, 10000)
        pieces.append(replace(version, start=start, end=end, blocks=blocks))
        day = end
    if version.end is None or day < version.end:
        pieces.append(replace(version, start=day))
    return tuple(pieces)
