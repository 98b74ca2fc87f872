from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.working_days import (
    Calendar,
    add_working_days,
    count_working_days,
    is_holiday,
    is_working_day,
)

ALWAYS = (date.min, date.max)
UZ = Calendar(
    yearly=frozenset(
        (month, day, *ALWAYS)
        for month, day in ((1, 1), (3, 8), (3, 21), (5, 9), (9, 1), (10, 1), (12, 8))
    ),
    holidays=frozenset({date(2024, 6, 16), date(2025, 3, 30)}),
    off=frozenset({date(2024, 6, 18)}),
    working=frozenset({date(2024, 12, 14)}),
)
days = st.dates(date(2023, 6, 1), date(2030, 1, 1))


def test_published_transfers():
    """Sunday 16 June 2024 moved to Monday, Tuesday free by decree; 30 March 2025 moved
    to Monday; 8 March 2025, a Saturday, to Monday 10."""
    for day in (date(2024, 6, 17), date(2024, 6, 18), date(2025, 3, 31)):
        assert not is_working_day(UZ, day)
    assert not is_working_day(UZ, date(2025, 3, 10))
    assert is_working_day(UZ, date(2025, 3, 11))
    assert is_working_day(UZ, date(2024, 6, 19))
    assert is_working_day(UZ, date(2024, 12, 14))


def test_no_transfer_before_the_code():
    """8 March 2020 was a Sunday and Monday a working day."""
    assert is_working_day(UZ, date(2020, 3, 9))


def test_yearly_holiday_has_its_time():
    calendar = Calendar(
        yearly=frozenset({(6, 3, date(2025, 1, 1), date(2025, 12, 31))})
    )
    assert is_holiday(calendar, date(2025, 6, 3))
    assert not is_holiday(calendar, date(2026, 6, 3))


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(day, count):
    end = add_working_days(UZ, day, count)
    assert is_working_day(UZ, end)
    tomorrow = timedelta(days=1)
    assert count_working_days(UZ, day + tomorrow, end + tomorrow) == count


@given(days, st.integers(1, 60))
def test_back_again(day, count):
    start = add_working_days(UZ, day, 0)
    assert add_working_days(UZ, add_working_days(UZ, start, count), -count) == start
