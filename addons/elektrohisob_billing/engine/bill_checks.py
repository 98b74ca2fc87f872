"""What looks wrong in the bill of one account before it is booked.

Energy in Wh, money in tiyin, whole calendar months. Each check is a function of one
month's bill, the months before it and its rule; it answers with the figures that the
sentence needs, or None. The catalogue of codes is docs/billing-checks.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

PARKS = "parks"
WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Bill:
    """The month as computed: ``wh`` used and ``tiyin`` charged, all lines together.

    ``booking``: tiyin the settlement would book now, corrections of earlier months
    included; ``estimated``: months in a row up to this one whose energy is estimated.
    """

    wh: int
    tiyin: int
    booking: int = 0
    estimated: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """Sums over the ``months`` before that have charges."""

    months: int = 0
    wh: int = 0
    tiyin: int = 0

    @property
    def usual_wh(self) -> int:
        """Wh of a usual month."""
        return self.wh // self.months if self.months else 0

    @property
    def usual(self) -> int:
        """Tiyin of a usual month."""
        return self.tiyin // self.months if self.months else 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check tolerates and whether its finding ``parks`` or ``warns``.

    ``limit``: tiyin or a number of months; ``threshold``: Wh; ``least``: months of
    history without which there is nothing to compare with.
    """

    code: str
    severity: str = WARNS
    factor: Decimal = Decimal(0)
    threshold: int = 0
    limit: int = 0
    least: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Objection of one check to one bill."""

    code: str
    severity: str
    figures: Mapping[str, int] = field(default_factory=dict)


Figures = dict[str, int] | None


def negative(bill: Bill, _history: History, _rule: Rule) -> Figures:
    """Energy or sum of the month below zero.

    >>> negative(Bill(-1000, 0), History(), Rule("negative"))
    {'wh': -1000, 'tiyin': 0}
    """
    if bill.wh < 0 or bill.tiyin < 0:
        return {"wh": bill.wh, "tiyin": bill.tiyin}
    return None


def sum_high(bill: Bill, history: History, rule: Rule) -> Figures:
    """Sum many times the usual one; small energy is never looked at.

    >>> rule = Rule("sum_high", factor=5, threshold=300_000, least=3)
    >>> sum_high(Bill(700_000, 50_001), History(3, 300_000, 30_000), rule)
    {'tiyin': 50001, 'usual': 10000}
    >>> sum_high(Bill(700_000, 50_000), History(3, 300_000, 30_000), rule)
    >>> sum_high(Bill(700_000, 50_001), History(2, 200_000, 20_000), rule)
    """
    if (
        history.months >= rule.least
        and bill.wh >= rule.threshold
        and bill.tiyin > history.usual * rule.factor
    ):
        return {"tiyin": bill.tiyin, "usual": history.usual}
    return None


def sum_new(bill: Bill, history: History, rule: Rule) -> Figures:
    """Large sum of an account whose history is too short to compare with.

    >>> sum_new(Bill(1, 101), History(), Rule("sum_new", limit=100))
    {'tiyin': 101, 'limit': 100}
    >>> sum_new(Bill(1, 101), History(3, 1, 1), Rule("sum_new", limit=100, least=3))
    """
    if rule.limit and history.months < rule.least and bill.tiyin > rule.limit:
        return {"tiyin": bill.tiyin, "limit": rule.limit}
    return None


def zero_bill(bill: Bill, history: History, rule: Rule) -> Figures:
    """Nothing used in a month although the account usually uses energy.

    >>> rule = Rule("zero_bill", threshold=30_000, least=3)
    >>> zero_bill(Bill(0, 0), History(3, 90_000, 9), rule)
    {'usual_wh': 30000}
    >>> zero_bill(Bill(0, 0), History(3, 89_000, 9), rule)
    """
    if (
        not bill.wh
        and history.months >= rule.least
        and history.usual_wh >= rule.threshold
    ):
        return {"usual_wh": history.usual_wh}
    return None


def estimates(bill: Bill, _history: History, rule: Rule) -> Figures:
    """More estimated months in a row than tolerated.

    >>> estimates(Bill(1, 1, estimated=3), History(), Rule("", limit=2))
    {'months': 3}
    """
    return {"months": bill.estimated} if bill.estimated > rule.limit else None


def credit(bill: Bill, _history: History, rule: Rule) -> Figures:
    """The settlement would give back a large sum.

    >>> credit(Bill(0, 0, booking=-500), History(), Rule("", limit=500))
    {'booking': -500, 'limit': 500}
    """
    if rule.limit and bill.booking <= -rule.limit:
        return {"booking": bill.booking, "limit": rule.limit}
    return None


# In the order of the catalogue: the first that parks decides.
CHECKS: Mapping[str, Callable[[Bill, History, Rule], Figures]] = {
    "negative": negative,
    "sum_high": sum_high,
    "sum_new": sum_new,
    "credit": credit,
    "zero_bill": zero_bill,
    "estimates": estimates,
}


def needs_history(bill: Bill, rules: Mapping[str, Rule]) -> bool:
    """Whether a rule in force would compare the bill with the months before."""
    high, new, zero = (rules.get(code) for code in ("sum_high", "sum_new", "zero_bill"))
    return bool(
        (high and bill.wh >= high.threshold and bill.tiyin > 0)
        or (new and new.limit and bill.tiyin > new.limit)
        or (zero and not bill.wh)
    )


def check(bill: Bill, history: History, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """What the ``rules`` object to, in the order of the catalogue."""
    for code, look in CHECKS.items():
        rule = rules.get(code)
        if rule and (figures := look(bill, history, rule)) is not None:
            yield Finding(code, rule.severity, figures)
