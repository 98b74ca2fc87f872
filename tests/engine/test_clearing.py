from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.working_days import Calendar
from odoo.addons.elektrohisob_billing.engine.clearing import (
    Terms,
    commission,
    due_day,
    settled_days,
    share,
)

DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 5, day) for day in (15, 16, 17, 18))
NEXT, WORKING = Terms(1), Terms(1, Calendar())


@pytest.mark.parametrize(
    ("day", "terms", "due"),
    [
        (FRIDAY, NEXT, SATURDAY),
        (FRIDAY, WORKING, MONDAY),
        (SATURDAY, WORKING, MONDAY),
        (FRIDAY, Terms(0, Calendar()), FRIDAY),
        (SUNDAY, Terms(0, Calendar()), MONDAY),
        (FRIDAY, Terms(3, Calendar()), date(2026, 5, 20)),
    ],
)
def test_due_day(day, terms, due):
    assert due_day(day, terms) == due


@pytest.mark.parametrize(
    ("purpose", "terms", "days"),
    [
        ("Реестр за 14.05.2026", NEXT, (date(2026, 5, 14),) * 2),
        ("15.05.2026 - 17.05.2026", NEXT, (FRIDAY, SUNDAY)),
        ("reestr 2026-05-16", NEXT, (SATURDAY,) * 2),
        ("по договору 12 от 01.02.2024", NEXT, (SUNDAY,) * 2),
        ("по договору 12 от 01.02.2024 за 16.05.2026", NEXT, (SATURDAY,) * 2),
        ("за 99.99.2026", NEXT, (SUNDAY,) * 2),
        ("за 19.05.2026", NEXT, (SUNDAY,) * 2),
        ("", WORKING, (FRIDAY, SUNDAY)),
        ("", Terms(0), (MONDAY,) * 2),
    ],
)
def test_settled_days(purpose, terms, days):
    assert settled_days(MONDAY, purpose, terms) == days


def test_money_that_comes_on_a_day_off_is_for_a_day_before():
    assert settled_days(SUNDAY, "", WORKING) == (SATURDAY, SATURDAY)


def test_commission():
    """1.2 % of 1 234.50 so'm is 14.814: 14.81 so'm; gross takes nothing."""
    net = Terms(1, None, True, Decimal("1.2"))
    assert commission(123_450, net) == 1_481
    assert commission(123_450, Terms(1, None, False, Decimal("1.2"))) == 0
    assert commission(50, Terms(1, None, True, Decimal(1))) == 1


@given(DAYS, st.integers(0, 10), st.booleans())
def test_money_of_a_day_is_of_a_day_that_is_due(day, days, is_working):
    terms = Terms(days, Calendar() if is_working else None)
    due = due_day(day, terms)
    first, last = settled_days(due, "", terms)
    assert first <= day <= last <= due


@given(
    st.integers(0, 10**12),
    st.dictionaries(DAYS, st.integers(0, 10**10), min_size=1, max_size=5),
)
def test_parts_of_a_transfer(tiyin, expected):
    parts = share(tiyin, expected)
    assert sum(parts.values()) == tiyin
    assert parts.keys() == expected.keys()
    if tiyin == sum(expected.values()):
        assert parts == expected


def test_what_is_missing_is_missing_on_the_last_day():
    parts = share(250, {FRIDAY: 100, SATURDAY: 120, SUNDAY: 60})
    assert parts == {FRIDAY: 100, SATURDAY: 120, SUNDAY: 30}
