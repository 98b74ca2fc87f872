"""Why a bill is higher than the one before: pure comparison of two bills.

Energy in Wh, money in tiyin, days whole. The answer is a list of reasons with
their figures, the heaviest first; whoever prints them finds the words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bill:
    """What was charged in one accounting month.

    ``wh``, ``amount``, ``days``: energy of the month itself; ``corrections``:
    tiyin of other months; ``replaced``: a correction took an estimate back;
    ``prices``: block → tiyin per kWh.
    """

    wh: int = 0
    amount: int = 0
    days: int = 0
    corrections: int = 0
    replaced: bool = False
    estimated: bool = False
    prices: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Tiyin charged, corrections included."""
        return self.amount + self.corrections


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` with the figure ``before`` and ``now``; ``weight`` in tiyin.

    longer (days), more_per_day (Wh a day), price (tiyin per kWh of the first
    block that changed), block (highest block reached), correction and replaced
    (tiyin).
    """

    code: str
    weight: int
    now: int
    before: int


def why_more(now: Bill, before: Bill) -> list[Reason]:
    """Reasons why ``now`` is more than ``before``; [] when it is not, or when
    there is nothing to compare with.

    >>> base = Bill(wh=100_000, amount=6_000_000, days=31, prices={1: 60000})
    >>> dearer = Bill(wh=100_000, amount=6_500_000, days=31, prices={1: 65000})
    >>> [(r.code, r.before, r.now) for r in why_more(dearer, base)]
    [('price', 60000, 65000)]
    """
    if not before.days or now.total <= before.total:
        return []
    reasons = [*_usage(now, before), *_price(now, before), *_corrections(now, before)]
    return sorted(reasons, key=lambda reason: -reason.weight)


def _usage(now: Bill, before: Bill) -> list[Reason]:
    """Longer period, more energy a day, a dearer block."""
    found = []
    cost = before.amount * 1000 // before.wh if before.wh > 0 else 0
    if now.days > before.days:
        daily = before.amount // before.days
        weight = daily * (now.days - before.days)
        found.append(Reason("longer", weight, now.days, before.days))
    rate = now.wh // now.days if now.days else 0
    rate_before = before.wh // before.days
    if rate * 100 > rate_before * 101:
        weight = (rate - rate_before) * now.days * cost // 1000
        found.append(Reason("more_per_day", weight, rate, rate_before))
        top, top_before = max(now.prices, default=0), max(before.prices, default=0)
        if top > top_before > 0:
            dearer = now.prices[top] - before.prices[top_before]
            weight = (now.wh - before.wh) * max(dearer, 0) // 1000
            found.append(Reason("block", weight, top, top_before))
    return found


def _price(now: Bill, before: Bill) -> list[Reason]:
    """The lowest block whose price went up."""
    for block in sorted(set(now.prices) & set(before.prices)):
        if now.prices[block] > before.prices[block]:
            rise = now.prices[block] - before.prices[block]
            return [
                Reason(
                    "price",
                    now.wh * rise // 1000,
                    now.prices[block],
                    before.prices[block],
                )
            ]
    return []


def _corrections(now: Bill, before: Bill) -> list[Reason]:
    """What was added for earlier months."""
    if now.corrections <= 0 or now.corrections <= before.corrections:
        return []
    code = "replaced" if now.replaced else "correction"
    return [Reason(code, now.corrections, now.corrections, before.corrections)]
