"""What the tariffs of one account ask for besides its active energy, by month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from odoo.addons.elektrohisob_base.engine.period import months, next_month

from .advance import Purse
from .benefit import Benefit
from .line import Extra, Line, Power, Used
from .pricing import price_month
from .tariff import Term
from .unlawful import Unlawful


@dataclass(slots=True)
class Situation:
    """Facts of an account for the months of [since, until).

    ``registers``: month → register → energy; ``volumes``: month → contract Wh and
    varh; ``maxima``: month → measured W; ``families``: (start, end, how many);
    ``benefits`` in the order in which they take their shares; ``acts`` of
    unauthorised use and the months of the window they reach into.
    """

    since: date
    until: date
    registers: dict[date, dict[str, list[Used]]] = field(default_factory=dict)
    powers: Sequence[Power] = ()
    volumes: Mapping[date, tuple[int | None, int | None]] = field(default_factory=dict)
    maxima: Mapping[date, int] = field(default_factory=dict)
    families: Sequence[tuple[date, date | None, int]] = ()
    purses: list[Purse] = field(default_factory=list)
    benefits: list[Benefit] = field(default_factory=list)
    acts: list[Unlawful] = field(default_factory=list)
    act_months: set[date] = field(default_factory=set)

    def add_act(self, act: Unlawful, since: date, until: date) -> None:
        """Take an act for the months of [since, until)."""
        self.acts.append(act)
        days = max(since, act.start), min(until, act.end)
        self.act_months.update(month for month, _start, _end in months(*days))

    def extra(self, month: date, terms: Sequence[Term]) -> Extra:
        """The facts of one month of an account with these ``terms``."""
        wh, varh = self.volumes.get(month, (None, None))
        return Extra(
            self.registers.get(month, {}),
            self._count_families(month, terms) if self.families else 1,
            tuple(row for row in self.powers if _holds(row.start, row.end, month)),
            self.maxima.get(month),
            wh,
            varh,
            tuple(row for row in self.benefits if _holds(row.start, row.end, month)),
            tuple(row for row in self.acts if _holds(row.start, row.end, month)),
        )

    def _count_families(self, month: date, terms: Sequence[Term]) -> int | Fraction:
        """Mean of the families on the days of the month that have a tariff: one where
        nothing else is known."""
        end = next_month(month)
        days, extra = 0, 0
        for term in terms:
            first, last = max(term.start, month), min(term.end or end, end)
            days += max(0, (last - first).days)
            for start, stop, families in self.families:
                low, high = max(start, first), min(stop or last, last)
                extra += max(0, (high - low).days) * (families - 1)
        return 1 + Fraction(extra, days) if days else 1

    def price(
        self, found: Mapping[date, Sequence[Used]], terms: Sequence[Term]
    ) -> Iterator[Line]:
        """Lines of the months of energy, and of those in which a tariff or an act
        charges something even without energy.

        :raise TariffMissing: energy was used on a day without a tariff.
        """
        wanted = {*found, *self.act_months}
        for term in terms:
            if not term.is_plain:
                start = max(self.since, term.start)
                end = self.until if term.end is None else min(term.end, self.until)
                wanted.update(month for month, _start, _end in months(start, end))
        for month in sorted(wanted):
            used = found.get(month, ())
            yield from price_month(
                month, used, terms, self.extra(month, terms), self.purses
            )


def _holds(start: date, end: date | None, month: date) -> bool:
    """Whether [start, end) has a day of ``month``."""
    return start < next_month(month) and (end is None or end > month)
