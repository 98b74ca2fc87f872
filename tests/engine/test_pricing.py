"""Block tariffs by the published figures and by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.pricing import (
    Used,
    money,
    price_month,
    vat_inside,
)
from odoo.addons.elektrohisob_billing.engine.tariff import (
    Block,
    TariffMissing,
    Term,
    Version,
    month_eras,
    split_blocks,
)

from engine.tariffs import (
    FLAT_2018,
    FLAT_2018_11,
    GENERAL,
    GENERAL_2024,
    GENERAL_2025,
    STOVE,
    blocks,
)

KWH = 1000
MAY_2024, MAY_2025 = date(2024, 5, 1), date(2025, 5, 1)
JUNE_2024, JUNE_2025 = date(2024, 6, 1), date(2025, 6, 1)
BILLABLE = st.integers(1, 20_000_000)


def used(kwh, start=MAY_2024, end=JUNE_2024):
    return Used(start, end, round(kwh * KWH))


def sums(lines):
    """UZS by block."""
    return {line.block.no: line.amount / 100 for line in lines}


# === GOLDEN FIGURES === #


@pytest.mark.parametrize(
    ("month", "kwh", "expected"),
    [
        # 200 × 450 = 90 000; 300 × 900 = 270 000; together 360 000
        (MAY_2024, 500, {1: 90_000, 2: 270_000}),
        # published: 500 kWh cost 120 000 + 240 000 (200 × 600; 300 × 800)
        (MAY_2025, 500, {1: 120_000, 2: 240_000}),
        # 200 × 600
        (MAY_2025, 200, {1: 120_000}),
        # 200 × 600 + 300 × 800 + 500 × 1000 + 200 × 1500 = 1 160 000
        (MAY_2025, 1200, {1: 120_000, 2: 240_000, 3: 500_000, 4: 300_000}),
        # 200 × 450 + 800 × 900 + 4000 × 1350 + 5000 × 1575 + 1 × 1800
        (MAY_2024, 10_001,
         {1: 90_000, 2: 720_000, 3: 5_400_000, 4: 7_875_000, 5: 1_800}),
    ],
)  # fmt: skip
def test_golden_figures(month, kwh, expected):
    end = date(month.year, 6, 1)
    assert sums(price_month(month, [used(kwh, month, end)], [GENERAL])) == expected


def test_electric_stove_pays_half():
    # 200 × 225 = 45 000; 300 × 450 = 135 000
    lines = price_month(MAY_2024, [used(500)], [STOVE])
    assert sums(lines) == {1: 45_000, 2: 135_000}


def test_vat_of_the_golden_bill():
    # 360 000 × 12 / 112 = 38 571.428…
    assert vat_inside(36_000_000, 1200) == 3_857_143
    # by line: 90 000 × 12/112 = 9 642.857…; 270 000 × 12/112 = 28 928.571…
    lines = price_month(MAY_2024, [used(500)], [GENERAL])
    assert [line.vat for line in lines] == [964_286, 2_892_857]
    assert sum(line.vat for line in lines) == 3_857_143


def test_tariff_change_inside_a_month():
    """16 November 2018: 228.60 → 250; 300 kWh of 30 days, 10 a day.

    15 days before: 150 × 228.60 = 34 290; 15 days after: 150 × 250 = 37 500.
    """
    november, december = date(2018, 11, 1), date(2018, 12, 1)
    lines = price_month(november, [used(300, november, december)], [GENERAL])
    assert [(line.start, line.end, line.wh, line.amount) for line in lines] == [
        (november, date(2018, 11, 16), 150 * KWH, 3_429_000),
        (date(2018, 11, 16), december, 150 * KWH, 3_750_000),
    ]
    assert [line.version_id for line in lines] == [FLAT_2018.id, FLAT_2018_11.id]


def test_blocks_run_on_over_a_tariff_change():
    """Blocks belong to the calendar month: the second era starts where the first
    stopped. 300 kWh in 30 days, change on the 16th, bound 200.

    150 in block 1 at 100 = 15 000; then 50 in block 1 at 110 = 5 500 and 100 in
    block 2 at 220 = 22 000.
    """
    june, july, change = date(2024, 6, 1), date(2024, 7, 1), date(2024, 6, 16)
    old = Version(1, MAY_2024, change, 1200, blocks((200, 100), (None, 200)))
    new = Version(2, change, None, 1200, blocks((200, 110), (None, 220)))
    lines = price_month(
        june, [used(300, june, july)], [Term(MAY_2024, None, (old, new))]
    )
    assert [(ln.version_id, ln.block.no, ln.wh, ln.amount) for ln in lines] == [
        (1, 1, 150 * KWH, 1_500_000),
        (2, 1, 50 * KWH, 550_000),
        (2, 2, 100 * KWH, 2_200_000),
    ]


def test_another_tariff_of_the_account_inside_a_month():
    """From 16 June the house has electric stoves; blocks run on."""
    june, july, change = date(2024, 6, 1), date(2024, 7, 1), date(2024, 6, 16)
    terms = [replace(GENERAL, end=change), replace(STOVE, start=change)]
    # 15 days × 10: 150 × 450 = 67 500; then 50 × 225 = 11 250; 100 × 450 = 45 000
    lines = price_month(june, [used(300, june, july)], terms)
    assert [line.amount for line in lines] == [6_750_000, 1_125_000, 4_500_000]


# === FUNCTIONS === #


def test_money_rounds_half_up():
    assert money(1, 500) == 1  # half a tiyin
    assert money(1, 499) == 0
    assert money(1000, 45_000) == 45_000
    assert money(0, 45_000) == 0


def test_vat_rounds_half_up():
    # 112 tiyin hold 12; 100 % inside 1 tiyin is half a tiyin
    assert vat_inside(112, 1200) == 12
    assert vat_inside(1, 10_000) == 1
    assert vat_inside(100, 0) == 0


def test_borders_of_versions():
    def version_on(day):
        return month_eras(day, day + timedelta(days=1), [GENERAL])[0][2]

    assert version_on(date(2025, 4, 30)) is GENERAL_2024
    assert version_on(date(2025, 5, 1)) is GENERAL_2025
    assert version_on(date(2026, 5, 1)) is None
    assert version_on(date(2017, 12, 31)) is None


def test_energy_on_days_without_a_tariff_is_refused():
    terms = [Term(date(2024, 5, 11), None, (GENERAL_2024,))]
    with pytest.raises(TariffMissing, match="2024-05-01"):
        price_month(MAY_2024, [used(31)], terms)


def test_an_account_opened_inside_a_month_needs_no_tariff_before():
    """Blocks are not prorated: 300 kWh in 21 days still have 200 at the first."""
    opened = date(2024, 5, 11)
    lines = price_month(
        MAY_2024,
        [used(300, opened, JUNE_2024)],
        [Term(opened, None, (GENERAL_2024,))],
    )
    # 200 × 450 = 90 000; 100 × 900 = 90 000
    assert sums(lines) == {1: 90_000, 2: 90_000}
    assert {line.start for line in lines} == {opened}


def test_new_terms_with_the_same_tariff_change_nothing():
    change = date(2024, 5, 20)
    split = [replace(GENERAL, end=change), replace(GENERAL, start=change)]
    facts = [used(333.333)]
    assert price_month(MAY_2024, facts, split) == price_month(
        MAY_2024, facts, [GENERAL]
    )


def test_no_energy_gives_no_lines():
    assert price_month(MAY_2024, [], [GENERAL]) == []
    assert price_month(MAY_2024, [used(0)], [GENERAL]) == []
    assert price_month(MAY_2024, [used(0)], []) == []


def test_split_blocks_at_the_bounds():
    def split(position, wh):
        return [
            (b.no, part) for b, part in split_blocks(GENERAL_2025.blocks, position, wh)
        ]

    assert split(0, 200_000) == [(1, 200_000)]
    assert split(0, 200_001) == [(1, 200_000), (2, 1)]
    assert split(200_000, 1) == [(2, 1)]
    assert split(199_999, 2) == [(1, 1), (2, 1)]
    assert split(600_000, 500_000) == [(3, 400_000), (4, 100_000)]
    assert split(20_000_000, 5) == [(6, 5)]


# === PROPERTIES === #


@given(st.integers(0, 15_000_000), BILLABLE)
def test_blocks_cover_all_energy(position, wh):
    parts = split_blocks(GENERAL_2025.blocks, position, wh)
    assert sum(part for _, part in parts) == wh
    for block, part in parts:
        assert part > 0
        assert block.upper is None or part <= block.upper - block.lower


@given(st.integers(0, 3_000_000), st.lists(st.integers(1, 3_000_000), min_size=1))
def test_any_split_fills_the_same_blocks(position, parts):
    """Wh per block do not depend on how the energy of the month is cut."""
    split: dict[Block, int] = {}
    start = position
    for wh in parts:
        for block, part in split_blocks(GENERAL_2025.blocks, start, wh):
            split[block] = split.get(block, 0) + part
        start += wh
    assert split == dict(split_blocks(GENERAL_2025.blocks, position, sum(parts)))


@given(st.lists(st.integers(0, 2_000_000), min_size=1, max_size=12))
def test_pieces_of_a_month_cost_what_the_month_costs(parts):
    """Several meters or readings in a month: kWh, UZS and VAT per block alike."""
    pieces = [used(wh / KWH) for wh in parts]
    whole = [Used(MAY_2024, JUNE_2024, sum(parts))]
    assert price_month(MAY_2024, pieces, [GENERAL]) == price_month(
        MAY_2024, whole, [GENERAL]
    )


@given(BILLABLE, st.integers(2, 31))
def test_money_of_a_tariff_that_changes_to_itself(wh, day):
    """A new version with the same prices adds no more than a tiyin per line."""
    change = date(2024, 5, day)
    twin = replace(GENERAL_2024, id=1, start=change)
    terms = [
        Term(MAY_2024, None, (replace(GENERAL_2024, end=change), twin)),
    ]
    facts = [Used(MAY_2024, JUNE_2024, wh)]
    one, two = (
        price_month(MAY_2024, facts, [GENERAL]),
        price_month(MAY_2024, facts, terms),
    )
    energy = {}
    for line in two:
        energy[line.block] = energy.get(line.block, 0) + line.wh
    assert energy == {line.block: line.wh for line in one}
    total_one, total_two = (sum(ln.amount for ln in lines) for lines in (one, two))
    assert abs(total_one - total_two) <= len(two)


@given(BILLABLE, BILLABLE)
def test_more_energy_never_costs_less(first, second):
    low, high = sorted((first, second))

    def cost(wh):
        lines = price_month(MAY_2025, [Used(MAY_2025, JUNE_2025, wh)], [GENERAL])
        return sum(line.amount for line in lines)

    assert cost(low) <= cost(high)


@given(st.integers(0, 10**12), st.integers(0, 5000))
def test_vat_is_inside_the_sum(amount, rate):
    vat = vat_inside(amount, rate)
    assert 0 <= vat <= amount
    # what is left, taxed again, is the sum: to half a tiyin of VAT
    assert abs((amount - vat) * (10_000 + rate) - amount * 10_000) <= 10_000 + rate


@given(st.integers(0, 10**8), st.integers(0, 10**6))
def test_money_is_nearest(wh, price):
    assert abs(money(wh, price) * 1000 - wh * price) <= 500


def test_line_key_and_figures():
    (line,) = price_month(MAY_2024, [used(100)], [GENERAL])
    assert line.key == (MAY_2024, MAY_2024, 2024, 1, 0)
    assert line.figures == (100 * KWH, 4_500_000, 482_143, 0)


def test_eras_of_a_month():
    """A version that begins on the 16th cuts; days before the terms have none."""
    november, december = date(2018, 11, 1), date(2018, 12, 1)
    change = date(2018, 11, 16)
    assert month_eras(november, december, [GENERAL]) == [
        (november, change, FLAT_2018),
        (change, december, FLAT_2018_11),
    ]
    opened = Term(change, None, (FLAT_2018, FLAT_2018_11))
    assert month_eras(november, december, [opened]) == [
        (november, change, None),
        (change, december, FLAT_2018_11),
    ]
    assert month_eras(MAY_2024, JUNE_2024, [GENERAL]) == [
        (MAY_2024, JUNE_2024, GENERAL_2024)
    ]
