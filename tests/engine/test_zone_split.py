"""Zones from half-hours; figures by hand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_metering.engine.consumption import (
    AVERAGE,
    ESTIMATED,
    Piece,
)
from odoo.addons.elektrohisob_metering.engine.zone_split import by_zone

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
PIECE = Piece(10, 1, NOVEMBER, NOVEMBER, DECEMBER, 900_000, 1, 2)


def days(count, zones):
    return {NOVEMBER + timedelta(n): zones for n in range(count)}


def sums(pieces):
    return {piece.register: piece.wh for piece in pieces}


def test_zones_add_up_to_the_register():
    """Half-hours say 1 : 2 : 3 of 6 kWh a day, 180 a month; the register 900."""
    found = by_zone([PIECE], {1: days(30, {1: 1000, 2: 2000, 3: 3000})})
    assert sums(found) == {"A+1": 150_000, "A+2": 300_000, "A+3": 450_000}
    assert {piece.origin for piece in found} == {"profile"}


def test_days_without_half_hours_have_no_zone():
    """20 of 30 days: 600 kWh, a third in the peak."""
    found = by_zone([PIECE], {1: days(20, {1: 1000, 3: 2000})})
    assert sums(found) == {"A+1": 200_000, "A+3": 400_000}


def test_no_calendar_no_zone():
    found = by_zone([PIECE], {1: days(30, {0: 3000}) | days(10, {1: 3000})})
    assert sums(found) == {"A+1": 300_000}


def test_what_has_no_zones():
    known = {1: days(30, {1: 1000})}
    estimate = PIECE._replace(quality=ESTIMATED, origin=AVERAGE)
    other = PIECE._replace(register="A-")
    elsewhere = PIECE._replace(installation_id=2)
    assert not by_zone([estimate, other, elsewhere], known)
    assert not by_zone([PIECE], {1: days(30, {1: 0})})


@given(st.integers(1, 10**9), st.lists(st.integers(0, 10**6), min_size=4, max_size=4))
def test_nothing_is_lost(wh, weights):
    zones = dict(enumerate(weights, 1))
    found = by_zone([PIECE._replace(wh=wh)], {1: days(30, zones)})
    assert sum(piece.wh for piece in found) == (wh if any(weights) else 0)
