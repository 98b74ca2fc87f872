"""Some days of a month under one tariff version, as components see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from odoo.addons.elektrohisob_base.engine.period import next_month

from .amount import ratio, vat_inside, vat_on
from .line import Extra, Line, Used, energy
from .season import scale_blocks
from .tariff import BY_DAYS, Block, Component, Version

THOUSAND = 1000


@dataclass(slots=True)
class Era:
    """The days [start, end) of ``month``, on which ``wh`` was used; ``lines`` are
    those priced so far."""

    month: date
    start: date
    end: date
    version: Version
    extra: Extra
    wh: int
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
            numerator *= self.extra.families
        return scale_blocks(version.blocks, numerator, denominator)

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
