"""A whole history once more, as simply as it can be told: day after day.

Written against the handbook (VMQ 319 annex 1) and not against the engine: which Wh
belong to which day, what is guessed for days nobody read, and what a month costs.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

from engine.naive import Bill
from engine.naive_sums import DAY, days_of, used_on

QUARTER = 90  # days: the base of an estimate


def turned(installation, before, after) -> int | None:
    """Wh between two readings, multiplier applied; None if the register fell."""
    shown = after.value - before.value
    if shown < 0:
        if not after.rollover:
            return None
        shown += installation.capacity
    return shown * installation.multiplier


def lay(days: dict, first: date, length: int, wh: int, of: int, until: date) -> None:
    """Lay ``wh`` per ``of`` days on ``length`` days from ``first``: to each month its
    share, and of that to each of its days; rests of a division go to later days."""
    nth = 0
    while nth < length:
        month = [first + timedelta(nth)]
        while month[-1].month == (month[-1] + DAY).month and nth + len(month) < length:
            month.append(month[-1] + DAY)
        part = wh * (nth + len(month)) // of - wh * nth // of
        for place, day in enumerate(month):
            if day < until:
                share = part * (place + 1) // len(month) - part * place // len(month)
                days[day] = days.get(day, 0) + share
        nth += len(month)


def energy(facts, period: date, until: date) -> dict[date, int] | None:
    """Wh of every day before ``until``; None where a register fell.

    A meter nobody read after the first day of the open month is guessed from its
    last quarter of a year.
    """
    days: dict[date, int] = {}
    for installation in facts.installations:
        known = sorted(facts.readings.get(installation.id, ()), key=lambda r: r.day)
        steps = []
        for place in range(1, len(known)):
            if known[place - 1].day >= until:
                break  # nothing of the open month
            wh = turned(installation, known[place - 1], known[place])
            if wh is None:
                return None
            length = (known[place].day - known[place - 1].day).days
            steps.append((wh, length))
            lay(days, known[place - 1].day, length, wh, length, until)
        if not known:
            continue
        end = until
        if installation.end is not None and installation.end <= until:
            end = installation.end
            is_read = known[-1].day >= end
        else:
            is_read = known[-1].day > period or installation.start >= period
        if is_read:
            continue
        wh = length = 0
        while steps and length < QUARTER:
            more, longer = steps.pop()
            wh, length = wh + more, length + longer
        if length:
            first = known[-1].day
            lay(days, first, (end - first).days, wh, length, until)
    return days


class DayBill(Bill):
    """A bill of ordinary size: block after block instead of Wh after Wh."""

    def price_blocks(self, start, version, wh):
        """Override: fill each block up to its bound."""
        for block, taken in self.fill(version, wh):
            price = Fraction(block.price, 100)
            self.add(start, version, block.no, 0, taken, price * taken / 1000)
            self.story.append(((self.month, start, version.id, block.no, 0), taken))

    def tell_days(self, days, version, first):
        """Override: (day, line, version, Wh) of each day and block."""
        layers, told = self.story[first:], []
        for day in days:
            wh = used_on(day, self.used)
            while wh:
                key, left = layers[0]
                part = min(wh, left)
                told.append((day, key, version, part))
                wh -= part
                layers[0] = (key, left - part)
                if left == part:
                    del layers[0]
        assert not layers
        self.story[first:] = told

    def price_benefit(self, benefit, left):
        """Override: let the benefit take its share of the Wh of each day and block."""
        every = days_of(self.month)
        mine = [
            day
            for day in every
            if benefit.start <= day and (benefit.end is None or day < benefit.end)
        ]
        norm = self.norm(mine) if benefit.above_norm and mine else 0
        if not mine or norm is None:
            return
        limit = sum(count for *_what, count in self.story)
        if benefit.limit is not None:
            until, since = every.index(mine[-1]) + 1, every.index(mine[0])
            limit = benefit.limit * until // len(every)
            limit -= benefit.limit * since // len(every)
        taken: dict[tuple, int] = {}
        position = 0
        for day, key, version, count in self.story:
            above = position + count - max(position, norm)
            position += count
            if day in mine and above > 0 and limit > 0:
                part = min(above, limit)
                limit -= part
                taken[key, version] = taken.get((key, version), 0) + part
        for (key, version), count in taken.items():
            self.take(benefit, key, version, count, max(mine[0], key[1]), left)


def months_of(days: Iterable[date]) -> list[date]:
    """First days of the months the days lie in."""
    return sorted({day.replace(day=1) for day in days})


def history(facts, period: date, until: date) -> dict[date, tuple] | None:
    """Month → Wh, so'm and so'm of VAT; None where a register fell."""
    days = energy(facts, period, until)
    if days is None:
        return None
    found = {}
    acts = [
        day
        for act in facts.acts
        for nth in range((act.end - act.start).days)
        if (day := act.start + timedelta(nth)) < until
    ]
    for month in months_of([*days, *acts]):
        used = [
            SimpleNamespace(start=day, end=day + DAY, wh=wh)
            for day, wh in days.items()
            if day.replace(day=1) == month
        ]
        extra = SimpleNamespace(benefits=facts.benefits, acts=facts.acts)
        lines = DayBill(month, used, facts.terms, extra).price().values()
        total = tuple(sum(figures) for figures in zip(*lines, strict=True))
        if any(total):
            found[month] = total
    return found
