"""Components of a tariff once more, day after day; see :mod:`naive`."""

from fractions import Fraction

from engine.naive_sums import days_of, money, nearest, rounded, used_on


class Parts:
    """What a bill has beside the blocks."""

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
            rate = Fraction(part["price"], 12)
            if part.kind == "excess":
                rate = rate * part["factor"] / 1000
            rate = nearest(rate) / 100
            for first, length, watts in self.declared(days):
                if part.kind == "excess":
                    if watts is None or extra.maximum is None:
                        continue
                    watts = max(0, extra.maximum - watts)
                of_month = Fraction(length, len(days_of(self.month)))
                sum_ = rate * (watts or 0) / 1000 * of_month
                self.add(first, version, 1, part.id, 0, sum_)
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
            self.price_reactive(start, days, version, part, wh)

    def power(self, day, name):
        """Watts of a day: what the latest row says."""
        found = None
        for row in self.extra.powers:
            if row.start <= day and (row.end is None or day < row.end):
                found = getattr(row, name)
        return found

    def declared(self, days):
        """(first day, number of days, watts) while the declared power is the same."""
        found = []
        for day in days:
            watts = self.power(day, "declared")
            if found and found[-1][2] == watts:
                found[-1][1] += 1
            else:
                found.append([day, 1, watts])
        return found

    def price_reactive(self, start, days, version, part, wh):
        run = []
        for day in [*days, None]:
            permitted = day and (self.power(day, "permitted") or 0)
            if day and permitted >= part["from_power"]:
                run.append(day)
            elif run:
                self.price_reactive_run(run[0], run, days, version, part, wh)
                run = []

    def price_reactive_run(self, start, run, days, version, part, whole):
        """Reactive energy of days on which it is charged; what keeps an old price of
        ``days`` was used first."""
        extra = self.extra
        month_days = len(days_of(self.month))

        def part_of_month(amount):
            return nearest(Fraction(amount * len(run), month_days))

        used_each = [used_on(day, self.used) for day in days]
        kept = sum(used_each) - whole
        wh = 0
        for day, used in zip(days, used_each, strict=True):
            taken = min(kept, used)
            kept -= taken
            if day in run:
                wh += used - taken
        base = Fraction(version.blocks[0].price, 100)
        economic = nearest(Fraction(wh * part["tangent"], 1000))
        if extra.contract_varh is not None:
            economic = part_of_month(extra.contract_varh)
        used = nearest(Fraction(wh * part["tangent_calculated"], 1000))
        if "R+" in extra.registers:
            used = sum(used_on(day, extra.registers["R+"]) for day in run)
        given = sum(used_on(day, extra.registers.get("R-", ())) for day in run)
        for no, name, quantity in (
            (1, "percent", max(Fraction(0), used - economic)),
            (2, "percent_out", Fraction(given)),
            (3, "discount", -max(Fraction(0), economic - used)),
        ):
            price = money(base * part[name] / 10000)
            self.add(start, version, no, part.id, 0, price * quantity / 1000)
