"""Parts of a sum paid by instalments."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_claims.engine.instalment import (
    due_days,
    split,
    spread_paid,
)


def test_last_part_takes_the_rest():
    """250,000.50 in three: 83,333 twice, 83,334.50."""
    assert split(25000050, 3) == [8333300, 8333300, 8333450]


def test_days():
    """From 20 November the 10th of December is the first; on the 10th it is the same
    day."""
    assert due_days(date(2026, 11, 20), 2, 10) == [
        date(2026, 12, 10),
        date(2027, 1, 10),
    ]
    assert due_days(date(2026, 11, 10), 1, 10) == [date(2026, 11, 10)]


def test_earliest_parts_are_paid_first():
    assert spread_paid(150, [100, 100]) == [100, 50]
    assert spread_paid(500, [100, 100]) == [100, 100]


@given(st.integers(1, 10**12), st.integers(1, 60))
def test_nothing_is_lost(amount, count):
    parts = split(amount, count)
    assert len(parts) == count
    assert sum(parts) == amount
    assert all(part == parts[0] for part in parts[:-1])
    assert parts[-1] >= parts[0]
