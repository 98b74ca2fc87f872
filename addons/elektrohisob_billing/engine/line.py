"""What is priced and what comes out: energy used and charge lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from odoo.addons.elektrohisob_base.engine.period import share

from .tariff import Block

if TYPE_CHECKING:
    from .benefit import Benefit
    from .unlawful import Unlawful

#: Added to the id of an act of unauthorised use where a line names its component.
ACT = 1 << 40


class Used(NamedTuple):
    """``wh`` used on the days [start, end) of one month."""

    start: date
    end: date
    wh: int


class Line(NamedTuple):
    """``wh`` of ``month`` priced in one block of one version.

    A line of a component has its id (that of a benefit below zero, that of an act
    of unauthorised use above :data:`ACT`), ``quantity`` in thousandths of its unit
    (kW, kVAr·h, kWh, %) and its price in ``block``; ``wh`` only where it prices energy
    that was measured.
    """

    month: date
    start: date
    end: date
    version_id: int
    block: Block
    wh: int
    amount: int
    vat: int
    component: int = 0
    quantity: int | None = None

    @property
    def key(self) -> tuple[date, date, int, int, int]:
        """What the line is about, without its figures."""
        return (self.month, self.start, self.version_id, self.block.no, self.component)

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """Wh, tiyin with VAT, tiyin of VAT, quantity of a component."""
        return (self.wh, self.amount, self.vat, self.quantity or 0)


class Power(NamedTuple):
    """Permitted and declared power (W) of a contract on [start, end)."""

    start: date
    end: date | None
    permitted: int | None
    declared: int | None

    def holds(self, day: date) -> bool:
        """Whether the power is that of ``day``."""
        return self.start <= day and (self.end is None or day < self.end)


NO_POWER = Power(date.min, None, None, None)


@dataclass(frozen=True, slots=True)
class Extra:
    """What a month is priced by besides its active energy.

    ``registers``: zones (A+1…) in Wh, R+ and R- in varh; ``powers`` of the contract,
    of which the later one counts; ``maximum`` power in W; contract volumes of the
    month in Wh and varh; ``families`` living on the account, mean of its days;
    ``benefits`` of the account, in order; ``acts`` of unauthorised use. None: nothing
    is known.
    """

    registers: Mapping[str, Sequence[Used]] = field(default_factory=dict)
    families: int | Fraction = 1
    powers: Sequence[Power] = ()
    maximum: int | None = None
    contract_wh: int | None = None
    contract_varh: int | None = None
    benefits: Sequence["Benefit"] = ()
    acts: Sequence["Unlawful"] = ()


NOTHING = Extra()


def energy(used: Sequence[Used], start: date, end: date) -> int:
    """Wh of ``used`` that falls on [start, end), spread evenly inside a piece."""
    total = 0
    for piece in used:
        first, last = max(piece.start, start), min(piece.end, end)
        if first < last:
            total += share(piece.wh, piece.start, piece.end, last) - share(
                piece.wh, piece.start, piece.end, first
            )
    return total
