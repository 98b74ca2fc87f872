import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.period import (
    eras,
    month_start,
    months,
    next_month,
    share,
)

DAYS = st.dates(date(2014, 1, 1), date(2030, 12, 31))


@st.composite
def ranges(draw):
    start = draw(DAYS)
    return start, start + timedelta(days=draw(st.integers(1, 400)))


def test_month_start():
    assert month_start(date(2024, 2, 29)) == date(2024, 2, 1)
    assert month_start(date(2024, 2, 1)) == date(2024, 2, 1)


def test_next_month_crosses_the_year():
    assert next_month(date(2024, 12, 31)) == date(2025, 1, 1)
    assert next_month(date(2024, 11, 1)) == date(2024, 12, 1)
    assert next_month(date(2024, 1, 31)) == date(2024, 2, 1)


def test_months_cuts_at_borders():
    assert list(months(date(2024, 12, 20), date(2025, 2, 3))) == [
        (date(2024, 12, 1), date(2024, 12, 20), date(2025, 1, 1)),
        (date(2025, 1, 1), date(2025, 1, 1), date(2025, 2, 1)),
        (date(2025, 2, 1), date(2025, 2, 1), date(2025, 2, 3)),
    ]


def test_an_empty_range_has_no_months():
    assert list(months(date(2024, 5, 1), date(2024, 5, 1))) == []
    assert list(months(date(2024, 5, 2), date(2024, 5, 1))) == []


def test_eras_ignores_cuts_outside_and_doubled():
    first, last = date(2024, 5, 1), date(2024, 6, 1)
    middle = date(2024, 5, 16)
    assert eras(first, last, [middle, first, last, middle, date(2023, 1, 1)]) == [
        (first, middle),
        (middle, last),
    ]
    assert eras(first, last, []) == [(first, last)]
    assert eras(first, first, []) == []


def test_share_by_hand():
    # 100 over 30 days: 10 days are 33.33, rounded down; the rest is 67
    start, end = date(2024, 6, 1), date(2024, 7, 1)
    assert share(100, start, end, date(2024, 6, 11)) == 33
    assert share(100, start, end, start) == 0
    assert share(100, start, end, end) == 100


def test_share_of_an_empty_range_is_refused():
    with pytest.raises(ZeroDivisionError):
        share(1, date(2024, 5, 1), date(2024, 5, 1), date(2024, 5, 1))


@given(ranges())
def test_months_cover_the_range_without_gaps(bounds):
    start, end = bounds
    parts = list(months(start, end))
    assert parts[0][1] == start
    assert parts[-1][2] == end
    for month, first, last in parts:
        assert first < last <= next_month(month)
        assert month == month_start(first)
    for before, after in itertools.pairwise(parts):
        assert before[2] == after[1] == after[0]


@given(ranges(), st.lists(DAYS))
def test_eras_cover_the_range_without_gaps(bounds, cuts):
    start, end = bounds
    parts = eras(start, end, cuts)
    assert (parts[0][0], parts[-1][1]) == (start, end)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(parts))
    assert all(first < last for first, last in parts)


@given(st.integers(0, 10**10), ranges(), st.lists(DAYS))
def test_shares_of_any_cut_add_up(total, bounds, cuts):
    start, end = bounds
    parts = [
        share(total, start, end, last) - share(total, start, end, first)
        for first, last in eras(start, end, cuts)
    ]
    assert sum(parts) == total
    assert min(parts) >= 0
