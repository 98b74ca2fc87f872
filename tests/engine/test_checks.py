"""Verdicts on readings, code by code."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_metering.engine.checks import (
    ACCEPT,
    QUEUE,
    REFUSE,
    REPEAT,
    check,
    objections,
)
from odoo.addons.elektrohisob_metering.engine.figures import plain, restore
from odoo.addons.elektrohisob_metering.engine.plausibility import Rule
from odoo.addons.elektrohisob_metering.engine.register import (
    Candidate,
    Known,
    Register,
    daily_average,
    difference,
    max_power,
    neighbours,
    parse_value,
)

KWH = 1000
TODAY = date(2024, 7, 1)
MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)
REGISTER = Register(MAY, None, 1, 5)
RULES = {
    code: Rule(code, severity, Decimal(factor), threshold, days)
    for code, severity, factor, threshold, days in (
        ("R02", REFUSE, 1, 0, 0),
        ("R03", REFUSE, 1, 0, 1),
        ("R04", REFUSE, 1, 0, 0),
        ("R05", QUEUE, 1, 0, 0),
        ("R06", QUEUE, 3, 100 * KWH, 0),
        ("R07", QUEUE, 1, 0, 0),
        ("R09", QUEUE, 1, 0, 0),
        ("R10", QUEUE, 1, 0, 0),
    )
}
OPENING = Known(MAY, 100 * KWH, id=1)


def candidate(kwh, day=JUNE, **options):
    return Candidate(day, round(kwh * KWH), **options)


def verdict(found, known=(OPENING,), register=REGISTER):
    result = check(found, register, known, RULES, TODAY)
    return result.outcome, result.code


def test_a_good_reading_is_taken_with_its_energy():
    result = check(candidate(250), REGISTER, [OPENING], RULES, TODAY)
    assert (result.outcome, result.code, result.wh) == (ACCEPT, "", 150 * KWH)


def test_the_first_reading_has_no_energy():
    result = check(candidate(5, MAY), REGISTER, [], RULES, TODAY)
    assert (result.outcome, result.wh) == (ACCEPT, None)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (candidate(110, date(2024, 4, 30)), (REFUSE, "R02")),
        (candidate(110, date(2024, 7, 2)), (ACCEPT, "")),  # a day of grace
        (candidate(110, date(2024, 7, 3)), (REFUSE, "R03")),
        (candidate(100_000), (REFUSE, "R04")),  # five digits end at 99 999
        (candidate(99), (QUEUE, "R05")),
        (candidate(99, confirmed=True), (QUEUE, "R05")),  # nobody can confirm it
        (candidate(20, rollover=True, confirmed=True), (ACCEPT, "")),
        (candidate(100, MAY), (REPEAT, "R08")),
        (candidate(101, MAY), (QUEUE, "R09")),
        (candidate(101, MAY, confirmed=True), (ACCEPT, "")),
    ],
)
def test_verdicts(found, expected):
    assert verdict(found) == expected


def test_the_closing_reading_is_dated_the_day_after_the_last():
    gone = Register(MAY, JUNE, 1, 5)
    assert verdict(candidate(120, JUNE), register=gone) == (ACCEPT, "")
    assert verdict(candidate(120, date(2024, 6, 2)), register=gone) == (REFUSE, "R02")


def test_a_late_reading_lies_between_its_neighbours():
    known = (OPENING, Known(date(2024, 6, 15), 200 * KWH))
    assert verdict(candidate(150), known) == (ACCEPT, "")
    assert verdict(candidate(201), known) == (QUEUE, "R10")
    turned = (OPENING, Known(date(2024, 6, 15), 20 * KWH, rollover=True))
    assert verdict(candidate(150), turned) == (ACCEPT, "")


def test_more_than_the_connection_can_carry():
    # 1 kW for 31 days is 744 kWh
    register = Register(MAY, None, 1, 5, power=1000)
    assert verdict(candidate(100 + 744), register=register) == (ACCEPT, "")
    assert verdict(candidate(100 + 745), register=register) == (QUEUE, "R07")
    assert verdict(candidate(100 + 745, confirmed=True), register=register) == (
        ACCEPT,
        "",
    )


def test_more_than_three_times_the_usual():
    # 310 kWh in May are 10 a day: 300 in June, three times 900
    known = (OPENING, Known(JUNE, 410 * KWH))
    july = date(2024, 7, 1)
    assert verdict(candidate(410 + 900, july), known) == (ACCEPT, "")
    assert verdict(candidate(410 + 901, july), known) == (QUEUE, "R06")


def test_little_energy_is_never_unusual():
    """Below the threshold of 100 kWh nothing is compared."""
    known = (OPENING, Known(JUNE, 101 * KWH))
    assert verdict(candidate(101 + 100, date(2024, 7, 1)), known) == (ACCEPT, "")


def test_a_code_without_a_rule_is_refused():
    result = check(candidate(99), REGISTER, [OPENING], {}, TODAY)
    assert (result.outcome, result.code) == (REFUSE, "R05")


def test_neighbours():
    known = [Known(MAY, 1), Known(JUNE, 2), Known(TODAY, 3)]
    assert neighbours(known, JUNE) == (known[0], known[1], known[2])
    assert neighbours(known, date(2024, 5, 15)) == (known[0], None, known[1])
    assert neighbours(known, date(2024, 4, 1)) == (None, None, known[0])
    assert neighbours([], JUNE) == (None, None, None)


def test_difference_and_average():
    register = Register(MAY, None, 20, 5)
    assert difference(register, OPENING, candidate(110)) == 200 * KWH
    assert difference(register, OPENING, candidate(90)) is None
    # 100 000 − 100 + 90 = 99 990 shown
    assert (
        difference(register, OPENING, candidate(90, rollover=True)) == 1_999_800 * KWH
    )
    assert daily_average(REGISTER, [OPENING, Known(JUNE, 410 * KWH)]) == (310 * KWH, 31)
    assert daily_average(REGISTER, [OPENING]) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "wh"),
    [
        ("1234", 1_234_000),
        (" 1 234,5 ", 1_234_500),
        ("1234.567", 1_234_567),
        ("0", 0),
        (12.5, 12_500),
        (7, 7_000),
        ("1234.5678", None),  # finer than a register shows
        ("-5", None),
        ("1e3", None),
        ("=1+1", None),
        ("О123", None),  # Cyrillic О
        ("", None),
        (None, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_parse_value(typed, wh):
    assert parse_value(typed) == wh


@given(st.integers(0, 10**12))
def test_every_value_is_read_back(wh):
    for text in (f"{wh / KWH:.3f}", f"{wh // KWH},{wh % KWH:03}"):
        assert parse_value(text) == wh


@given(st.text())
def test_no_text_makes_it_fail(text):
    value = parse_value(text)
    assert value is None or value >= 0


LATER = {
    code: Rule(code, severity, Decimal(factor), threshold, days)
    for code, severity, factor, threshold, days in (
        ("R06", QUEUE, 3, 100 * KWH, 0),
        ("R14", QUEUE, "0.1", 100 * KWH, 0),
        ("R15", ACCEPT, 1, 0, 60),
        ("R17", QUEUE, 1, 3 * KWH, 0),
        ("R18", QUEUE, 1, 0, 0),
        ("R19", QUEUE, 1, 0, 365),
    )
}
APRIL, JULY = date(2024, 4, 1), TODAY


def doubt(found, known, register):
    result = check(found, register, known, LATER, TODAY)
    return result.outcome, result.code


def test_far_less_than_the_usual():
    # 310 kWh in May: 300 are usual in June, a tenth is 30
    known = (OPENING, Known(JUNE, 410 * KWH))
    assert doubt(candidate(440, JULY), known, REGISTER) == (ACCEPT, "")
    assert doubt(candidate(439, JULY), known, REGISTER) == (QUEUE, "R14")
    assert doubt(candidate(439, JULY, confirmed=True), known, REGISTER) == (ACCEPT, "")
    small = (OPENING, Known(JUNE, 200 * KWH))  # about 97 are usual: never looked at
    assert doubt(candidate(201, JULY), small, REGISTER) == (ACCEPT, "")


def test_a_register_that_stands_still_is_taken_and_marked():
    known = (Known(MAY, 100 * KWH), Known(JUNE, 100 * KWH))
    register = Register(APRIL, None, 1, 5)
    assert doubt(candidate(100, date(2024, 6, 29)), known, register) == (ACCEPT, "")
    assert doubt(candidate(100, date(2024, 6, 30)), known, register) == (ACCEPT, "R15")
    off = Register(APRIL, None, 1, 5, off_since=MAY)
    assert doubt(candidate(100, date(2024, 6, 30)), known, off) == (ACCEPT, "")


def test_energy_of_a_disconnected_point():
    known = (OPENING, Known(JUNE, 200 * KWH))
    off = Register(MAY, None, 1, 5, off_since=JUNE)
    assert doubt(candidate(203, JULY), known, off) == (ACCEPT, "")
    assert doubt(candidate(204, JULY), known, off) == (QUEUE, "R17")
    # some of the days were before the disconnection: nobody can tell
    later = Register(MAY, None, 1, 5, off_since=date(2024, 6, 2))
    assert doubt(candidate(260, JULY), known, later) == (ACCEPT, "")


def test_more_than_the_meter_can_count():
    # 1 kW for 31 days is 744 kWh, times the transformers
    register = Register(MAY, None, 20, 5, max_power=1000)
    assert doubt(candidate(100 + 744), (OPENING,), register) == (ACCEPT, "")
    assert doubt(candidate(100 + 745), (OPENING,), register) == (QUEUE, "R18")


def test_a_day_long_ago():
    register = Register(date(2020, 1, 1), None, 1, 5)
    assert doubt(candidate(5, date(2023, 7, 2)), (), register) == (ACCEPT, "")
    assert doubt(candidate(5, date(2023, 7, 1)), (), register) == (QUEUE, "R19")


def test_tolerances_of_doubts():
    """R18: 1 kW for 31 days is 744 kWh, with a tenth above 818.4. R14: a disconnected
    point uses little by right (310 kWh in May are 300 in June)."""
    rules = dict(LATER, R18=Rule("R18", QUEUE, Decimal("1.1")))
    register = Register(MAY, None, 1, 5, max_power=1000)
    for kwh, outcome in ((818, ACCEPT), (819, QUEUE)):
        found = check(candidate(100 + kwh), register, [OPENING], rules, TODAY)
        assert found.outcome == outcome, kwh
    known = (OPENING, Known(JUNE, 410 * KWH))
    off = Register(MAY, None, 1, 5, off_since=date(2024, 6, 2))
    assert doubt(candidate(412, JULY), known, off) == (ACCEPT, "")
    assert doubt(candidate(412, JULY), known, REGISTER) == (QUEUE, "R14")


@pytest.mark.parametrize(
    ("current", "phases", "watts"),
    [
        ("5(60)", "1", 13_800),
        ("5-7,5", "3", 5_175),
        ("", "3", 0),
        (None, "1", 0),
        ("unknown", "1", 0),
    ],
)
def test_greatest_power_of_a_meter(current, phases, watts):
    assert max_power(current, phases) == watts


def test_all_objections_gravest_first():
    """5000 kWh in 16 days: 1 kW × 24 × 16 = 384 are permitted, some 53 usual; too high
    for a later reading as well, which makes the usual no matter."""
    register = Register(MAY, None, 1, 5, power=1000)
    known = [Known(MAY, 0), Known(date(2024, 5, 16), 50 * KWH)]
    rules = dict(RULES, R07=Rule("R07", QUEUE))
    high = Candidate(JUNE, 5000 * KWH)
    found = objections(high, register, known, rules, TODAY)
    assert [code for code, _figures in found] == ["R07", "R06"]
    assert check(high, register, known, rules, TODAY).code == "R07"
    known.append(Known(date(2024, 6, 15), 200 * KWH))
    found = objections(high, register, known, rules, TODAY)
    assert [code for code, _figures in found] == ["R10"]


def test_no_objection():
    assert not objections(Candidate(JUNE, 1), REGISTER, [Known(MAY, 0)], RULES, TODAY)


DEMAND = Register(MAY, None, 20, 5, power=100_000, is_demand=True, least=50_000)


@pytest.mark.parametrize(
    ("kw", "expected"),
    [
        (6, (ACCEPT, "")),  # lower than before: the register is reset
        (7.5, (ACCEPT, "")),  # 150 kW, one and a half times the permitted
        (7.501, (QUEUE, "R20")),
        (2.451, (ACCEPT, "")),  # 49.02 kW × 1.02 = 50.0004
        (2.450, (QUEUE, "R21")),  # 49 kW × 1.02 = 49.98
    ],
)
def test_maximum_demand(kw, expected):
    rules = {
        "R20": Rule("R20", QUEUE, Decimal("1.5")),
        "R21": Rule("R21", QUEUE, Decimal("1.02")),
        "R05": Rule("R05", QUEUE),
        "R10": Rule("R10", QUEUE),
        "R06": Rule("R06", QUEUE, Decimal(1)),
    }
    known = [Known(MAY, 7 * KWH), Known(TODAY, 2 * KWH)]
    found = check(candidate(kw), DEMAND, known, rules, date(2024, 8, 1))
    assert (found.outcome, found.code, found.wh) == (*expected, None)


def test_sent_from_a_telephone_of_somebody_else():
    rules = dict(RULES, R22=Rule("R22", QUEUE))
    sent = Candidate(JUNE, 250 * KWH, stranger="998901112233")
    assert check(sent, REGISTER, [OPENING], rules, TODAY).code == "R22"
    assert check(sent, REGISTER, [OPENING], RULES, TODAY).outcome == ACCEPT
    seen = Candidate(JUNE, 250 * KWH, confirmed=True, stranger="998901112233")
    assert check(seen, REGISTER, [OPENING], rules, TODAY).outcome == ACCEPT


def test_figures_are_kept_and_come_back():
    figures = {
        "before": Known(MAY, 5000, id=7), "days": 31, "since": JUNE,
        "meters": "A, B", "queued": True, "end": None,
        "sent": datetime(2026, 5, 1, 4, 30),
    }  # fmt: skip
    stored = json.loads(json.dumps(plain(figures)))
    assert restore(stored) == {
        "before": Known(MAY, 5000), "days": 31, "since": JUNE,
        "meters": "A, B", "queued": True, "sent": datetime(2026, 5, 1, 4, 30),
    }  # fmt: skip
