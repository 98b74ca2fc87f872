"""Which debts the money covered. Nothing of it is stored: the ledger and the rules
give it again at any time. Amounts are tiyin; a debt is what is owed of a kind for a
month.

Entries are taken in the order of their days, on one day debts before money. Money
covers what is owed in the order of the rule of its day, the rest is an advance; a new
debt takes the advances, oldest first. So no debt is ever open beside an advance.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

Target = tuple[str, date]  # kind of debt, first day of its month


@dataclass(frozen=True, slots=True)
class Rule:
    """Order in which money received since ``start`` covers debts.

    ``kinds``: kinds of debt, first covered first; ``by_kind``: kinds go before age;
    ``current_first``: debts of the month of the payment go before older ones;
    ``court_first``: months under a court order go before all others.
    """

    start: date
    kinds: tuple[str, ...]
    by_kind: bool = False
    current_first: bool = False
    court_first: bool = False


@dataclass(frozen=True, slots=True)
class Debt:
    """``amount`` owed since ``day``; ``key`` orders what came on one day."""

    key: int
    day: date
    target: Target
    amount: int


@dataclass(frozen=True, slots=True)
class Credit:
    """``amount`` received on ``day``; it covers ``target`` first, if one is named."""

    key: int
    day: date
    amount: int
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """``amount`` of the credit ``key`` that covers ``target``."""

    key: int
    target: Target
    amount: int


@dataclass(slots=True)
class Allocation:
    """Pieces in the order in which they came about, debts left, advances left."""

    pieces: list[Piece] = field(default_factory=list)
    open: dict[Target, int] = field(default_factory=dict)
    advances: dict[int, int] = field(default_factory=dict)


def allocate(
    debts: Iterable[Debt],
    credits: Iterable[Credit],
    rules: Sequence[Rule],
    court: Collection[date] = (),
) -> Allocation:
    """Spread the credits over the debts; the order of the arguments does not matter.

    >>> may, june = date(2026, 5, 1), date(2026, 6, 1)
    >>> owed = [Debt(1, may, ("principal", may), 100)]
    >>> owed += [Debt(2, june, ("principal", june), 50)]
    >>> paid = [Credit(3, date(2026, 6, 9), 120)]
    >>> found = allocate(owed, paid, [Rule(may, ("principal",))])
    >>> [piece.amount for piece in found.pieces], list(found.open.values())
    ([100, 20], [30])
    """
    found = Allocation()
    events: list[Debt | Credit] = [*debts, *credits]
    events.sort(key=lambda event: (event.day, isinstance(event, Credit), event.key))
    for event in events:
        if isinstance(event, Debt):
            _owe(found, event)
        else:
            _pay(found, event, _rule_on(rules, event.day), court)
    return found


def _rule_on(rules: Sequence[Rule], day: date) -> Rule:
    """The last rule that began on ``day`` or earlier, else the first one."""
    begun = [rule for rule in rules if rule.start <= day]
    return max(begun or rules[:1], key=lambda rule: rule.start)


def _owe(found: Allocation, debt: Debt) -> None:
    left = debt.amount
    for key in list(found.advances):
        if not left:
            break
        part = min(left, found.advances[key])
        _cover(found, key, debt.target, part)
        left -= part
        found.advances[key] -= part
        if not found.advances[key]:
            del found.advances[key]
    if left:
        found.open[debt.target] = found.open.get(debt.target, 0) + left


def _pay(
    found: Allocation, credit: Credit, rule: Rule, court: Collection[date]
) -> None:
    left = credit.amount
    targets = sorted(found.open, key=lambda target: _place(target, credit, rule, court))
    for target in targets:
        if not left:
            break
        part = min(left, found.open[target])
        _cover(found, credit.key, target, part)
        left -= part
        found.open[target] -= part
        if not found.open[target]:
            del found.open[target]
    if left:
        found.advances[credit.key] = found.advances.get(credit.key, 0) + left


def _place(
    target: Target, credit: Credit, rule: Rule, court: Collection[date]
) -> tuple[bool, bool, tuple[bool, date, int] | tuple[int, bool, date]]:
    """Sorting key of a debt for a credit."""
    kind, month = target
    rank = rule.kinds.index(kind) if kind in rule.kinds else len(rule.kinds)
    late = not (rule.current_first and month == credit.day.replace(day=1))
    order = (rank, late, month) if rule.by_kind else (late, month, rank)
    outside = not (rule.court_first and month in court)
    return (target != credit.target, outside, order)


def _cover(found: Allocation, key: int, target: Target, amount: int) -> None:
    found.pieces.append(Piece(key, target, amount))
