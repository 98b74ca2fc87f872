"""The engine against a second, deliberately naive implementation, on random months."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_billing.engine.advance import Lot, Purse
from odoo.addons.elektrohisob_billing.engine.amount import Rounding
from odoo.addons.elektrohisob_billing.engine.benefit import Benefit
from odoo.addons.elektrohisob_billing.engine.line import Extra, Power, Used
from odoo.addons.elektrohisob_billing.engine.pricing import price_month
from odoo.addons.elektrohisob_billing.engine.season import Season, cut_seasons
from odoo.addons.elektrohisob_billing.engine.tariff import (
    Block,
    Component,
    Term,
    Version,
)
from odoo.addons.elektrohisob_billing.engine.unlawful import Unlawful

from engine.naive import Advance, Bill

FIRST = date(2024, 1, 1)
EXAMPLES = 150
FAST = settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.generate])


@st.composite
def blocks(draw, most=4):
    """Blocks with bounds of some hundred Wh, so that walking Wh by Wh ends."""
    uppers = sorted(draw(st.sets(st.integers(1, 1500), max_size=most - 1)))
    found, lower = [], 0
    for no, upper in enumerate([*uppers, None], 1):
        found.append(Block(no, lower, upper, draw(st.integers(0, 200)) * 1000))
        lower = upper or 0
    return tuple(found)


NUMBERS = {
    "price": st.integers(0, 10**7),
    "factor": st.integers(0, 3000),
    "divisor": st.integers(1, 3000),
    "percent": st.integers(-5000, 5000),
    "percent_out": st.integers(0, 2000),
    "discount": st.integers(0, 2000),
    "tangent": st.integers(0, 1000),
    "tangent_calculated": st.integers(0, 1500),
    "from_power": st.sampled_from([0, 50_000]),
}
BESIDE = ["capacity", "excess", "fixed", "percent", "minimum"]


@st.composite
def components(draw, is_flat):
    kinds = BESIDE + (["zone", "zone", "reactive", "deviation"] if is_flat else [])
    found, zones = [], [1, 3, 2]
    for number in range(1, draw(st.integers(0, 4)) + 1):
        kind = draw(st.sampled_from(kinds))
        values = {name: draw(strategy) for name, strategy in NUMBERS.items()}
        if kind == "zone":
            if not zones:
                continue
            values["zone"] = zones.pop()
        if kind in ("reactive", "deviation"):
            values["percent"] = abs(values["percent"])
        if kind == "deviation":
            values["factor"] += 1000
        found.append(Component(number, kind, values))
    return tuple(found)


@st.composite
def versions(draw, start, end, number, zones=True):
    if draw(st.booleans()):
        return Version(number, start, end, 1200, draw(blocks()))
    priced = draw(blocks(most=draw(st.sampled_from([1, 4]))))
    return Version(
        number,
        start,
        end,
        draw(st.sampled_from([0, 1200, 1500, 2000])),
        priced,
        draw(components(zones and len(priced) == 1)),
        draw(st.booleans()),
        Rounding(
            draw(st.sampled_from([1, 5, 100])),
            draw(st.sampled_from(["half_up", "up", "down"])),
        ),
        draw(st.sampled_from(["none", "days"])),
        draw(st.booleans()),
    )


@st.composite
def terms(draw, zones=True):
    """A tariff that changes now and then, in force from some day to some day."""
    days = st.integers(0, 120)
    cuts = sorted(draw(st.sets(days, max_size=3)))
    starts = [FIRST, *(FIRST + timedelta(n) for n in cuts if n)]
    ends = [*starts[1:], None]
    found = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        version = draw(versions(start, end, number, zones))
        if draw(st.integers(0, 3)) == 0:
            day = start + timedelta(draw(st.integers(0, 40)))
            last = day + timedelta(draw(st.integers(1, 40)))
            season = Season(day, last, draw(st.sampled_from([5000, 12345, 20000])))
            found += cut_seasons(version, [season])
        else:
            found.append(version)
    opened = FIRST + timedelta(draw(st.sampled_from([0, 0, 10, 45])))
    closed = draw(st.sampled_from([None, None, FIRST + timedelta(80)]))
    return [Term(opened, closed, tuple(found))]


@st.composite
def powers(draw, month):
    """Permitted and declared power, which changes now and then inside the month."""
    some = st.one_of(st.none(), st.sampled_from([0, 40_000, 50_000, 60_000]))
    days = sorted(draw(st.sets(st.integers(-10, 30), max_size=3)))
    starts = [month + timedelta(n) for n in days]
    ends = [*starts, draw(st.sampled_from([None, month + timedelta(40)]))][1:]
    return [
        Power(start, end, draw(some), draw(some))
        for start, end in zip(starts, ends, strict=True)
    ]


@st.composite
def months_of(draw, found):
    """Month by month: pieces of energy inside the term, and the other facts."""
    (term,) = found
    story = []
    month = FIRST
    while month < date(2024, 5, 1):
        end = next_month(month)
        low, high = max(month, term.start), min(end, term.end or end)
        used, registers = [], {}
        if low < high:
            day = low + timedelta(draw(st.integers(0, (high - low).days - 1)))
            spans = [(low, day), (day, high)] if low < day else [(low, high)]
            for start, stop in spans:
                wh = draw(st.integers(0, 1500))
                used.append(Used(start, stop, wh))
                first = draw(st.integers(0, wh))
                parts = {1: first // 2, 3: first - first // 2, 2: (wh - first) // 2}
                if draw(st.booleans()):
                    for zone, part in parts.items():
                        registers.setdefault(f"A+{zone}", []).append(
                            Used(start, stop, part)
                        )
            for name in ("R+", "R-"):
                if draw(st.booleans()):
                    varh = draw(st.integers(0, 2000))
                    registers[name] = [Used(low, high, varh)]
        some = st.one_of(st.none(), st.integers(0, 60_000))
        families = Fraction(draw(st.integers(30, 120)), 30)
        facts = Extra(
            registers, families, draw(powers(month)), *(draw(some) for _ in range(3))
        )
        story.append((month, used, facts))
        month = end
    return story


def figures(lines):
    """Lines of the engine in so'm, by key."""
    return {
        line.key: (line.wh, Decimal(line.amount) / 100, Decimal(line.vat) / 100)
        for line in lines
    }


@FAST
@given(st.data())
def test_engine_agrees_with_the_naive_one(data):
    found = data.draw(terms())
    for month, used, facts in data.draw(months_of(found)):
        engine = figures(price_month(month, used, found, facts))
        assert engine == Bill(month, used, found, facts).price()


@FAST
@given(st.data())
def test_prepaid_energy_agrees_with_the_naive_one(data):
    """Flat or block prices that rise on some day, with or without VAT; several
    payments ahead of it. A Wh costs whole tiyin, so that nothing is rounded."""
    low = data.draw(blocks())
    prices = sorted(block.price * 25 + 25000 for block in low)
    low = tuple(replace(block, price=n) for block, n in zip(low, prices, strict=True))
    high = tuple(replace(block, price=block.price * 2) for block in low)
    rise = FIRST + timedelta(data.draw(st.integers(1, 70)))
    rate, gross = data.draw(st.sampled_from([0, 1200, 2000])), data.draw(st.booleans())
    old = Version(1, FIRST, rise, rate, low, vat_included=gross)
    new = Version(2, rise, None, rate, high, vat_included=gross)
    found = [Term(FIRST, None, (old, new))]
    lots = [
        (rise + timedelta(n), data.draw(st.integers(0, 150_000)) * 25)
        for n in sorted(data.draw(st.sets(st.integers(0, 60), max_size=3)))
    ]
    purse = Purse(old, new, 0, (), lots=[Lot(*lot) for lot in lots])
    advance = Advance(old, new, lots)
    for month, used, facts in data.draw(months_of(found)):
        engine = figures(price_month(month, used, found, facts, [purse]))
        assert engine == Bill(month, used, found, facts, [advance]).price()


@st.composite
def benefits(draw):
    """Up to three benefits, in order, that hold on some days."""
    found = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        start = FIRST + timedelta(draw(st.integers(-30, 100)))
        days = draw(st.one_of(st.none(), st.integers(1, 60)))
        found.append(
            Benefit(
                number,
                start,
                start + timedelta(days) if days else None,
                draw(st.integers(1, 10000)),
                draw(st.one_of(st.none(), st.integers(1, 1500))),
                draw(st.booleans()),
                draw(st.sampled_from(["price", "difference"])),
                financed=draw(st.booleans()),
            )
        )
    return found


@FAST
@given(st.data())
def test_benefits_agree_with_the_naive_ones(data):
    found = data.draw(terms(zones=False))
    own = data.draw(benefits())
    for month, used, facts in data.draw(months_of(found)):
        facts = replace(facts, benefits=own)
        engine = figures(price_month(month, used, found, facts))
        assert engine == Bill(month, used, found, facts).price()


@st.composite
def acts(draw, found):
    """Up to two acts of unauthorised use on days on which the account has a tariff."""
    (term,) = found
    last = term.end or date(2024, 5, 1)
    made = []
    for number in range(1, draw(st.integers(1, 2)) + 1):
        start = term.start + timedelta(
            draw(st.integers(0, (last - term.start).days - 1))
        )
        end = start + timedelta(draw(st.integers(1, (last - start).days)))
        wh, factor = draw(st.integers(0, 9000)), draw(st.integers(1, 5000))
        made.append(Unlawful(number, start, end, wh, factor))
    return made


@FAST
@given(st.data())
def test_acts_of_unauthorised_use_agree_with_the_naive_ones(data):
    found = data.draw(terms())
    made = data.draw(acts(found))
    for month, used, facts in data.draw(months_of(found)):
        facts = replace(facts, acts=made)
        engine = figures(price_month(month, used, found, facts))
        assert engine == Bill(month, used, found, facts).price()
