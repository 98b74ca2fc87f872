"""Days on which nothing is estimated; figures by hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_metering.engine.consumption import (
    AVERAGE,
    ESTIMATED,
    Piece,
)
from odoo.addons.elektrohisob_metering.engine.silent import (
    cut,
    disconnected,
    outside,
    vacant,
)


def day(number, month=11):
    return date(2025, month, number)


NOVEMBER = Piece(
    10, 1, day(1), day(1), day(1, 12), 300, 1, None, ESTIMATED, "A+", AVERAGE
)


def test_disconnected_from_the_day_after_to_the_day_of_the_reconnection():
    events = [(day(10), False), (day(12), False), (day(20), True), (day(25), False)]
    assert disconnected(events) == [(day(11), day(20)), (day(26), date.max)]
    assert disconnected([(day(10), False), (day(11), True)]) == []
    assert disconnected([(day(10), True)]) == []


def test_vacant_from_the_last_reading_or_remark():
    remarks = [(day(1, 10), True), (day(1, 12), True), (day(20, 12), False)]
    assert vacant(remarks, day(1)) == [(day(1), day(1, 12))]
    after_access = [(day(10), False), (day(20), True)]
    assert vacant(after_access, day(1)) == [(day(10), day(20))]


def test_an_estimate_is_cut_and_a_measured_piece_is_not():
    off = [(day(11), day(21))]
    assert [(p.start, p.end, p.wh) for p in cut([NOVEMBER], off)] == [
        (day(1), day(11), 100),
        (day(21), day(1, 12), 100),
    ]
    measured = NOVEMBER._replace(quality="measured", origin="register")
    assert cut([measured], off) == [measured]
    assert cut([NOVEMBER], [(day(1), date.max)]) == []


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 28)), max_size=4))
def test_outside_is_what_no_span_holds(pairs):
    off = [(day(min(pair)), day(max(pair))) for pair in pairs]
    left = outside(day(1), day(1, 12), off)
    days = {day(n) for n in range(1, 31)}
    for first, last in off:
        days -= {one for one in days if first <= one < last}
    found = [day(n) for n in range(1, 31) if any(a <= day(n) < b for a, b in left)]
    assert found == sorted(days)
