"""A bill arranged for reading: charges by month, meters with their readings.

Money is tiyin, energy Wh; evidence pieces are those stored with the charges (see
:mod:`.evidence`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from odoo.addons.elektrohisob_base.engine.period import next_month

from . import explain
from .evidence import ACT_ORIGIN

Piece = dict[str, Any]
Rates = Mapping[int, Mapping[int | str, int]]  # version → block → tiyin per kWh


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge as booked, on the days [start, end); its block is (lower, upper].
    The one with the highest ``id`` was booked last. A ``component`` of the tariff
    charges a ``quantity`` in thousandths of its unit; ``part`` tells its name.
    ``cause``: why a correction came about."""

    kind: str
    month: date
    start: date
    end: date
    version: int
    block: int
    price: int
    wh: int
    amount: int
    vat: int
    pieces: Sequence[Piece]
    lower: int = 0
    upper: int | None = None
    id: int = 0
    component: int = 0
    quantity: int = 0
    part: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Charges of one kind, month and tariff version, summed by block."""

    kind: str
    month: date
    start: date
    end: date
    blocks: tuple[Charge, ...]
    pieces: Sequence[Piece]

    @property
    def last(self) -> date:
        """Last day, for people."""
        return self.end - timedelta(days=1)

    @property
    def is_whole_month(self) -> bool:
        """Whether one tariff was in force all the month."""
        return self.start == self.month and self.end == next_month(self.month)


def groups(charges: Iterable[Charge]) -> list[Group]:
    """Regular charges first, then corrections, each by month; nothing that
    cancels out. The evidence is that of the charge booked last."""
    found: dict[tuple[bool, date, date, int], dict[tuple[int, int], Charge]] = {}
    latest: dict[tuple[bool, date, date, int], Charge] = {}
    for charge in charges:
        key = (charge.kind != "regular", charge.month, charge.start, charge.version)
        blocks = found.setdefault(key, {})
        line = (charge.component, charge.block)
        before = blocks.get(line)
        blocks[line] = charge if before is None else _add(before, charge)
        if key not in latest or charge.id > latest[key].id:
            latest[key] = charge
    result = []
    for key in sorted(found):
        left = tuple(c for c in found[key].values() if c.wh or c.amount)
        if left:
            last = latest[key]
            end = max(charge.end for charge in left)
            result.append(
                Group(last.kind, last.month, last.start, end, left, last.pieces)
            )
    return result


def _add(before: Charge, charge: Charge) -> Charge:
    """Both charges of a block in one."""
    return replace(
        charge,
        wh=before.wh + charge.wh,
        amount=before.amount + charge.amount,
        vat=before.vat + charge.vat,
        quantity=before.quantity + charge.quantity,
    )


def pieces(found: Iterable[Group]) -> Iterator[Piece]:
    """Evidence of the groups, each piece once."""
    seen = set()
    for group in found:
        for piece in energy_pieces(group.pieces):
            key = (piece.get("meter"), piece.get("from"), piece.get("to"))
            if key not in seen:
                seen.add(key)
                yield piece


def energy_pieces(found: Iterable[Piece]) -> list[Piece]:
    """Evidence without that of acts of unauthorised use."""
    return [piece for piece in found if piece.get("o") != ACT_ORIGIN]


def is_whole(piece: Piece) -> bool:
    """Whether the energy is just the difference of two readings."""
    return (
        piece.get("q") != "estimated"
        and piece.get("d1") == piece["from"]
        and piece.get("d2") == piece["to"]
    )


def summary(charges: Sequence[Charge], rates: Rates | None = None) -> explain.Bill:
    """What :mod:`.explain` compares.

    :param rates: tariff version → block → tiyin per kWh
    """
    found = groups(charges)
    regular = [group for group in found if group.kind == "regular"]
    blocks = [charge for group in regular for charge in group.blocks]
    late = [c for g in found if g.kind == "correction" for c in g.blocks]
    evidence = list(pieces(regular))
    replaced = sum(c.amount for c in late if c.cause == "estimate")
    known: dict[int | str, int] = {}
    for version in dict.fromkeys(charge.version for charge in blocks):
        known.update((rates or {}).get(version, {}))
    return explain.Bill(
        energy=_energy(blocks),
        days=days_covered(evidence),
        parts=_parts(blocks),
        corrections=sum(charge.amount for charge in late) - replaced,
        replaced=replaced,
        estimated=any(piece.get("q") == "estimated" for piece in evidence),
        rates=known,
    )


def _energy(blocks: Iterable[Charge]) -> dict[int | str, explain.Use]:
    """Energy by block and zone."""
    found: dict[int | str, explain.Use] = {}
    for charge in blocks:
        if not charge.component or charge.wh:
            name = charge.part if charge.component else charge.block
            old = found.get(name, explain.Use(0, 0))
            prices = old.prices | {charge.price}
            total = (old.wh + charge.wh, old.amount + charge.amount)
            found[name] = explain.Use(*total, prices)
    return found


def _parts(blocks: Iterable[Charge]) -> dict[str, int]:
    """Tiyin of the components that price no energy, by name."""
    found: dict[str, int] = {}
    for charge in blocks:
        if charge.component and not charge.wh:
            found[charge.part] = found.get(charge.part, 0) + charge.amount
    return found


def days_covered(evidence: Iterable[Piece]) -> int:
    """Days on which the energy was used, those of several meters counted once."""
    spans = sorted(
        (date.fromisoformat(piece["from"]), date.fromisoformat(piece["to"]))
        for piece in evidence
    )
    total = 0
    reached = date.min
    for start, end in spans:
        start = max(start, reached)
        if end > start:
            total += (end - start).days
            reached = end
    return total
