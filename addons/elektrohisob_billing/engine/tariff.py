"""Tariffs by which an account pays: blocks, versions, terms and what is in force.

Energy is integer Wh, prices integer tiyin per kWh; ranges of days are half-open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from odoo.addons.elektrohisob_base.engine.period import eras

from .amount import EXACT, Rounding

NO_PRORATION = "none"
BY_DAYS = "days"
WHOLE = 10000  # basis points


class TariffMissing(ValueError):
    """No tariff is in force on ``day``, on which energy was used."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"no tariff in force on {day}")


@dataclass(frozen=True, slots=True)
class Block:
    """Energy of the month in (lower, upper] Wh at ``price`` tiyin per kWh."""

    no: int
    lower: int
    upper: int | None
    price: int


@dataclass(frozen=True, slots=True)
class Component:
    """What a version charges beside its blocks. Values are integers: prices tiyin,
    percent in hundredths, factors and tangents in thousandths, power W."""

    id: int
    kind: str
    values: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __getitem__(self, name: str) -> int:
        return self.values.get(name, 0)


@dataclass(frozen=True, slots=True)
class Version:
    """A tariff in force on [start, end); VAT rate in basis points (12 % = 1200).

    ``proration``: whether the bounds of blocks follow the days on which the account
    had a tariff; ``per_family``: each family on the account has the bounds once.
    ``is_plain``: nothing but blocks, the fast way of households.
    """

    id: int
    start: date
    end: date | None
    vat: int
    blocks: tuple[Block, ...]
    components: tuple[Component, ...] = ()
    vat_included: bool = True
    rounding: Rounding = EXACT
    proration: str = NO_PRORATION
    per_family: bool = False
    is_plain: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        is_plain = (
            not self.components
            and self.vat_included
            and self.rounding == EXACT
            and self.proration == NO_PRORATION
            and not self.per_family
        )
        object.__setattr__(self, "is_plain", is_plain)

    @property
    def gross(self) -> int:
        """What a consumer pays for 1 of a price, basis points: with VAT on top."""
        return WHOLE if self.vat_included else WHOLE + self.vat


@dataclass(frozen=True, slots=True)
class Term:
    """The account is billed by these tariff versions on the days [start, end)."""

    start: date
    end: date | None
    versions: tuple[Version, ...]
    is_plain: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        is_plain = all(version.is_plain for version in self.versions)
        object.__setattr__(self, "is_plain", is_plain)


def split_blocks(
    blocks: Sequence[Block], position: int, wh: int
) -> list[tuple[Block, int]]:
    """Lay ``wh`` into ``blocks`` starting after ``position`` Wh of the month.

    >>> low, high = Block(1, 0, 200, 1), Block(2, 200, None, 2)
    >>> [(b.no, part) for b, part in split_blocks([low, high], 150, 100)]
    [(1, 50), (2, 50)]
    """
    parts = []
    low, high, sign = position, position + wh, 1
    if wh < 0:  # a sub-consumer used more than its parent: back down the blocks
        low, high, sign = high, low, -1
    for block in blocks:
        upper = high if block.upper is None else min(high, block.upper)
        lower = low if block is blocks[0] else max(low, block.lower)
        if upper > lower:
            parts.append((block, sign * (upper - lower)))
        if block.upper is None or high <= block.upper:
            break
    return parts


def _find_version(terms: Sequence[Term], day: date) -> Version | None:
    for term in terms:
        if term.start <= day and (term.end is None or day < term.end):
            for version in term.versions:
                if version.start <= day and (version.end is None or day < version.end):
                    return version
    return None


def month_eras(
    month: date, end: date, terms: Sequence[Term]
) -> list[tuple[date, date, Version | None]]:
    """Cut the month [month, end) where the tariff of the account changes; an era
    without a tariff has no version."""
    for term in terms:  # nearly always one term and one version cover the month
        if term.start <= month and (term.end is None or term.end >= end):
            for version in term.versions:
                if version.start <= month and (
                    version.end is None or version.end >= end
                ):
                    return [(month, end, version)]
    cuts: set[date] = set()
    for term in terms:
        cuts.add(term.start)
        cuts.update(version.start for version in term.versions)
        cuts.update(version.end for version in term.versions if version.end)
        if term.end:
            cuts.add(term.end)
    result: list[tuple[date, date, Version | None]] = []
    for start, finish in eras(month, end, cuts):
        found = _find_version(terms, start)
        if result and result[-1][2] is found:  # the cut changed no price
            result[-1] = (result[-1][0], finish, found)
        else:
            result.append((start, finish, found))
    return result
