"""The rules of pricing once more, as simply as they can be told.

Written against the handbook and not against the engine: fractions of a so'm, day after
day and Wh after Wh, no shared function. Slow on purpose; :mod:`test_naive` compares.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import floor

from engine.naive_parts import Parts
from engine.naive_sums import days_of, money, rounded, tiyin, used_on, version_on


class Bill(Parts):
    """One month of one account."""

    def __init__(self, month, used, terms, extra, advances=()):
        self.month, self.used, self.terms, self.extra = month, used, terms, extra
        self.advances = advances
        self.benefits = extra.benefits if extra else ()
        self.acts = extra.acts if extra else ()
        self.lines: dict[tuple, list] = {}
        self.position = 0  # Wh of the month so far
        self.story: list[tuple] = []  # (day, line, version) of every Wh, in order

    def add(self, start, version, block, component, wh, net, *, is_gross=False):
        """One line from a sum by the prices."""
        amount = net if is_gross else rounded(net, version)
        rate = Fraction(version.vat, 10000)
        if version.vat_included or is_gross:
            vat = tiyin(amount * rate / (1 + rate))
        else:
            vat = money(amount * rate)
            amount += vat
        if not amount and not wh:
            return
        key = (self.month, start, version.id, block, component)
        self.lines[key] = [wh, amount, vat]

    def runs(self) -> Iterator[tuple[date, list[date], object]]:
        """Runs of days with one and the same version."""
        run: list[date] = []
        current = None
        for day in days_of(self.month):
            found = version_on(day, self.terms)
            if run and found is not current:
                yield run[0], run, current
                run = []
            current = found
            run.append(day)
        yield run[0], run, current

    def price(self) -> dict[tuple, tuple]:
        """Key → (Wh, so'm, so'm of VAT)."""
        for start, days, version in self.runs():
            if version is None:
                assert not any(used_on(day, self.used) for day in days)
                continue
            self.price_run(start, days, version)
        left = {key: found[1] for key, found in self.lines.items()}
        for benefit in self.benefits:
            self.price_benefit(benefit, left)
        for act in self.acts:
            self.price_act(act)
        return {key: tuple(found) for key, found in self.lines.items()}

    def price_run(self, start, days, version):
        before = set(self.lines)
        total = sum(used_on(day, self.used) for day in days)
        kept = self.price_kept(start, days, version)
        rest = total - kept
        whole = rest
        for part in version.components:
            if part.kind == "zone":
                rest -= self.price_zone(start, days, version, part)
        first = len(self.story)
        self.price_blocks(start, version, rest)
        if self.benefits:  # told without zones and without advances
            self.tell_days(days, version, first)
        self.position += whole - rest
        for wanted in (
            ("capacity", "excess", "reactive", "deviation", "fixed"),
            ("percent",),
            ("minimum",),
        ):
            for part in version.components:
                if part.kind in wanted:
                    self.price_part(start, days, version, part, whole, before)

    def price_kept(self, start, days, version):
        """What was paid ahead of the rise keeps the old price."""
        found: dict[int, int] = {}
        for advance in self.advances:
            if version.id != advance.new.id:
                continue
            for day in days:
                for _wh in range(used_on(day, self.used)):
                    block = self.block_at(advance.old.blocks)
                    cost = Fraction(block.price, 1000)
                    if not advance.old.vat_included:
                        cost *= 1 + Fraction(advance.old.vat, 10000)
                    if not advance.pay(day, cost):
                        break
                    found[block.no] = found.get(block.no, 0) + 1
                    self.position += 1
            for block in advance.old.blocks:
                if block.no in found:
                    wh = found[block.no]
                    sum_ = Fraction(block.price * wh, 100000)
                    self.add(start, advance.old, block.no, 0, wh, sum_)
        return sum(found.values())

    def block_at(self, blocks):
        """The block into which the next Wh of the month falls."""
        for block in blocks:
            if block.upper is None or self.position < block.upper:
                return block
        raise AssertionError("no block")

    def bounds(self, version):
        """Blocks of the version with the bounds of this account."""
        factor = Fraction(1)
        if version.proration == "days":
            all_days = days_of(self.month)
            mine = [day for day in all_days if version_on(day, self.terms)]
            factor = Fraction(len(mine), len(all_days))
        if version.per_family:
            factor *= self.extra.families
        for block in version.blocks:
            upper = None if block.upper is None else floor(block.upper * factor)
            yield block, upper

    def price_blocks(self, start, version, wh):
        found: dict[int, int] = {}
        prices = {}
        bounds = list(self.bounds(version))
        for _wh in range(wh):
            for block, upper in bounds:
                if upper is None or self.position < upper:
                    found[block.no] = found.get(block.no, 0) + 1
                    prices[block.no] = Fraction(block.price, 100)
                    key = (self.month, start, version.id, block.no, 0)
                    self.story.append(key)
                    break
            self.position += 1
        for no, count in found.items():
            self.add(start, version, no, 0, count, prices[no] * count / 1000)

    def tell_days(self, days, version, first):
        """Add its day to each Wh of the story from ``first`` on."""
        every = [day for day in days for _wh in range(used_on(day, self.used))]
        keys = self.story[first:]
        self.story[first:] = [
            (day, key, version) for day, key in zip(every, keys, strict=True)
        ]

    def price_act(self, act):
        """What was taken past the meter lies above all that the meter counted."""
        for start, days, version in self.runs():
            wh = sum(used_on(day, [act]) for day in days)
            assert version is not None or not wh
            for block, count in self.fill(version, wh) if wh else ():
                price = money(Fraction(block.price * act.factor, 100000))
                component = 2**40 + act.id
                self.add(start, version, block.no, component, 0, price * count / 1000)

    def fill(self, version, wh):
        """Blocks into which the next ``wh`` of the month fall, with their Wh."""
        for block, upper in self.bounds(version):
            room = wh if upper is None else max(0, upper - self.position)
            taken = min(wh, room)
            if taken:
                self.position += taken
                wh -= taken
                yield block, taken

    def price_benefit(self, benefit, left):
        """Walk the Wh of the month and let the benefit take its share of each."""
        every = days_of(self.month)
        mine = [
            day
            for day in every
            if benefit.start <= day and (benefit.end is None or day < benefit.end)
        ]
        norm = self.norm(mine) if benefit.above_norm and mine else 0
        if not mine or norm is None:
            return
        limit = len(self.story)
        if benefit.limit is not None:
            until = every.index(mine[-1]) + 1
            since = every.index(mine[0])
            limit = benefit.limit * until // len(every)
            limit -= benefit.limit * since // len(every)
        taken: dict[tuple, int] = {}
        for nth, (day, key, version) in enumerate(self.story):
            if day in mine and nth >= norm and limit > 0:
                limit -= 1
                taken[key, version] = taken.get((key, version), 0) + 1
        for (key, version), count in taken.items():
            self.take(benefit, key, version, count, max(mine[0], key[1]), left)

    def take(self, benefit, key, version, count, start, left):
        """One line of a benefit for ``count`` Wh of the line ``key``."""
        wh, amount, _vat = self.lines[key]
        prices = {block.no: block.price for block in version.blocks}
        price = prices[key[3]]
        share = Fraction(benefit.percent, 10000)
        if benefit.basis == "difference" and price:
            share *= Fraction(max(0, price - version.blocks[0].price), price)
        found = money(amount * count * share / wh)
        found = min(found, left[key]) if price else Fraction(0)
        if found <= 0:
            return
        left[key] -= found
        rate = Fraction(version.vat, 10000)
        vat = Fraction(0) if benefit.financed else tiyin(-found * rate / (1 + rate))
        line = (self.month, start, version.id, key[3], -benefit.id)
        self.lines[line] = [0, -found, vat]

    def norm(self, days):
        """Upper bound of the first block on the last of the days that has a tariff."""
        every = days_of(self.month)
        back = [day for day in reversed(every) if day <= days[-1]]
        ahead = [day for day in every if day > days[-1]]
        for day in [*back, *ahead]:
            version = version_on(day, self.terms)
            if version is not None:
                return next(upper for _block, upper in self.bounds(version))
        return None


class Advance:
    """Money paid ahead: (first day it no longer counts, tiyin), oldest first."""

    def __init__(self, old, new, lots):
        self.old, self.new = old, new
        self.lots = [[until, Fraction(left)] for until, left in lots]

    def pay(self, day: date, cost: Fraction) -> bool:
        """Take the tiyin of one Wh used on ``day``."""
        for lot in self.lots:
            if day < lot[0] and lot[1] >= cost:
                lot[1] -= cost
                return True
        return False
