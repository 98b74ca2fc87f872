"""Properties of the whole path: the books depend on the facts alone."""

import itertools
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.diff import accumulate
from odoo.addons.elektrohisob_billing.engine.tariff import Term, Version
from odoo.addons.elektrohisob_metering.engine.consumption import (
    Installation,
    Reading,
    ReadingDecreased,
)

from engine.book import Books, Facts
from engine.tariffs import FLAT_2018, GENERAL_2024, GENERAL_2025, blocks

KWH = 1000
FIRST = date(2024, 5, 1)
LAST = date(2025, 6, 1)
LENGTH = (LAST - FIRST).days
CAPACITY = 10**4 * KWH
PERIODS = [date(2024, month, 1) for month in range(5, 13)]
PERIODS += [date(2025, month, 1) for month in range(1, 6)]
# a block tariff that changes on the 10th, between two real ones
MIDDLE = Version(
    3, date(2024, 9, 10), date(2025, 5, 1), 1200, blocks((150, 455.5), (None, 910.25))
)
TERMS = [
    Term(
        FIRST,
        None,
        (replace(GENERAL_2024, end=MIDDLE.start), MIDDLE, GENERAL_2025),
    )
]


@dataclass(frozen=True)
class Story:
    """What happened to an account, whoever learns of it and when."""

    installations: tuple[Installation, ...]
    readings: tuple[tuple[int, Reading], ...]  # (installation id, reading)

    def facts(self, readings=None, installations=None):
        known: dict[int, list[Reading]] = {}
        for installation_id, reading in self.readings if readings is None else readings:
            known.setdefault(installation_id, []).append(reading)
        return Facts(installations or self.installations, known, TERMS)


def _readings(draw, installation, first_id):
    """Opening, closing and inner readings of a meter which may pass zero."""
    start = installation.start
    end = installation.end or LAST
    inner = draw(st.sets(st.integers(1, max(1, (end - start).days - 1)), max_size=6))
    days = [start, *(start + timedelta(days=day) for day in sorted(inner)), end]
    steps = st.integers(0, 700 * KWH)
    value = draw(st.integers(0, CAPACITY - 1))
    result = []
    for number, day in enumerate(dict.fromkeys(days), first_id):
        total = value + draw(steps)
        turned = total >= CAPACITY and bool(result)
        value = total % CAPACITY
        result.append((installation.id, Reading(number, day, value, turned)))
    return result


@st.composite
def stories(draw):
    """One point for thirteen months, its meter replaced once or never."""
    multiplier = draw(st.sampled_from([1, 1, 20]))
    swap = draw(st.none() | st.integers(5, LENGTH - 5))
    if swap is None:
        installations = (Installation(1, 10, FIRST, None, multiplier, CAPACITY),)
    else:
        day = FIRST + timedelta(days=swap)
        installations = (
            Installation(1, 10, FIRST, day, multiplier, CAPACITY),
            Installation(2, 10, day, None, 1, CAPACITY),
        )
    readings = []
    for installation in installations:
        readings += _readings(draw, installation, installation.id * 100)
    return Story(installations, tuple(readings))


def settle(books, facts, period):
    """Settle as a run does: an account that cannot be billed is left alone."""
    try:
        return books.settle(facts, period)
    except ReadingDecreased:
        return 0


def settled_once(facts):
    books = Books()
    books.settle(facts, PERIODS[-1])
    return books


@given(stories(), st.data())
@settings(max_examples=150)
def test_any_order_of_arrival_gives_the_same_books(story, data):
    arrivals = data.draw(st.permutations(story.readings))
    periods = sorted(data.draw(st.sampled_from(PERIODS)) for _ in range(len(arrivals)))
    books, known = Books(), []
    for reading, period in zip(arrivals, periods, strict=True):
        known.append(reading)
        settle(books, story.facts(known), period)
    books.settle(story.facts(), PERIODS[-1])
    assert books.totals() == settled_once(story.facts()).totals()


@given(stories(), st.sampled_from(PERIODS))
def test_a_swap_discovered_late_gives_the_books_of_one_known_in_time(story, period):
    """Until it is known the old meter is billed on, by estimate."""
    books = Books()
    old = [story.installations[0]._replace(end=None)]
    known = [pair for pair in story.readings if pair[0] == 1]
    settle(books, story.facts(known, old), period)
    books.settle(story.facts(), PERIODS[-1])
    assert books.totals() == settled_once(story.facts()).totals()


@given(stories())
def test_settling_month_by_month_gives_the_books_of_settling_once(story):
    books = Books()
    for period in PERIODS:
        books.settle(story.facts(), period)
    assert books.totals() == settled_once(story.facts()).totals()
    assert books.settle(story.facts(), PERIODS[-1]) == 0


@given(stories(), st.data())
def test_correct_and_uncorrect_returns_to_zero(story, data):
    """A reading is replaced by a higher or lower one, then by its true value
    again; each version is a new row with a number of its own."""
    books = settled_once(story.facts())
    place = data.draw(st.integers(0, len(story.readings) - 1))
    installation_id, reading = story.readings[place]
    wrong = reading._replace(id=901, value=data.draw(st.integers(0, CAPACITY - 1)))
    for version in (wrong, reading._replace(id=902)):
        facts = list(story.readings)
        facts[place] = (installation_id, version)
        settle(books, story.facts(facts), PERIODS[-1])
    before = settled_once(story.facts())
    assert books.totals()[1] == before.totals()[1]
    assert _energy(books) == _energy(before)


@given(stories(), st.data())
def test_a_reading_taken_back_leaves_no_trace(story, data):
    books = settled_once(story.facts())
    place = data.draw(st.integers(0, len(story.readings) - 1))
    fewer = [pair for pair in story.readings if pair != story.readings[place]]
    settle(books, story.facts(fewer), PERIODS[-1])
    books.settle(story.facts(), PERIODS[-1])
    assert books.totals() == settled_once(story.facts()).totals()


@given(stories())
def test_the_second_run_writes_nothing(story):
    books = settled_once(story.facts())
    assert books.settle(story.facts(), PERIODS[-1]) == 0


@given(stories())
def test_everything_measured_is_charged_once(story):
    consumption, charges = settled_once(story.facts()).totals()
    measured = sum(wh for (wh,) in consumption.values())
    shown = 0
    for installation in story.installations:
        values = [r for number, r in story.readings if number == installation.id]
        for before, after in itertools.pairwise(values):
            turn = CAPACITY if after.rollover else 0
            shown += (after.value - before.value + turn) * installation.multiplier
    assert measured == shown
    assert sum(wh for wh, *_rest in charges.values()) == shown


def test_a_retroactive_tariff_books_the_difference_in_the_open_month():
    """July is billed at 228.60; then it turns out that 250 applied from 16 July.

    310 kWh of 31 days; 16 days × 10 = 160 kWh at 228.60 are taken back and booked
    at 250: 15 × 10 × 228.60 = 34 290 stay, 160 × 250 = 40 000 come instead of
    36 576: the difference is 3 424.
    """
    july = date(2018, 7, 1)
    meter = Installation(1, 10, july, date(2018, 8, 1), 1, CAPACITY)
    readings = {1: [Reading(1, july, 0), Reading(2, date(2018, 8, 1), 310 * KWH)]}
    new = replace(FLAT_2018, id=2, start=date(2018, 7, 16), blocks=blocks((None, 250)))
    old = replace(FLAT_2018, end=new.start)
    books = Books()
    books.settle(Facts([meter], readings, [Term(july, None, (FLAT_2018,))]), july)
    assert _money(books, july) == 7_086_600
    august = date(2018, 8, 1)
    books.settle(Facts([meter], readings, [Term(july, None, (old, new))]), august)
    assert _money(books, august) == 342_400
    assert _money(books, july) == 7_086_600


def _money(books, period):
    return sum(
        figures[1] for booked_in, _, figures in books.charges if booked_in == period
    )


def _energy(books):
    """Net Wh by installation and days, whichever readings they come from."""
    rows = accumulate((key[:5], figures) for _, key, figures in books.consumption)
    return {key: wh for key, (wh,) in rows.items() if wh}
