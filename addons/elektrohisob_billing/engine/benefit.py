"""Benefits: part of what the energy of a consumer costs is not his to pay.

A benefit takes a share of the price of some energy of the month. Energy in Wh, money
in tiyin, days half-open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from odoo.addons.elektrohisob_base.engine.period import next_month, share

from .amount import ratio, vat_inside
from .line import Line, Used, energy
from .season import scale_blocks
from .tariff import BY_DAYS, Block, Version

#: What a share is taken of: the price, or what it is above that of the first block.
PRICE, DIFFERENCE = "price", "difference"
ZONE_LINES = 100
DAY = timedelta(days=1)
Eras = Sequence[tuple[date, date, Version | None]]


@dataclass(frozen=True, slots=True)
class Benefit:
    """On [start, end) ``percent`` (hundredths) of the price of ``limit`` Wh a month.

    ``id`` is that of the benefit of the account. ``limit`` None: all energy; it goes
    by the days on which the benefit holds. ``above_norm``: the energy is counted from
    the end of the first block. ``register``: energy of this register alone (A+1 …).
    ``financed``: a third party pays, so the sale and its VAT stay what they were.
    """

    id: int
    start: date
    end: date | None
    percent: int
    limit: int | None = None
    above_norm: bool = False
    basis: str = PRICE
    register: str = ""
    financed: bool = True


@dataclass(frozen=True, slots=True)
class Month:
    """What benefits of a month are computed from.

    ``eras``: those of its tariffs; ``registers``: energy of zones; ``families`` that
    have the bounds of the blocks, mean of the days.
    """

    month: date
    used: Sequence[Used]
    eras: Eras
    registers: Mapping[str, Sequence[Used]]
    families: int | Fraction = 1

    def window(self, benefit: Benefit) -> tuple[date, date, int, int] | None:
        """Days of the benefit in the month, and the Wh of the month (from, to] whose
        price it takes a share of."""
        month_end = next_month(self.month)
        start = max(benefit.start, self.month)
        end = min(benefit.end or month_end, month_end)
        if start >= end:
            return None
        low, high = self.position(benefit, start), self.position(benefit, end)
        if benefit.above_norm:
            norm = self._norm(end)
            if norm is None:
                return None
            low = max(low, norm)
        if benefit.limit is not None:
            before = share(benefit.limit, self.month, month_end, start)
            limit = share(benefit.limit, self.month, month_end, end) - before
            high = min(high, low + limit)
        return (start, end, low, high) if low < high else None

    def position(self, benefit: Benefit, day: date) -> int:
        """Wh the benefit counts that were used in the month before ``day``."""
        used = self.used
        if benefit.register:
            used = self.registers.get(benefit.register, ())
        return energy(used, self.month, day)

    def _norm(self, end: date) -> int | None:
        """Upper bound of the first block on the last day of a benefit."""
        found = None
        for start, _end, version in self.eras:
            if version is not None and (start < end or found is None):
                found = version
        if found is None:
            return None
        numerator, denominator = 1, 1
        if found.proration == BY_DAYS:
            numerator = sum((end - start).days for start, end, v in self.eras if v)
            denominator = (next_month(self.month) - self.month).days
        if found.per_family:
            numerator *= self.families.numerator
            denominator *= self.families.denominator
        return scale_blocks(found.blocks, numerator, denominator)[0].upper


def price_benefits(
    benefits: Sequence[Benefit],
    month: Month,
    start: date,
    lines: Sequence[Line],
    versions: Mapping[int, Version],
) -> list[Line]:
    """Lines of the benefits for the energy ``lines`` of the era that begins on
    ``start``. One kWh never gets more than it costs: earlier benefits go first.

    :param versions: id → tariff version of the lines
    """
    found: list[Line] = []
    left = [line.amount for line in lines]
    for benefit in benefits:
        window = month.window(benefit)
        if window is None:
            continue
        position = month.position(benefit, start)
        for index, line in enumerate(lines):
            if line.wh <= 0 or not _is_meant(benefit, line, versions):
                continue
            low = max(position, window[2])
            part = min(position + line.wh, window[3]) - low
            position += line.wh
            if part <= 0:
                continue
            version = versions[line.version_id]
            amount = min(left[index], _sum(benefit, line, version, part))
            if amount > 0:
                left[index] -= amount
                days = max(line.start, window[0]), min(line.end, window[1])
                found.append(_line(benefit, line, version, days, part, amount))
    return found


def _is_meant(benefit: Benefit, line: Line, versions: Mapping[int, Version]) -> bool:
    if not benefit.register:
        return True
    return any(
        part.id == line.component and f"A+{part['zone']}" == benefit.register
        for part in versions[line.version_id].components
        if part.kind == "zone"
    )


def _price(benefit: Benefit, line: Line, version: Version) -> int:
    """Tiyin per kWh of which the benefit takes its share, by the prices of the
    version."""
    price = line.block.price
    if benefit.basis == DIFFERENCE:
        price = max(0, price - version.blocks[0].price)
    return price


def _sum(benefit: Benefit, line: Line, version: Version, part: int) -> int:
    """Tiyin of ``part`` Wh of a line, VAT as in the line."""
    if not line.block.price:
        return 0
    taken = _price(benefit, line, version) * benefit.percent
    return ratio(line.amount * part, taken, line.wh * line.block.price * 10000)


def _line(
    benefit: Benefit,
    line: Line,
    version: Version,
    days: tuple[date, date],
    part: int,
    amount: int,
) -> Line:
    """``part`` Wh whose price the consumer does not pay: a sum below zero."""
    price = ratio(_price(benefit, line, version), benefit.percent, 10000)
    if not version.vat_included:
        price = ratio(price, 10000 + version.vat, 10000)
    no = line.block.no + (ZONE_LINES if line.component else 0)
    vat = 0 if benefit.financed else vat_inside(-amount, version.vat)
    block = Block(no, 0, None, -price)
    head = (line.month, *days, line.version_id)
    return Line(*head, block, 0, -amount, vat, -benefit.id, part)
