"""What the pricing scenarios do not say of components, eras and situations."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine import components
from odoo.addons.elektrohisob_billing.engine.advance import (
    Purse,
    find_rises,
    make_lots,
)
from odoo.addons.elektrohisob_billing.engine.amount import Rounding, ratio, vat_on
from odoo.addons.elektrohisob_billing.engine.era import Era
from odoo.addons.elektrohisob_billing.engine.line import NOTHING, Extra, Power, Used
from odoo.addons.elektrohisob_billing.engine.pricing import price_month
from odoo.addons.elektrohisob_billing.engine.season import (
    Season,
    cut_seasons,
    scale_blocks,
)
from odoo.addons.elektrohisob_billing.engine.situation import Situation
from odoo.addons.elektrohisob_billing.engine.tariff import Component, Term, Version

from engine.tariffs import GENERAL, GENERAL_2024, GENERAL_2025, blocks

MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)
FLAT = blocks((None, 1000))


def test_a_new_kind_is_one_function():
    """An addon registers its own; nothing else of the engine changes."""

    @components.kind("per_day", components.BESIDE)
    def price_per_day(component, era):
        return [era.line(component, 1, component["price"], era.days * 1000)]

    try:
        part = Component(7, "per_day", {"price": 1000})
        version = Version(1, MAY, None, 1200, FLAT, (part,))
        (line,) = price_month(MAY, [], [Term(MAY, None, (version,))])
        # 31 days × 10 UZS
        assert (line.component, line.quantity, line.amount) == (7, 31_000, 31_000)
    finally:
        del components.KINDS["per_day"]


def test_a_plain_version_has_nothing_but_blocks():
    assert GENERAL_2025.is_plain
    for options in (
        {"components": (Component(1, "fixed"),)},
        {"vat_included": False},
        {"rounding": Rounding(100)},
        {"proration": "days"},
        {"per_family": True},
    ):
        version = Version(1, MAY, None, 1200, FLAT, **options)
        assert not version.is_plain
        assert not Term(MAY, None, (GENERAL_2024, version)).is_plain


@pytest.mark.parametrize(
    ("method", "expected"), [("half_up", 12300), ("up", 12400), ("down", 12300)]
)
def test_rounding(method, expected):
    assert Rounding(100, method).apply(12345) == expected
    assert Rounding(100, method).apply(-12345) == -expected


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(1, 500))
def test_rounding_is_near(numerator, denominator, step):
    for method, most in (("half_up", step / 2), ("up", step), ("down", step)):
        found = Rounding(step, method).apply(numerator, denominator)
        assert found % step == 0
        assert abs(found - numerator / denominator) <= most + 1e-6


def test_ratio_and_vat_on_top():
    assert ratio(100, 1, 3) == 33
    assert vat_on(26_758_881, 1200) == 3_211_066  # 267 588.81 × 12 % = 32 110.6572


def test_seasons_cut_a_version():
    """Outside the version nothing is cut; neighbours keep the version's own days."""
    season = Season(JUNE, JULY, 15000)
    pieces = cut_seasons(GENERAL_2025, [season])
    assert [(v.start, v.end) for v in pieces] == [
        (MAY, JUNE),
        (JUNE, JULY),
        (JULY, date(2026, 5, 1)),
    ]
    assert [v.blocks[0].upper for v in pieces] == [200_000, 300_000, 200_000]
    assert cut_seasons(GENERAL_2024, [season]) == (GENERAL_2024,)
    assert {v.id for v in pieces} == {2025}


def test_scaled_bounds_are_rounded_down():
    assert scale_blocks(GENERAL_2025.blocks, 21, 31)[0].upper == 135_483


def test_an_era_shares_a_month():
    era = Era(MAY, date(2025, 5, 11), JUNE, GENERAL_2025, NOTHING, 0)
    assert (era.days, era.month_days) == (21, 31)
    assert era.by_days(3100) == 2100
    assert era.by_days(None) is None


# === PAID AHEAD === #


def test_rises_are_found_inside_the_term_only():
    april = date(2025, 4, 1)
    assert find_rises([GENERAL], april, JULY) == [(GENERAL_2024, GENERAL_2025)]
    assert find_rises([GENERAL], JUNE, JULY) == []
    late = Term(MAY, None, GENERAL.versions)
    assert find_rises([late], april, JULY) == []


def test_newest_payments_make_the_advance():
    march, april = date(2025, 3, 5), date(2025, 4, 5)
    paid = [(march, date(2025, 5, 5), 1000), (april, date(2025, 6, 5), 300)]
    assert [(lot.until.month, lot.left) for lot in make_lots(500, paid)] == [
        (5, 200),
        (6, 300),
    ]
    assert make_lots(0, paid) == []
    assert [lot.left for lot in make_lots(500, paid, 250)] == [0, 250]


def test_what_the_days_before_the_rise_cost_is_no_advance():
    """100 kWh in April at 450 = 45 000; 60 000 paid in April leave 15 000, which buy
    33.333 kWh at 450; 66.667 cost 600."""
    paid = [(date(2025, 4, 20), date(2025, 6, 20), 6_000_000)]
    purse = Purse(GENERAL_2024, GENERAL_2025, 6_000_000, paid)
    april = date(2025, 4, 1)
    situation = Situation(april, JUNE, purses=[purse])
    found = {
        april: [Used(april, MAY, 100_000)],
        MAY: [Used(MAY, JUNE, 100_000)],
    }
    lines = list(situation.price(found, [GENERAL]))
    assert [(ln.version_id, ln.wh, ln.amount) for ln in lines] == [
        (2024, 100_000, 4_500_000),
        (2024, 33_333, 1_499_985),
        (2025, 66_667, 4_000_020),
    ]


# === SITUATIONS === #


def test_a_situation_charges_months_without_energy():
    fixed = Component(3, "fixed", {"price": 500_000})
    version = Version(1, MAY, None, 1200, FLAT, (fixed,))
    term = Term(date(2025, 5, 17), None, (version,))
    situation = Situation(MAY, JULY)
    lines = list(situation.price({}, [term]))
    # 15 of 31 days: 5000 × 15 / 31 = 2419.35; then a whole month
    assert [(ln.month, ln.amount) for ln in lines] == [(MAY, 241_935), (JUNE, 500_000)]


def test_dated_facts_of_a_month():
    """Three families from the 17th of May: one on 16 days, three on 15; of the days
    with a tariff alone, from the 12th: one on 5 days, three on 15."""
    change = date(2025, 5, 20)
    powers = [Power(date(2025, 1, 1), change, 10, None), Power(change, None, 20, 7)]
    situation = Situation(
        MAY,
        JULY,
        powers=powers,
        families=[(date(2025, 5, 17), None, 3)],
        volumes={JUNE: (5, None)},
        maxima={MAY: 9},
    )
    may, june = situation.extra(MAY, [GENERAL]), situation.extra(JUNE, [GENERAL])
    assert may == Extra({}, Fraction(16 + 3 * 15, 31), tuple(powers), 9)
    assert june == Extra({}, 3, (powers[1],), None, 5)
    late = Term(date(2025, 5, 12), None, GENERAL.versions)
    assert situation.extra(MAY, [late]).families == Fraction(5 + 3 * 15, 20)
    assert situation.extra(MAY, []).families == 1


def test_power_that_changes_inside_the_month():
    """100 kW on 15 days of May and 150 on 16 at 310 000 a year and 31 days, so 833.33
    a kW and day before rounding: 25 833.33 × 100 × 15 / 31 = 1 249 999.84 (rounded
    once) and 25 833.33 × 150 × 16 / 31 = 1 999 999.74; the maximum of 160 is 60 and 10
    kW above them."""
    power = {"price": 31_000_000, "factor": 1000}
    parts = (Component(1, "capacity", power), Component(2, "excess", power))
    version = Version(1, MAY, None, 1200, FLAT, parts)
    change = date(2025, 5, 16)
    situation = Situation(
        MAY,
        JUNE,
        powers=[Power(MAY, change, None, 100_000), Power(change, None, None, 150_000)],
        maxima={MAY: 160_000},
    )
    lines = situation.price({}, [Term(MAY, None, (version,))])
    assert [
        (ln.component, ln.start, ln.end, ln.quantity, ln.amount) for ln in lines
    ] == [
        (1, MAY, change, 100_000, 124_999_984),
        (1, change, JUNE, 150_000, 199_999_974),
        (2, MAY, change, 60_000, 74_999_990),
        (2, change, JUNE, 10_000, 13_333_332),
    ]


def test_reactive_energy_from_the_day_on_which_the_power_reaches_the_bound():
    """40 kW until the 20th of May, 60 kW on its last 11 days: 3100 kWh and 1550 kVAr·h
    a month are 1100 and 550 on them, 440 are free: 110 × 1000 × 8 %."""
    values = {"percent": 800, "tangent": 400, "from_power": 50_000}
    version = Version(1, MAY, None, 1200, FLAT, (Component(1, "reactive", values),))
    change = date(2025, 5, 21)
    powers = [Power(MAY, change, 40_000, None), Power(change, None, 60_000, None)]
    situation = Situation(MAY, JUNE, powers=powers)
    situation.registers = {MAY: {"R+": [Used(MAY, JUNE, 1_550_000)]}}
    found = {MAY: [Used(MAY, JUNE, 3_100_000)]}
    _energy, line = situation.price(found, [Term(MAY, None, (version,))])
    assert (line.start, line.quantity, line.amount) == (change, 110_000, 880_000)


def test_energy_at_the_old_price_was_used_first():
    """Of 300 Wh of an era 120 keep the old price: 100 on the first ten days, 20 more
    on the next, so 80 Wh of the middle days and 100 of the last are priced."""
    days = [Power(date(2025, 5, day), None, None, day) for day in (1, 11, 21)]
    era = Era(MAY, MAY, date(2025, 5, 31), GENERAL_2025, Extra(powers=days), 180,
              [Used(MAY, date(2025, 5, 31), 300)])  # fmt: skip
    parts = era.cut(lambda power: power.declared)
    assert [(part.wh, value) for part, value in parts] == [(0, 1), (80, 11), (100, 21)]
