"""A draft of a tariff tried on what was really used: winners, losers, revenue.

Energy in Wh, money in tiyin with VAT.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from .season import Season, cut_seasons
from .tariff import Block, Version


class Effect(NamedTuple):
    """What an account paid for ``months`` months, and what it would pay; ``kept``:
    what it would pay less because what is paid ahead today keeps the old price."""

    account_id: int
    tariff_id: int
    wh: int
    months: int
    before: int
    after: int
    kept: int = 0

    @property
    def change(self) -> int:
        """What it would pay more."""
        return self.after - self.before


@dataclass(slots=True)
class Sums:
    """Accounts of one tariff and band added up; ``saved`` is what the winners would
    pay less, ``paid`` what the losers would pay more."""

    accounts: int = 0
    winners: int = 0
    losers: int = 0
    wh: int = 0
    before: int = 0
    after: int = 0
    saved: int = 0
    paid: int = 0
    kept: int = 0

    def add(self, effect: Effect) -> None:
        """Count one account."""
        self.accounts += 1
        self.wh += effect.wh
        self.before += effect.before
        self.after += effect.after
        self.kept += effect.kept
        if effect.change < 0:
            self.winners += 1
            self.saved -= effect.change
        elif effect.change > 0:
            self.losers += 1
            self.paid += effect.change

    def merge(self, row: Sequence[int]) -> None:
        """Add the figures of another one, as of :meth:`row`."""
        for name, value in zip(self.__slots__, row, strict=True):
            setattr(self, name, getattr(self, name) + value)

    def row(self) -> list[int]:
        """The figures in the order of the fields."""
        return [getattr(self, name) for name in self.__slots__]


def as_if_always(
    version: Version, seasons: Iterable[Season], first: date, until: date
) -> tuple[Version, ...]:
    """``version`` as if it had been in force on [first, until), with its seasons on
    the same days of each year."""
    whole = replace(version, start=first, end=until)
    moved: list[Season] = []
    for season in seasons:
        for year in range(first.year - 1, until.year + 1):
            start = _in_year(season.start, year)
            end = _in_year(season.end, year + season.end.year - season.start.year)
            moved.append(replace(season, start=start, end=end))
    return cut_seasons(whole, moved)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def band(blocks: Sequence[Block], wh: int, months: int) -> int:
    """Number of the block in which the energy of an average month ends.

    >>> low, high = Block(1, 0, 200, 1), Block(2, 200, None, 2)
    >>> band([low, high], 600, 3), band([low, high], 601, 3)
    (1, 2)
    """
    for block in blocks:
        if block.upper is None or wh <= block.upper * months:
            return block.no
    return blocks[-1].no


def add_up(
    effects: Iterable[Effect], blocks: Mapping[int, Sequence[Block]]
) -> dict[tuple[int, int], Sums]:
    """(tariff, band) → sums; ``blocks`` of the draft of each tariff."""
    found: dict[tuple[int, int], Sums] = {}
    for effect in effects:
        no = band(blocks[effect.tariff_id], effect.wh, effect.months)
        found.setdefault((effect.tariff_id, no), Sums()).add(effect)
    return found


def extremes(effects: Iterable[Effect], count: int) -> list[Effect]:
    """The ``count`` accounts that would pay most more, and those most less."""
    changed = sorted(
        (effect for effect in effects if effect.change),
        key=lambda effect: (effect.change, effect.account_id),
    )
    if len(changed) <= 2 * count:
        return changed
    return changed[:count] + changed[len(changed) - count :]
