"""Block tariffs: pricing of one account's consumption of one calendar month.

Each kWh is priced by the block it falls in (incremental blocks); block bounds
are amounts of the calendar month and are not prorated; inside a month the
consumption of an earlier era fills the lower blocks first. Money is integer
tiyin, energy integer Wh, prices tiyin per kWh VAT included.
Source: VMQ 204/2024, VMQ 194/2025 (handbook §1.7, §1.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from odoo.addons.elektrohisob_base.engine.period import eras, next_month, share

KeyedFigures = dict[tuple[date, date, int, int], tuple[int, int, int]]


class TariffMissing(ValueError):
    """No tariff is in force on a day on which energy was used."""


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


@dataclass(frozen=True, slots=True)
class Used:
    """``wh`` used on the days [start, end) of one month."""

    start: date
    end: date
    wh: int


@dataclass(frozen=True, slots=True)
class Line:
    """``wh`` of ``month`` priced in one block of one version."""

    month: date
    start: date
    end: date
    version_id: int
    block: Block
    wh: int
    amount: int
    vat: int

    @property
    def key(self) -> tuple[date, date, int, int]:
        """What the line is about, without its figures."""
        return (self.month, self.start, self.version_id, self.block.no)

    @property
    def figures(self) -> tuple[int, int, int]:
        """Wh, tiyin with VAT, tiyin of VAT."""
        return (self.wh, self.amount, self.vat)


def money(wh: int, price: int) -> int:
    """Tiyin of ``wh`` at ``price`` tiyin per kWh, half a tiyin rounded up.

    >>> money(500, 45001)
    22501
    """
    return (wh * price + 500) // 1000


def vat_inside(amount: int, rate: int) -> int:
    """VAT contained in a gross ``amount`` at ``rate`` basis points.

    >>> vat_inside(36000000, 1200)
    3857143
    """
    base = 10000 + rate
    return (2 * amount * rate + base) // (2 * base)


def version_on(terms: Sequence[Term], day: date) -> Version:
    """The tariff version by which energy used on ``day`` is priced.

    :raise TariffMissing: none is in force.
    """
    version = _find_version(terms, day)
    if version is None:
        raise TariffMissing(f"no tariff in force on {day}")
    return version


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
        version = _find_version(terms, start)
        if result and result[-1][2] is version:  # the cut changed no price
            result[-1] = (result[-1][0], finish, version)
        else:
            result.append((start, finish, version))
    return result


def _energy(used: Sequence[Used], start: date, end: date) -> int:
    """Wh of ``used`` that falls on [start, end), spread evenly inside a piece."""
    total = 0
    for piece in used:
        first, last = max(piece.start, start), min(piece.end, end)
        if first < last:
            total += share(piece.wh, piece.start, piece.end, last) - share(
                piece.wh, piece.start, piece.end, first
            )
    return total


def price_month(month: date, used: Sequence[Used], terms: Sequence[Term]) -> list[Line]:
    """Price the energy ``used`` in ``month``, one line per era and block.

    :raise TariffMissing: energy was used on a day without a tariff.
    """
    lines: list[Line] = []
    end = next_month(month)
    position = 0
    found = month_eras(month, end, terms)
    for era_start, era_end, version in found:
        if len(found) == 1:
            wh = sum(piece.wh for piece in used)
        else:
            wh = _energy(used, era_start, era_end)
        if not wh:
            continue
        if version is None:
            raise TariffMissing(f"no tariff in force on {era_start}")
        for block, part in split_blocks(version.blocks, position, wh):
            amount = money(part, block.price)
            lines.append(
                Line(
                    month,
                    era_start,
                    era_end,
                    version.id,
                    block,
                    part,
                    amount,
                    vat_inside(amount, version.vat),
                )
            )
        position += wh
    return lines


def split_blocks(
    blocks: Sequence[Block], position: int, wh: int
) -> list[tuple[Block, int]]:
    """Lay ``wh`` into ``blocks`` starting after ``position`` Wh of the month.

    >>> low, high = Block(1, 0, 200, 1), Block(2, 200, None, 2)
    >>> [(b.no, part) for b, part in split_blocks([low, high], 150, 100)]
    [(1, 50), (2, 50)]
    """
    parts = []
    finish = position + wh
    for block in blocks:
        upper = finish if block.upper is None else min(finish, block.upper)
        part = upper - max(position, block.lower)
        if part > 0:
            parts.append((block, part))
        if block.upper is None or finish <= block.upper:
            break
    return parts
