"""Energy paid ahead of a rise of prices keeps the old price.

What an account had paid in advance on the day of the rise buys energy at the old
prices, block by block, used within so many months of each payment. Source: rule of
prepaid volume on a rise of tariffs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .amount import ratio
from .line import Line, Used, energy
from .tariff import WHOLE, Block, Term, Version, split_blocks

KWH = 1000 * WHOLE  # Wh at prices in parts of a tiyin


@dataclass(slots=True)
class Lot:
    """``left`` tiyin of one payment; they buy energy used before ``until``."""

    until: date
    left: int


@dataclass(slots=True)
class Purse:
    """Money paid ahead of the day on which ``new`` came into force after ``old``.

    ``credit``: tiyin the account had paid more than it owed for the days before the
    rise; ``payments``: (day, first day it no longer counts, tiyin) until the rise;
    ``spent``: tiyin of energy that was booked at the old price already.
    """

    old: Version
    new: Version
    credit: int
    payments: Sequence[tuple[date, date, int]]
    spent: int = 0
    lots: list[Lot] | None = None

    def owe(self, lines: Iterable[Line]) -> None:
        """Take what the days before the rise cost."""
        self.credit -= sum(ln.amount for ln in lines if ln.start < self.new.start)

    def keep(
        self,
        version: Version,
        start: date,
        end: date,
        used: Sequence[Used],
        position: int,
    ) -> list[tuple[Version, Block, int]]:
        """Take money for the energy ``used`` on [start, end) under ``version`` that
        keeps the old price: (old version, block, Wh)."""
        if version.id != self.new.id:
            return []
        if self.lots is None:
            self.lots = make_lots(self.credit, self.payments, self.spent)
        found: dict[Block, int] = {}
        taken = 0
        for lot in self.lots:
            wanted = energy(used, start, min(end, lot.until)) - taken
            for block, part in _buy(lot, self.old, position + taken, wanted):
                found[block] = found.get(block, 0) + part
                taken += part
        return [(self.old, block, wh) for block, wh in found.items()]


def _buy(
    lot: Lot, old: Version, position: int, wanted: int
) -> Iterable[tuple[Block, int]]:
    """What of ``wanted`` Wh the lot pays for, by blocks; its money is taken."""
    if wanted <= 0:
        return
    for block, part in split_blocks(old.blocks, position, wanted):
        price = block.price * old.gross  # money is paid with VAT
        wh = min(part, lot.left * KWH // price) if price else part
        if wh:
            lot.left = max(0, lot.left - ratio(wh, price, KWH))
            yield block, wh
        if wh < part:
            return


def make_lots(
    credit: int, payments: Iterable[tuple[date, date, int]], spent: int = 0
) -> list[Lot]:
    """The newest ``payments`` (day, until, tiyin) that make up ``credit`` tiyin,
    oldest first, without what is ``spent``.

    >>> april, until = date(2025, 4, 1), date(2025, 6, 1)
    >>> paid = [(april, until, 500), (date(2025, 4, 9), until, 400)]
    >>> [lot.left for lot in make_lots(700, paid, 100)]
    [200, 400]
    """
    found = []
    for _day, until, amount in sorted(payments, reverse=True):
        part = min(amount, credit)
        if part <= 0:
            break
        credit -= part
        found.append(Lot(until, part))
    found.reverse()
    for lot in found:
        part = min(lot.left, spent)
        lot.left -= part
        spent -= part
    return found


def find_rises(
    terms: Iterable[Term], since: date, until: date
) -> list[tuple[Version, Version]]:
    """Changes of prices upwards that came into force on [since, until): the version
    before and the one after, in order of time."""
    return [
        (old, new)
        for term in terms
        for old, new in zip(term.versions, term.versions[1:], strict=False)
        if since <= new.start < until
        and old.end == new.start
        and term.start < new.start
        and (term.end is None or new.start < term.end)
        and is_dearer(new, old)
    ]


def is_dearer(new: Version, old: Version) -> bool:
    """Whether some block costs more than before, VAT included."""
    return any(
        after.price * new.gross > before.price * old.gross
        for before, after in zip(old.blocks, new.blocks, strict=False)
    )
