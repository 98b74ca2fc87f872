"""What is guessed of a meter nobody read, month by month; figures by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_metering.engine.consumption import (
    AVERAGE,
    LAST_YEAR,
    POWER,
    Installation,
    Reading,
    ReadingDecreased,
)
from odoo.addons.elektrohisob_metering.engine.estimate import (
    Rules,
    average,
    guessed,
    last_year,
)

KWH = 1000
METER = Installation(2, 10, date(2025, 10, 1), None, 1, 10**8)
OLD = Installation(1, 10, date(2024, 1, 1), date(2025, 10, 1), 20, 10**8)


def reading(id_, day, kwh):
    return Reading(id_, date.fromisoformat(day), int(kwh * KWH))


def figures(pieces):
    return [(str(p.start), str(p.end), p.origin, p.wh) for p in pieces]


def test_power_from_the_limit_on_only():
    # 310 kWh in 31 days of October: 10 a day; from 15 February 2 kW × 8 h = 16 a day
    readings = [reading(1, "2025-10-15", 0), reading(2, "2025-11-15", 310)]
    rules = Rules(90, date(2026, 2, 15), 16 * KWH)
    chain = [(METER, readings)]
    found = guessed(METER, readings[-1], chain, rules, date(2026, 3, 1))
    assert figures(found) == [
        ("2025-11-15", "2025-12-01", AVERAGE, 160 * KWH),
        ("2025-12-01", "2026-01-01", AVERAGE, 310 * KWH),
        ("2026-01-01", "2026-02-01", AVERAGE, 310 * KWH),
        ("2026-02-01", "2026-02-15", AVERAGE, 140 * KWH),
        ("2026-02-15", "2026-03-01", POWER, 224 * KWH),
    ]


def test_power_at_once_where_nothing_was_ever_measured():
    last = reading(1, "2025-10-01", 0)
    rules = Rules(90, date(2026, 1, 1), 16 * KWH)
    found = guessed(METER, last, [(METER, [last])], rules, date(2026, 2, 1))
    assert [(p.origin, p.wh) for p in found] == [
        (POWER, days * 16 * KWH) for days in (31, 30, 31, 31)
    ]
    assert not guessed(
        METER, last, [(METER, [last])], rules._replace(power=0), date(2026, 2, 1)
    )


def test_last_year_month_by_month_and_the_average_beside_it():
    # November 2024 60 kWh, December not alone: from 1 December a year on 10 a day
    known = [
        reading(1, "2024-11-01", 0),
        reading(2, "2024-12-01", 60),
        reading(3, "2025-11-01", 3410),
    ]
    rules = Rules(90, date(2026, 2, 1), 0, by_last_year=True)
    meter = METER._replace(start=date(2024, 1, 1))
    found = guessed(meter, known[-1], [(meter, known)], rules, date(2026, 1, 1))
    assert figures(found) == [
        ("2025-11-01", "2025-12-01", LAST_YEAR, 60 * KWH),
        ("2025-12-01", "2026-01-01", LAST_YEAR, 310 * KWH),
    ]
    fresh = [known[1], known[2]]  # November of last year was not measured
    found = guessed(meter, fresh[-1], [(meter, fresh)], rules, date(2026, 1, 1))
    assert [(p.origin, p.wh) for p in found] == [
        (AVERAGE, 300 * KWH),
        (LAST_YEAR, 310 * KWH),
    ]


def test_leap_day_has_the_energy_of_a_day_of_last_february():
    # February 2023 280 kWh in 28 days; 2024 has 29
    known = [reading(1, "2023-02-01", 0), reading(2, "2023-03-01", 280)]
    known.append(reading(3, "2024-02-01", 300))
    rules = Rules(90, date(2024, 5, 1), 0, by_last_year=True)
    meter = METER._replace(start=date(2023, 1, 1))
    (piece,) = guessed(meter, known[-1], [(meter, known)], rules, date(2024, 3, 1))
    assert (piece.origin, piece.wh) == (LAST_YEAR, 290 * KWH)


def test_base_goes_on_with_the_meter_before():
    # the old meter 15 × 20 = 300 kWh in 30 days, the new one 50 kWh in 10: 350 / 40
    before = [reading(1, "2025-09-01", 100), reading(2, "2025-10-01", 115)]
    after = [reading(3, "2025-10-01", 0), reading(4, "2025-10-11", 50)]
    chain = [(OLD, before), (METER, after)]
    assert average(chain, 90) == (350 * KWH, 40)
    assert average(chain, 10) == (50 * KWH, 10)
    assert average([(OLD, before), (METER, after[:1])], 90) == (300 * KWH, 30)
    # 16 September to 6 October: 15 days × 10 and 5 × 5
    assert last_year(chain, date(2026, 9, 16), date(2026, 10, 6)) == (175 * KWH, 20)


def test_a_gap_between_two_meters_is_not_last_year():
    before = [reading(1, "2025-09-01", 100), reading(2, "2025-09-20", 115)]
    after = [reading(3, "2025-10-01", 0), reading(4, "2025-11-01", 50)]
    chain = [(OLD, before), (METER, after)]
    assert last_year(chain, date(2026, 9, 1), date(2026, 11, 1)) == (0, 0)


def test_a_base_that_fell_is_told():
    known = [reading(1, "2025-10-01", 100), reading(2, "2025-11-01", 90)]
    with pytest.raises(ReadingDecreased):
        average([(METER, known)], 90)


@given(
    st.integers(1, 500),
    st.integers(1, 40),
    st.integers(0, 6),
    st.integers(0, 9000),
    st.booleans(),
)
def test_no_month_changes_when_the_next_is_added(kwh, day, limit, power, by_last_year):
    last = Reading(9, date(2025, 11, 1) + timedelta(day), (kwh + 900) * KWH)
    known = [
        Reading(7, date(2024, 12, 10), 0),
        Reading(8, date(2025, 10, 1), 900 * KWH),
        last,
    ]
    rules = Rules(90, last.day + timedelta(limit * 30), power, by_last_year)
    chain = [(METER._replace(start=date(2024, 1, 1)), known)]
    until, before = next_month(last.day), []
    for _month in range(8):
        found = guessed(METER, last, chain, rules, until)
        assert found[: len(before)] == before
        before, until = found, next_month(until)
