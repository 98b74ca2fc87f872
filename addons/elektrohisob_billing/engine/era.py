"""Some days of a month under one tariff version, as components see them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from odoo.addons.elektrohisob_base.engine.period import eras, next_month

from .amount import ratio, vat_inside, vat_on
from .line import NO_POWER, Extra, Line, Power, Used, energy
from .season import scale_blocks
from .tariff import BY_DAYS, Block, Component, Version

THOUSAND = 1000
T = TypeVar("T")


@dataclass(slots=True)
class Era:
    """The days [start, end) of ``month``, on which ``wh`` of what was ``used`` in it
    is priced; ``lines`` are those priced so far."""

    month: date
    start: date
    end: date
    version: Version
    extra: Extra
    wh: int
    used: Sequence[Used] = ()
    lines: list[Line] = field(default_factory=list)

    @property
    def price(self) -> int:
        """The tariff of active energy, tiyin per kWh: that of the first block."""
        return self.version.blocks[0].price

    @property
    def days(self) -> int:
        """Days of the era."""
        return (self.end - self.start).days

    @property
    def month_days(self) -> int:
        """Days of the whole month."""
        return (next_month(self.month) - self.month).days

    def total(self) -> int:
        """Tiyin priced so far, VAT included."""
        return sum(line.amount for line in self.lines)

    def add(self, lines: Iterable[Line | None]) -> None:
        """Take the lines of a component that came out."""
        self.lines += [line for line in lines if line is not None]

    def register(self, name: str) -> int:
        """What a register of the meters counted in the era, Wh or varh."""
        used: Sequence[Used] = self.extra.registers.get(name, ())
        return energy(used, self.start, self.end)

    def by_days(self, amount: int | None) -> int | None:
        """Part of a monthly ``amount`` for the days of the era."""
        if amount is None:
            return None
        return ratio(amount, self.days, self.month_days)

    def bounds(self, days: int) -> tuple[Block, ...]:
        """Blocks of the version for this account and month, of which it had a tariff
        on ``days``."""
        version = self.version
        numerator, denominator = 1, 1
        if version.proration == BY_DAYS:
            numerator, denominator = days, self.month_days
        if version.per_family:
            numerator *= self.extra.families.numerator
            denominator *= self.extra.families.denominator
        return scale_blocks(version.blocks, numerator, denominator)

    def cut(self, fact: Callable[[Power], T]) -> list[tuple["Era", T]]:
        """Parts of the era, each with one and the same ``fact`` of the power."""
        powers = self.extra.powers
        if not powers:
            return [(self, fact(NO_POWER))]
        start, end = powers[-1][:2]
        if start <= self.start and (end is None or end >= self.end):
            return [(self, fact(powers[-1]))]  # nearly always
        borders = [day for row in powers for day in (row.start, row.end) if day]
        found: list[tuple[date, T]] = []
        for start, _end in eras(self.start, self.end, borders):
            value = fact(
                next((p for p in reversed(powers) if p.holds(start)), NO_POWER)
            )
            if not found or found[-1][1] != value:
                found.append((start, value))
        if len(found) == 1:
            return [(self, found[0][1])]
        ends = [start for start, _value in found[1:]] + [self.end]
        return [
            (self._part(start, end), value)
            for (start, value), end in zip(found, ends, strict=True)
        ]

    def _part(self, start: date, end: date) -> "Era":
        """The days [start, end) of the era. What keeps an old price, and is not in
        ``wh``, was used first."""
        kept = energy(self.used, self.start, self.end) - self.wh
        reached = [energy(self.used, self.start, day) for day in (start, end)]
        if kept:
            reached = [max(0, wh - kept) for wh in reached]
        wh = reached[1] - reached[0]
        return replace(self, start=start, end=end, wh=wh, lines=[])

    def left(self) -> int:
        """Wh that no component has priced."""
        return self.wh - sum(line.wh for line in self.lines)

    def sums(self, numerator: int, denominator: int) -> tuple[int, int]:
        """(tiyin with VAT, VAT) of a sum by the version's prices and rounding."""
        version = self.version
        amount = version.rounding.apply(numerator, denominator)
        if version.vat_included:
            return amount, vat_inside(amount, version.vat)
        vat = vat_on(amount, version.vat)
        return amount + vat, vat

    def block(self, block: Block, wh: int) -> None:
        """Add the line of ``wh`` in a block."""
        amount, vat = self.sums(wh * block.price, THOUSAND)
        head = (self.month, self.start, self.end, self.version.id)
        self.lines.append(Line(*head, block, wh, amount, vat))

    def line(
        self,
        component: Component,
        no: int,
        price: int,
        quantity: int,
        *,
        wh: int = 0,
        days: bool = False,
    ) -> Line | None:
        """``quantity`` (thousandths) × ``price`` (tiyin for the unit, by ``days`` of
        the month if it is one of a month); None if it comes to nothing."""
        numerator, denominator = quantity * price, THOUSAND
        if days:
            numerator *= self.days
            denominator *= self.month_days
        amount, vat = self.sums(numerator, denominator)
        if not amount and not wh:
            return None
        return self._line(
            component, Block(no, 0, None, price), quantity, (amount, vat), wh
        )

    def gross(self, component: Component, quantity: int, amount: int) -> Line | None:
        """A sum that holds its VAT already; None if it is nothing."""
        if not amount:
            return None
        sums = amount, vat_inside(amount, self.version.vat)
        return self._line(component, Block(1, 0, None, 0), quantity, sums)

    def _line(
        self,
        component: Component,
        block: Block,
        quantity: int,
        sums: tuple[int, int],
        wh: int = 0,
    ) -> Line:
        head = (self.month, self.start, self.end, self.version.id)
        return Line(*head, block, wh, *sums, component.id, quantity)
