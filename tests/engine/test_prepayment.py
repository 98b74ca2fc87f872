"""Advance notices: shares, days, and what of them is paid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.prepayment import (
    Asked,
    due_day,
    part,
    price_volume,
    spread_credit,
)
from odoo.addons.elektrohisob_billing.engine.situation import Situation
from odoo.addons.elektrohisob_billing.engine.tariff import Block, Term, Version

NOVEMBER, DECEMBER = date(2025, 11, 1), date(2025, 12, 1)
FLAT = Version(1, date(2025, 1, 1), None, 1200, (Block(1, 0, None, 100000),))


def situation(volumes):
    return Situation(NOVEMBER, DECEMBER, volumes=volumes)


def test_volume_is_priced():
    """1500 kWh at 1000 so'm."""
    terms = [Term(NOVEMBER, None, (FLAT,))]
    (line,) = price_volume(NOVEMBER, terms, situation({NOVEMBER: (1500000, None)}))
    assert line.amount == 150000000


def test_volume_of_a_contract_that_begins_inside_the_month():
    """All of it on the days from the 16th."""
    terms = [Term(date(2025, 11, 16), None, (FLAT,))]
    (line,) = price_volume(NOVEMBER, terms, situation({NOVEMBER: (1500000, None)}))
    assert (line.start.day, line.amount) == (16, 150000000)


@pytest.mark.parametrize(
    ("terms", "volumes"),
    [
        ([], {NOVEMBER: (1, None)}),
        ([Term(NOVEMBER, None, (FLAT,))], {}),
        ([Term(date(2025, 1, 1), NOVEMBER, (FLAT,))], {NOVEMBER: (1, None)}),
    ],
)
def test_nothing_to_price(terms, volumes):
    assert price_volume(NOVEMBER, terms, situation(volumes)) == []


def test_part_and_day():
    """Half of 100,000.01 is 50,000.005: 50,000.01."""
    assert part(10000001, 5000) == 5000001
    assert due_day(NOVEMBER, 0) == date(2025, 10, 31)
    assert due_day(NOVEMBER, 10) == date(2025, 11, 10)


def test_credit_of_months_not_charged_is_kept():
    """1800 of credit: November keeps 1500, December gets 300; once November is
    charged its cost is taken off the credit of December instead."""
    asked = [Asked(NOVEMBER, 1500, False), Asked(DECEMBER, 1000, False)]
    assert spread_credit([1800, 1800], asked) == [1500, 300]
    asked[0] = Asked(NOVEMBER, 1500, True)
    assert spread_credit([1800, 600], asked) == [1500, 600]
    assert spread_credit([-50, -50], asked) == [0, 0]


@given(
    st.integers(-1000, 5000),
    st.lists(st.integers(0, 2000), min_size=1, max_size=6),
)
def test_money_is_spent_once(credit, amounts):
    """Of months that are not charged no so'm pays two notices."""
    asked = [Asked(NOVEMBER, amount, False) for amount in amounts]
    paid = spread_credit([credit] * len(asked), asked)
    assert sum(paid) == max(0, min(credit, sum(amounts)))
