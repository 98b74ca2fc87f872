"""Tariffs by which an account pays: blocks, versions, terms and what is in force.

Energy is integer Wh, prices integer tiyin per kWh with VAT; ranges of days are
half-open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from odoo.addons.elektrohisob_base.engine.period import eras


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
class Version:
    """A tariff in force on [start, end); VAT rate in basis points (12 % = 1200)."""

    id: int
    start: date
    end: date | None
    vat: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """The account is billed by these tariff versions on the days [start, end)."""

    start: date
    end: date | None
    versions: tuple[Version, ...]


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
