"""Energy by zone of the day."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_metering.engine.zones import (
    ZoneCalendar,
    sums_by_month,
    zone_sums,
)

HOURS = "333333111222222221111133"  # peak 6–9 and 17–22, night 22–6


def test_half_hours_fall_into_zones():
    assert zone_sums([1] * 48, HOURS) == {3: 16, 1: 16, 2: 16}
    assert zone_sums([0] * 12 + [7] + [0] * 35, HOURS)[1] == 7


@given(
    st.sampled_from([1, 2, 6, 12, 24, 48, 96]).flatmap(
        lambda count: st.lists(st.integers(0, 10**9), min_size=count, max_size=count)
    )
)
def test_sum_of_zones_is_the_day(values):
    assert sum(zone_sums(values, HOURS).values()) == sum(values)


def test_calendars_change_on_a_day():
    calendars = [
        ZoneCalendar(date(2026, 1, 1), date(2026, 2, 1), "1" * 24),
        ZoneCalendar(date(2026, 2, 1), None, "2" * 24),
    ]
    days = [(date(2026, 1, 31), [1] * 24), (date(2026, 2, 1), [2] * 24)]
    days += [(date(2025, 12, 31), [3] * 24)]
    assert sums_by_month(days, calendars) == {
        (date(2026, 1, 1), 1): 24,
        (date(2026, 2, 1), 2): 48,
        (date(2025, 12, 1), 0): 72,
    }
