import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.period import months
from odoo.addons.elektrohisob_metering.engine.consumption import (
    ESTIMATED,
    MEASURED,
    Installation,
    Reading,
    ReadingDecreased,
    by_month,
    measured,
    part,
    register_difference,
)
from odoo.addons.elektrohisob_metering.engine.estimate import average, estimated

KWH = 1000
EVER = (date.min, date.max)


def meter(multiplier=1, digits=5, start=date(2024, 1, 1), end=None):
    return Installation(1, 10, start, end, multiplier, 10**digits * KWH)


def reading(number, day, kwh, *, rollover=False):
    return Reading(number, date.fromisoformat(day), round(kwh * KWH), rollover)


def energy(pieces):
    return {(piece.start, piece.end): piece.wh for piece in pieces}


# === REGISTER DIFFERENCE === #


def test_difference_of_two_readings():
    before, after = reading(1, "2024-05-01", 100), reading(2, "2024-06-01", 250.5)
    assert register_difference(meter(), before, after) == 150_500


def test_difference_is_multiplied_by_the_transformer_ratio():
    # current transformers 150/5: ratio 30; 12 kWh shown are 360 kWh
    before, after = reading(1, "2024-05-01", 100), reading(2, "2024-06-01", 112)
    assert register_difference(meter(multiplier=30), before, after) == 360 * KWH


def test_confirmed_rollover():
    # five digits: 99 990 → 100 000 is 10 kWh, then 0 → 25 is 25 kWh
    before = reading(1, "2024-05-01", 99_990)
    after = reading(2, "2024-06-01", 25, rollover=True)
    assert register_difference(meter(), before, after) == 35 * KWH


def test_rollover_counts_before_the_multiplier():
    before = reading(1, "2024-05-01", 99_990)
    after = reading(2, "2024-06-01", 25, rollover=True)
    assert register_difference(meter(multiplier=20), before, after) == 700 * KWH


def test_unconfirmed_fall_names_both_readings():
    before, after = reading(1, "2024-05-01", 99.5), reading(2, "2024-06-01", 25)
    with pytest.raises(ReadingDecreased, match=r"99\.500 on 2024-05-01 to 25\.000"):
        register_difference(meter(), before, after)


def test_rollover_mark_on_a_risen_register_adds_no_turn():
    """A late reading between the two took the turn over."""
    before = reading(1, "2024-05-20", 5)
    after = reading(2, "2024-06-01", 25, rollover=True)
    assert register_difference(meter(), before, after) == 20 * KWH


# === MEASURED === #


def test_one_month():
    readings = [reading(1, "2024-05-01", 0), reading(2, "2024-06-01", 310)]
    (piece,) = measured(meter(), readings, *EVER)
    assert piece.key == (
        10, 1, date(2024, 5, 1), date(2024, 5, 1), date(2024, 6, 1), 1, 2, MEASURED,
        "A+", "register",
    )  # fmt: skip
    assert piece.wh == 310 * KWH


def test_an_interval_over_months_is_spread_by_days():
    # 21 May to 11 June: 21 days, 210 kWh, 10 a day: 11 days in May, 10 in June
    readings = [reading(1, "2024-05-21", 0), reading(2, "2024-06-11", 210)]
    assert energy(measured(meter(), readings, *EVER)) == {
        (date(2024, 5, 21), date(2024, 6, 1)): 110 * KWH,
        (date(2024, 6, 1), date(2024, 6, 11)): 100 * KWH,
    }


def test_pieces_outside_the_window_are_left_out():
    readings = [reading(1, "2024-04-01", 0), reading(2, "2024-07-01", 91)]
    pieces = measured(meter(), readings, date(2024, 5, 1), date(2024, 6, 1))
    assert energy(pieces) == {(date(2024, 5, 1), date(2024, 6, 1)): 31 * KWH}


def test_fewer_than_two_readings_give_nothing():
    assert measured(meter(), [], *EVER) == []
    assert measured(meter(), [reading(1, "2024-05-01", 5)], *EVER) == []


def test_a_fall_outside_the_window_does_not_matter():
    readings = [
        reading(1, "2024-04-01", 50),
        reading(2, "2024-05-01", 0),
        reading(3, "2024-06-01", 31),
    ]
    pieces = measured(meter(), readings, date(2024, 5, 1), date(2024, 6, 1))
    assert [piece.wh for piece in pieces] == [31 * KWH]


@st.composite
def series(draw, longest=700):
    """Readings of one meter: rising values on rising days."""
    count = draw(st.integers(2, 8))
    days = draw(
        st.lists(st.integers(0, longest), min_size=count, max_size=count, unique=True)
    )
    values = draw(st.lists(st.integers(0, 10**8 - 1), min_size=count, max_size=count))
    start = date(2024, 1, 1)
    return [
        Reading(number, start + timedelta(days=day), value)
        for number, (day, value) in enumerate(
            zip(sorted(days), sorted(values), strict=True), 1
        )
    ]


@given(series(), st.integers(1, 200))
def test_pieces_add_up_to_the_register(readings, multiplier):
    pieces = measured(meter(multiplier), readings, *EVER)
    shown = readings[-1].value - readings[0].value
    assert sum(piece.wh for piece in pieces) == shown * multiplier
    assert all(piece.wh >= 0 for piece in pieces)


@given(series())
def test_pieces_cover_every_day_once(readings):
    pieces = measured(meter(), readings, *EVER)
    borders = [(piece.start, piece.end) for piece in pieces]
    assert borders[0][0] == readings[0].day
    assert borders[-1][1] == readings[-1].day
    assert all(a[1] == b[0] for a, b in itertools.pairwise(borders))


@given(series(), st.integers(0, 24))
def test_two_windows_give_what_one_gives(readings, month):
    border = date(2024 + month // 12, month % 12 + 1, 1)
    whole = measured(meter(), readings, *EVER)
    parts = measured(meter(), readings, date.min, border)
    parts += measured(meter(), readings, border, date.max)
    assert sorted(parts, key=lambda p: p.key[3]) == whole


@given(series(), st.data())
def test_rollover_gives_the_energy_of_an_endless_register(readings, data):
    """The same energy on a register of five digits that passes zero."""
    capacity = meter().capacity
    shift = data.draw(st.integers(0, capacity - 1))
    turned, before = [], None
    for fact in readings:
        value = (fact.value + shift) % capacity
        fell = before is not None and value < before
        turned.append(Reading(fact.id, fact.day, value, fell))
        before = value
    assert measured(meter(), turned, *EVER) == measured(meter(), readings, *EVER)


# === ESTIMATES === #


def test_average_takes_whole_intervals_from_the_newest():
    readings = [
        reading(1, "2024-01-01", 0),
        reading(2, "2024-02-01", 1000),  # 31 days before the window
        reading(3, "2024-03-01", 1100),  # 29 days
        reading(4, "2024-04-01", 1200),  # 31 days
        reading(5, "2024-05-01", 1350),  # 30 days
    ]
    assert average([(meter(), readings)], 90) == (350 * KWH, 90)
    assert average([(meter(), readings)], 91) == (1350 * KWH, 121)
    assert average([(meter(), readings)], 30) == (150 * KWH, 30)


def test_average_of_too_little_is_what_there_is():
    readings = [reading(1, "2024-04-01", 10), reading(2, "2024-04-11", 60)]
    assert average([(meter(), readings)], 90) == (50 * KWH, 10)
    assert average([(meter(), readings[:1])], 90) == (0, 0)
    assert average([(meter(), [])], 90) == (0, 0)


def test_estimate_by_hand():
    # 300 kWh in 30 days: 10 a day; 16 days of May and 30 of June
    pieces = estimated(
        meter(), reading(7, "2024-05-16", 900), (300 * KWH, 30), date(2024, 7, 1)
    )
    assert energy(pieces) == {
        (date(2024, 5, 16), date(2024, 6, 1)): 160 * KWH,
        (date(2024, 6, 1), date(2024, 7, 1)): 300 * KWH,
    }
    assert {(p.quality, p.reading_from, p.reading_to) for p in pieces} == {
        (ESTIMATED, 7, None)
    }


def test_no_estimate_without_a_base_or_after_the_meter_is_gone():
    last = reading(7, "2024-05-16", 900)
    assert estimated(meter(), last, (0, 0), date(2024, 7, 1)) == []
    assert estimated(meter(), last, (300 * KWH, 30), date(2024, 5, 1)) == []
    gone = meter(end=date(2024, 5, 16))
    assert estimated(gone, last, (300 * KWH, 30), date(2024, 7, 1)) == []


def test_estimate_ends_with_the_installation():
    last = reading(7, "2024-05-16", 900)
    (piece,) = estimated(
        meter(end=date(2024, 5, 21)), last, (300 * KWH, 30), date(2024, 7, 1)
    )
    assert (piece.end, piece.wh) == (date(2024, 5, 21), 50 * KWH)


@given(st.integers(0, 10**9), st.integers(1, 400), st.integers(1, 12))
def test_a_longer_estimate_keeps_the_months_already_estimated(wh, days, month):
    """No month is corrected because another one was added after it."""
    last = Reading(7, date(2024, 1, 1), 0)
    until = date(2024, month, 1)
    later = date(2024 + month // 12, month % 12 + 1, 1)
    short = estimated(meter(), last, (wh, days), until)
    long = estimated(meter(), last, (wh, days), later)
    assert long[: len(short)] == short


@given(st.integers(0, 10**9), st.integers(1, 400), st.integers(1, 400))
def test_estimate_is_the_average_times_days(wh, days, length):
    last = Reading(7, date(2024, 1, 1), 0)
    until = last.day + timedelta(days=length)
    pieces = estimated(meter(), last, (wh, days), until)
    assert sum(piece.wh for piece in pieces) == wh * length // days


@given(series(longest=60), st.booleans())
def test_an_interval_of_one_month_is_cut_as_any_other(readings, with_profile):
    # the short cut of the plain case against the general way, written out
    profile = None
    if with_profile:
        count = (readings[-1].day - readings[0].day).days
        profile = {readings[0].day + timedelta(n): n * n % 7 for n in range(count)}
    expected = [
        (month, start, end, part(wh, before.day, after.day, start, end, profile))
        for before, after in itertools.pairwise(readings)
        for wh in [(after.value - before.value) * 30]
        for month, start, end in months(before.day, after.day)
    ]
    pieces = measured(meter(30), readings, *EVER, profile=profile)
    assert [(p.month, p.start, p.end, p.wh) for p in pieces] == expected


def test_by_month_groups_pieces():
    readings = [
        reading(1, "2024-05-01", 0),
        reading(2, "2024-05-11", 10),
        reading(3, "2024-06-11", 41),
    ]
    grouped = by_month(measured(meter(), readings, *EVER))
    assert {month: len(found) for month, found in grouped.items()} == {
        date(2024, 5, 1): 2,
        date(2024, 6, 1): 1,
    }
