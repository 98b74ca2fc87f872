from datetime import date

import pytest

from odoo.addons.elektrohisob_metering.engine.consumption import Installation, Reading
from odoo.addons.elektrohisob_metering.engine.settled import (
    Facts,
    Settled,
    needs_estimate,
    settled_to,
)

MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)


def meter(start=MAY, end=None):
    return Installation(1, 10, start, end, 1, 10**8)


def reading(day):
    return Reading(1, day, 0)


@pytest.mark.parametrize(
    ("installation", "readings", "expected"),
    [
        (meter(), [reading(MAY)], True),
        (meter(), [reading(JUNE)], True),  # 00:00 of 1 June is the end of May
        (meter(), [reading(date(2024, 6, 2))], False),
        (meter(), [reading(JULY)], False),
        (meter(), [], True),
        (meter(start=JUNE), [reading(JUNE)], False),  # hung in the month itself
        (meter(end=JUNE), [reading(JUNE)], False),  # taken off before the month
        (meter(end=JUNE), [reading(MAY)], True),  # … and nobody read it then
        (meter(end=date(2024, 6, 15)), [reading(date(2024, 6, 10))], True),
        (meter(end=date(2024, 6, 15)), [reading(MAY)], True),
    ],
)
def test_a_meter_not_read_in_june_is_estimated(installation, readings, expected):
    assert needs_estimate(installation, readings, JUNE) is expected


def facts(*meters):
    return Facts(MAY, [(installation, "A", found) for installation, found in meters])


def test_settled_to_the_oldest_last_reading():
    day = date(2024, 6, 20)
    assert settled_to(facts((meter(), [reading(day)])), JULY) == day
    assert settled_to(facts((meter(), [reading(date(2024, 8, 1))])), JULY) == JULY
    both = facts((meter(), [reading(JULY)]), (meter(), [reading(day)]))
    assert settled_to(both, JULY) == day


def test_a_meter_without_readings_holds_its_first_day():
    assert settled_to(facts((meter(), [])), JULY) == MAY


def test_a_meter_taken_off_and_read_holds_nothing():
    gone = meter(end=JUNE)
    assert settled_to(facts((gone, [reading(JUNE)])), JULY) == JULY
    # nobody will read it any more, so it does not keep May open for ever
    assert settled_to(facts((gone, [reading(MAY)])), JULY) == JULY


def test_a_settlement_starts_empty_and_shares_nothing():
    first, second = Settled(), Settled()
    first.parked[1] = ("no_meter", "")
    assert second.parked == {}
    assert second.written == 0
