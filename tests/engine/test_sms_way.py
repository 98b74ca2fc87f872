"""Text messages: order of states, quiet hours, commands of consumers."""

from datetime import datetime
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.sms import (
    ORDER,
    later,
    pause,
    phone_digits,
    quiet_until,
)
from odoo.addons.elektrohisob_billing.engine.sms_command import Command, parse


def fold(reports):
    state, at = "sending", None
    for new, new_at in reports:
        if later(state, at, new, new_at):
            state, at = new, new_at or at
    return state


def test_any_order_of_reports_gives_the_same():
    reports = [
        ("sent", datetime(2026, 11, 5, 10)),
        ("failed", datetime(2026, 11, 5, 11)),
        ("delivered", datetime(2026, 11, 5, 12)),
    ]
    assert {fold(order) for order in permutations(reports)} == {"delivered"}
    late = [*reports[:2], ("delivered", datetime(2026, 11, 5, 10, 30))]
    assert {fold(order) for order in permutations(late)} == {"failed"}


def test_delivered_stays_without_a_clock():
    reports = [("delivered", None), ("failed", None), ("sent", None)]
    assert {fold(order) for order in permutations(reports)} == {"delivered"}


def test_the_same_report_again_changes_nothing():
    for state in ORDER:
        assert not later(state, None, state, datetime(2026, 11, 5))


def test_pauses_grow():
    pauses = [pause(number) for number in range(8)]
    assert pauses == sorted(pauses) and pauses[:3] == [60, 60, 300]


def test_quiet_hours():
    night = (21, 8)
    assert quiet_until(datetime(2026, 11, 5, 20, 59), *night) is None
    assert quiet_until(datetime(2026, 11, 5, 21), *night) == datetime(2026, 11, 6, 8)
    assert quiet_until(datetime(2026, 11, 6, 7, 59), *night) == datetime(2026, 11, 6, 8)
    assert quiet_until(datetime(2026, 11, 6, 8), *night) is None
    assert quiet_until(datetime(2026, 11, 6, 13, 5), 13, 14) == datetime(
        2026, 11, 6, 14
    )
    assert quiet_until(datetime(2026, 11, 6, 0), 5, 5) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_quiet_hours_end_within_a_day(moment, start, end):
    over = quiet_until(moment, start, end)
    if over:
        assert 0 < (over - moment).total_seconds() <= 24 * 3600
        assert quiet_until(over, start, end) is None


def test_telephones():
    for text, digits in (
        ("+998 (90) 123-45-67", "998901234567"),
        ("901234567", "998901234567"),
        ("1234567", ""),
        ("+7 900 123-45-67", ""),
        ("998901234567; 998911234567", ""),
        ("٩٩٨٩٠١٢٣٤٥٦٧", ""),
        ("", ""),
    ):
        assert phone_digits(text) == digits, text


PAID = Command("pay", "2626901234567", 5_000_000)


def test_commands():
    for text, expected in (
        ("TOLOV 2626901234567 50000", PAID),
        ("to'lov 26269 01234567 50000", PAID),
        ("Toʻlov 26269 1234567 50 000 soʻm", PAID),
        ("оплата: 2626901234567 50000,00 сум", PAID),
        ("ТЎЛОВ 2626901234567 50000.00", PAID),
        ("TOLOV 2626901234567", Command("pay", "2626901234567")),
        ("TOLOV 2626901234567 0", Command("pay", "2626901234567", 0)),
        ("TOLOV 2626901234567 -5", Command("pay", "2626901234567")),
        ("TOLOV 2626901234567 1e9", Command("pay", "2626901234567")),
        ("TOLOV 2626901234567 5.123", Command("pay", "2626901234567")),
        ("TOLOV 50000", Command("pay", "", 5_000_000)),
        ("balans 26269 01234567", Command("balance", "2626901234567")),
        ("БАЛАНС", Command("balance")),
        ("Ҳеч narsa", Command()),
        ("Stop!", Command("stop")),
        ("помощь", Command("help")),
        ("", Command()),
        ("\0\0", Command()),
        ("'; DROP TABLE x; --", Command()),
    ):
        assert parse(text) == expected, text


@given(st.text(max_size=2000))
def test_no_text_breaks_it(text):
    command = parse(text)
    assert command.tiyin is None or command.tiyin >= 0
    assert command.account == "" or len(command.account) == 13


@given(st.text(max_size=300))
def test_no_telephone_breaks_it(text):
    assert len(phone_digits(text)) in (0, 12)
