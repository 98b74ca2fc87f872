"""The rules of pricing once more, as simply as they can be told.

Written against the handbook and not against the engine: fractions of a so'm, day after
day and Wh after Wh, no shared function. Slow on purpose; :mod:`test_naive` compares.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

DAY = timedelta(days=1)
HALF = Fraction(1, 2)
ROUND = {"half_up": lambda x: floor(x + HALF), "up": ceil, "down": floor}
TIYIN = Fraction(1, 100)


def days_of(month: date) -> list[date]:
    """All days of a month."""
    found = []
    day = month
    while day.month == month.month:
        found.append(day)
        day += DAY
    return found


def used_on(day: date, pieces) -> int:
    """Wh of one day: a piece is spread evenly, whole Wh, its rest towards the end."""
    total = 0
    for piece in pieces:
        if piece.start <= day < piece.end:
            length = (piece.end - piece.start).days
            nth = (day - piece.start).days
            total += piece.wh * (nth + 1) // length - piece.wh * nth // length
    return total


def version_on(day: date, terms):
    """The version of the tariff of the account on a day."""
    for term in terms:
        if term.start <= day and (term.end is None or day < term.end):
            for version in term.versions:
                if version.start <= day and (version.end is None or day < version.end):
                    return version
    return None


def rounded(amount: Fraction, version) -> Fraction:
    """So'm by the rounding of a version; discounts mirror charges."""
    step = Fraction(version.rounding.step, 100)
    sign = -1 if amount < 0 else 1
    return sign * ROUND[version.rounding.method](abs(amount) / step) * step


def nearest(number: Fraction) -> Fraction:
    """A whole number; a half goes away from nothing."""
    return Fraction(floor(abs(number) + HALF) * (-1 if number < 0 else 1))


def money(amount: Fraction) -> Fraction:
    """To the nearest tiyin; half a tiyin goes away from nothing."""
    return nearest(amount / TIYIN) * TIYIN


def tiyin(amount: Fraction) -> Fraction:
    """To the nearest tiyin; half a tiyin of a discount goes towards the sum above."""
    return floor(amount / TIYIN + HALF) * TIYIN


class Bill:
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

    def price_zone(self, start, days, version, part):
        pieces = self.extra.registers.get(f"A+{part['zone']}", ())
        wh = sum(used_on(day, pieces) for day in days)
        base = Fraction(version.blocks[0].price, 100)
        price = money(base * part["factor"] / part["divisor"])
        self.add(start, version, part["zone"], part.id, wh, price * wh / 1000)
        return wh

    def price_part(self, start, days, version, part, wh, before):
        share = Fraction(len(days), len(days_of(self.month)))
        base = Fraction(version.blocks[0].price, 100)
        extra = self.extra
        mine = [
            line[1]
            for key, line in self.lines.items()
            if key not in before and key[2] == version.id
        ]
        so_far = sum(mine, Fraction(0))

        def part_of_month(amount):
            return nearest(amount * share)

        if part.kind in ("capacity", "excess"):
            watts = extra.declared or 0
            rate = Fraction(part["price"], 12)
            if part.kind == "excess":
                if extra.declared is None or extra.maximum is None:
                    return
                watts = max(0, extra.maximum - extra.declared)
                rate = rate * part["factor"] / 1000
            rate = nearest(rate) / 100
            self.add(start, version, 1, part.id, 0, rate * watts / 1000 * share)
        elif part.kind == "fixed":
            amount = Fraction(part["price"], 100) * share
            self.add(start, version, 1, part.id, 0, amount)
        elif part.kind == "percent":
            amount = rounded(so_far * part["percent"] / 10000, version)
            self.add(start, version, 1, part.id, 0, amount, is_gross=True)
        elif part.kind == "minimum":
            least = part_of_month(part["price"]) / 100
            amount = rounded(max(Fraction(0), least - so_far), version)
            self.add(start, version, 1, part.id, 0, amount, is_gross=True)
        elif part.kind == "deviation":
            if extra.contract_wh is None:
                return
            allowed = (
                part_of_month(extra.contract_wh) * (10000 + part["percent"]) / 10000
            )
            over = max(Fraction(0), wh - nearest(allowed))
            price = money(base * (part["factor"] - 1000) / 1000)
            self.add(start, version, 1, part.id, 0, price * over / 1000)
        else:
            self.price_reactive(start, days, version, part, wh, part_of_month)

    def price_reactive(self, start, days, version, part, wh, part_of_month):
        extra = self.extra
        if (extra.permitted or 0) < part["from_power"]:
            return
        base = Fraction(version.blocks[0].price, 100)
        economic = nearest(Fraction(wh * part["tangent"], 1000))
        if extra.contract_varh is not None:
            economic = part_of_month(extra.contract_varh)
        used = nearest(Fraction(wh * part["tangent_calculated"], 1000))
        if "R+" in extra.registers:
            used = sum(used_on(day, extra.registers["R+"]) for day in days)
        given = sum(used_on(day, extra.registers.get("R-", ())) for day in days)
        for no, name, quantity in (
            (1, "percent", max(Fraction(0), used - economic)),
            (2, "percent_out", Fraction(given)),
            (3, "discount", -max(Fraction(0), economic - used)),
        ):
            price = money(base * part[name] / 10000)
            self.add(start, version, no, part.id, 0, price * quantity / 1000)


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
