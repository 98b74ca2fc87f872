"""Cash in a till, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.cash import CountWrong, Till, count

SUMS = st.integers(0, 10**12)


def test_a_day_by_hand():
    # 50 000 in the morning, 1 200 000 taken, 30 000 given back, 100 000 of change
    # brought, 1 000 000 to the bank: 50 + 1 200 - 30 + 100 - 1 000 = 320 thousand
    till = Till(5_000_000, 120_000_000, 3_000_000, 10_000_000, 100_000_000)
    assert till.expected == 32_000_000
    assert till.difference(31_950_000) == -50_000  # 500 so'm are missing
    assert till.difference(32_100_000) == 100_000


def test_count_by_hand():
    # 3 x 200 000 + 1 x 50 000 + 4 x 5 000 + 7 x 1 000 = 677 000 so'm
    notes = {200_000: 3, 50_000: 1, 5_000: 4, 1_000: 7}
    assert count(notes) == 67_700_000
    assert count({}) == 0


@pytest.mark.parametrize("notes", [{1_000: -1}, {0: 5}, {-1_000: 1}])
def test_absurd_counts(notes):
    with pytest.raises(CountWrong):
        count(notes)


@given(SUMS, SUMS, SUMS, SUMS, SUMS)
def test_what_the_count_says_is_no_difference(opening, taken, back, brought, gone):
    till = Till(opening, taken, back, brought, gone)
    assert till.difference(till.expected) == 0
    whole = Till(opening, taken, back, brought, gone + till.expected)
    assert whole.expected == 0
