"""Block tariffs: pricing of one account's consumption of one calendar month.

Each kWh is priced by the block it falls in (incremental blocks); block bounds
are amounts of the calendar month and are not prorated; inside a month the
consumption of an earlier era fills the lower blocks first. Money is integer
tiyin, energy integer Wh, prices tiyin per kWh VAT included.
Source: VMQ 204/2024, VMQ 194/2025.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from odoo.addons.elektrohisob_base.engine.period import next_month, share

from .tariff import Block, TariffMissing, Term, month_eras, split_blocks


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
            raise TariffMissing(era_start)
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
