from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.diff import accumulate, difference

KEYS = st.integers(0, 6)
FIGURES = st.tuples(st.integers(-50, 50), st.integers(-50, 50))
BOOKS = st.dictionaries(KEYS, FIGURES)
ROWS = st.lists(st.tuples(KEYS, FIGURES))


def without_zeros(book):
    return {key: figures for key, figures in book.items() if any(figures)}


def book(booked, change):
    return accumulate([*booked.items(), *change.items()])


def test_a_new_key_is_added_whole():
    assert difference({"may": (7, 70)}, {}) == {"may": (7, 70)}


def test_a_vanished_key_is_taken_back():
    assert difference({}, {"may": (7, 70)}) == {"may": (-7, -70)}


def test_a_changed_figure_gives_the_difference_only():
    assert difference({"may": (9, 90)}, {"may": (7, 70)}) == {"may": (2, 20)}


def test_nothing_is_written_for_nothing():
    assert difference({"may": (0, 0)}, {}) == {}
    assert difference({}, {"may": (0, 0)}) == {}
    assert difference({"may": (1, 2)}, {"may": (1, 2)}) == {}


def test_one_differing_figure_of_several_is_enough():
    assert difference({"may": (7, 71)}, {"may": (7, 70)}) == {"may": (0, 1)}


def test_accumulate_sums_rows_of_one_key():
    rows = [("may", (1, 10)), ("june", (5, 50)), ("may", (-1, 5))]
    assert accumulate(rows) == {"may": (0, 15), "june": (5, 50)}


def test_books_of_different_width_are_refused():
    for wrong in ({"may": (1,)}, {"may": (1, 2, 3)}):
        try:
            difference({"may": (5, 5)}, wrong)
        except ValueError:
            continue
        raise AssertionError("figures of different number were subtracted")


@given(BOOKS, BOOKS)
def test_booking_the_difference_reaches_the_target(target, booked):
    after = book(booked, difference(target, booked))
    assert without_zeros(after) == without_zeros(target)


@given(BOOKS, BOOKS)
def test_the_second_run_writes_nothing(target, booked):
    after = book(booked, difference(target, booked))
    assert difference(target, after) == {}


@given(BOOKS, BOOKS)
def test_there_and_back_again_is_zero(first, second):
    there = difference(second, first)
    back = difference(first, book(first, there))
    assert without_zeros(accumulate([*there.items(), *back.items()])) == {}


@given(ROWS, st.randoms())
def test_accumulate_does_not_depend_on_order(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert accumulate(rows) == accumulate(shuffled)
