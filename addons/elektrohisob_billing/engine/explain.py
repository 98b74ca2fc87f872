"""Why a bill is higher or lower than the one before: pure comparison of two bills.

Energy in Wh, money in tiyin, days whole. The answer is a list of reasons whose
weights add up to the difference, the heaviest first; whoever prints them finds
the words. One fact after another is taken from the later bill: first its days, then
its energy a day, then how far up the blocks the energy goes, then its prices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Use:
    """Energy of one block or zone: Wh, tiyin and the prices (tiyin per kWh) met."""

    wh: int
    amount: int
    prices: frozenset[int] = frozenset()

    @property
    def price(self) -> int:
        """Average tiyin per kWh."""
        return _ratio(self.amount, 1000, self.wh) if self.wh else 0


@dataclass(frozen=True, slots=True)
class Bill:
    """What was charged in one accounting month.

    ``energy``: block (its number) or zone (its name) → its :class:`Use`; ``parts``:
    name of another component of the tariff → tiyin; ``days`` on which the energy was
    used; ``corrections`` and ``replaced``: tiyin of other months, the second where a
    reading took the place of an estimate; ``rates``: block → tiyin per kWh of the
    tariff, of blocks that were not reached as well.
    """

    energy: Mapping[int | str, Use] = field(default_factory=dict)
    days: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    corrections: int = 0
    replaced: int = 0
    estimated: bool = False
    rates: Mapping[int | str, int] = field(default_factory=dict)

    @property
    def wh(self) -> int:
        """Wh of the month itself."""
        return sum(use.wh for use in self.energy.values())

    @property
    def amount(self) -> int:
        """Tiyin of the energy of the month itself."""
        return sum(use.amount for use in self.energy.values())

    @property
    def total(self) -> int:
        """Tiyin charged, corrections included."""
        parts = sum(self.parts.values())
        return self.amount + parts + self.corrections + self.replaced


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` with the figure ``before`` and ``now``; ``weight`` in tiyin.

    days (days), per_day (Wh a day), block (highest block reached), price (tiyin per
    kWh of the lowest block that changed), part (tiyin of the component ``part``),
    correction and replaced (tiyin of this bill), past (tiyin of corrections in the
    bill before) and first (there was no use to compare with).
    """

    code: str
    weight: int
    now: int
    before: int
    part: str = ""


def compare(now: Bill, before: Bill) -> list[Reason]:
    """Reasons of the difference ``now.total - before.total``, to the last tiyin.

    >>> base = Bill(energy={1: Use(100_000, 6_000_000, frozenset({60000}))}, days=31)
    >>> dear = Bill(energy={1: Use(100_000, 6_500_000, frozenset({65000}))}, days=31)
    >>> [(r.code, r.before, r.now, r.weight) for r in compare(dear, base)]
    [('price', 60000, 65000, 500000)]
    """
    reasons = [*_energy(now, before), *_parts(now, before), *_late(now, before)]
    return sorted(
        (reason for reason in reasons if reason.weight),
        key=lambda reason: -abs(reason.weight),
    )


def why_more(now: Bill, before: Bill) -> list[Reason]:
    """Reasons why ``now`` is more than ``before``; [] when it is not, or when there
    is nothing to compare with."""
    if not before.days or now.total <= before.total:
        return []
    return compare(now, before)


def _energy(now: Bill, before: Bill) -> list[Reason]:
    """What the days, the energy a day, the blocks and the prices make."""
    difference = now.amount - before.amount
    if not before.days or before.wh <= 0 or now.wh < 0:
        return [Reason("first", difference, now.wh, max(before.wh, 0))]
    known = {name: _at_old_price(name, use, before) for name, use in now.energy.items()}
    usage = sum(known.values()) - before.amount
    longer = _ratio(before.amount, now.days - before.days, before.days)
    even = _ratio(before.amount, now.wh, before.wh)  # all at the old average price
    daily = even - before.amount - longer
    blocks = usage - longer - daily
    if abs(blocks) <= len(now.energy) + len(before.energy):  # tiyin of rounding
        daily, blocks = (daily + blocks, 0) if daily else (daily, blocks)
        if not daily and longer:
            longer, blocks = longer + blocks, 0
    rates = (now.wh // max(now.days, 1), before.wh // before.days)
    return [
        Reason("days", longer, now.days, before.days),
        Reason("per_day", daily, *rates),
        Reason("block", blocks, _highest(now), _highest(before)),
        Reason("price", difference - usage, *_first_price(now, before, known)),
    ]


def _at_old_price(name: int | str, use: Use, before: Bill) -> int:
    """Tiyin the energy of a block would have cost in the month before."""
    old = before.energy.get(name)
    if old is not None and old.wh:
        if len(use.prices) == 1 and use.prices == old.prices:
            return use.amount
        return _ratio(old.amount, use.wh, old.wh)
    rate = before.rates.get(name)
    if rate is None or use.prices == {rate}:
        return use.amount
    return _ratio(use.wh, rate, 1000)


def _first_price(
    now: Bill, before: Bill, known: Mapping[int | str, int]
) -> tuple[int, int]:
    """Price now and before of the first block whose price is not the same."""
    for name, use in sorted(now.energy.items(), key=lambda item: str(item[0])):
        if use.wh and known[name] != use.amount:
            old = before.energy.get(name)
            price = old.price if old and old.wh else before.rates.get(name, 0)
            return use.price, price
    return 0, 0


def _highest(bill: Bill) -> int:
    """Number of the highest block reached."""
    blocks = [name for name in bill.energy if isinstance(name, int)]
    return max(blocks, default=0)


def _parts(now: Bill, before: Bill) -> list[Reason]:
    """Other components of the tariff, one by one."""
    names = sorted(now.parts.keys() | before.parts.keys())
    return [
        Reason("part", amount - old, amount, old, part=name)
        for name in names
        for amount, old in [(now.parts.get(name, 0), before.parts.get(name, 0))]
    ]


def _late(now: Bill, before: Bill) -> list[Reason]:
    """What either bill carries for earlier months."""
    past = before.corrections + before.replaced
    return [
        Reason("correction", now.corrections, now.corrections, 0),
        Reason("replaced", now.replaced, now.replaced, 0),
        Reason("past", -past, 0, past),
    ]


def _ratio(amount: int, times: int, of: int) -> int:
    """``amount × times / of`` rounded to the nearest whole number."""
    return (2 * amount * times + of) // (2 * of)
