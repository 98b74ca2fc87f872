from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.spread import spread


def test_by_days():
    # 365 000 Wh over the days of 2026: 1 000 Wh a day
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert spread(365_000, days) == [day * 1000 for day in days]


def test_what_rounding_leaves_goes_to_the_largest_fractions():
    # 100 / 3 = 33.33…: one unit is left, all fractions are alike, the first takes it
    assert spread(100, [1, 1, 1]) == [34, 33, 33]
    # 10 × 2/7 = 2.86, 10 × 5/7 = 7.14: the left unit belongs to the first
    assert spread(10, [2, 5]) == [3, 7]


def test_no_weights():
    assert spread(10, []) == []
    assert spread(10, [0, 0]) == [5, 5]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_nothing_is_lost(total, weights):
    parts = spread(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
