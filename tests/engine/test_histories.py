"""Random histories of an account, corrected in random order, against a naive
implementation that knows nothing of differences: only of what is true today.

``ELEKTROHISOB_HISTORIES=10000`` tries as many of each; without it some hundreds.
"""

import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_billing.engine.amount import Rounding
from odoo.addons.elektrohisob_billing.engine.tariff import Block, Term, Version
from odoo.addons.elektrohisob_metering.engine.consumption import (
    Installation,
    Reading,
    ReadingDecreased,
)

from engine.book import Books, Facts
from engine.naive_history import history

KWH = 1000
FIRST = date(2024, 1, 1)
PERIODS = [date(2024, month, 1) for month in range(2, 9)]
LENGTH = (PERIODS[-1] - FIRST).days
CAPACITY = 10**4 * KWH
EXAMPLES = int(os.environ.get("ELEKTROHISOB_HISTORIES", "200"))
RANDOM = settings(
    max_examples=EXAMPLES, phases=[Phase.explicit, Phase.generate], deadline=None
)


@st.composite
def tariffs(draw):
    """Versions of one to three tariffs after each other: block, flat, VAT in or out."""
    days = sorted(draw(st.sets(st.integers(1, LENGTH), max_size=2)))
    starts = [FIRST, *(FIRST + timedelta(day) for day in days)]
    versions = []
    for number, (start, end) in enumerate(
        zip(starts, [*starts[1:], None], strict=True), 1
    ):
        bounds = sorted(draw(st.sets(st.integers(1, 900), max_size=2)))
        uppers = [*(bound * KWH for bound in bounds), None]
        lowers = [0, *uppers[:-1]]
        blocks = tuple(
            Block(no, low, upper, draw(st.integers(1, 200_000)))
            for no, (low, upper) in enumerate(zip(lowers, uppers, strict=True), 1)
        )
        rounding = Rounding(draw(st.sampled_from([1, 100])), "half_up")
        proration = draw(st.sampled_from(["none", "days"]))
        vat = draw(st.sampled_from([0, 1200, 1500]))
        is_in = draw(st.booleans())
        versions.append(
            Version(number, start, end, vat, blocks, (), is_in, rounding, proration)
        )
    return (Term(FIRST, None, tuple(versions)),)


def _read(draw, installation, until):
    """Readings of one meter from its first day to its last, or to some day."""
    last = installation.end or until
    length = (last - installation.start).days
    inner = draw(st.sets(st.integers(1, max(1, length - 1)), max_size=5))
    days = {0, *(day for day in inner if day < length)}
    if installation.end or draw(st.booleans()):
        days.add(length)
    value, found = draw(st.integers(0, CAPACITY - 1)), []
    for number, day in enumerate(sorted(days)):
        total = value + (draw(st.integers(0, 900 * KWH)) if number else 0)
        when = installation.start + timedelta(day)
        number += installation.id * 100
        found.append(Reading(number, when, total % CAPACITY, total >= CAPACITY))
        value = total % CAPACITY
    return found


@st.composite
def truths(draw):
    """What really happened: meters replaced up to twice, their readings, tariffs."""
    swaps = sorted(draw(st.sets(st.integers(3, LENGTH - 3), max_size=2)))
    starts = [FIRST, *(FIRST + timedelta(day) for day in swaps)]
    meters = [
        Installation(no, 10, start, end, draw(st.sampled_from([1, 1, 2, 20])), CAPACITY)
        for no, (start, end) in enumerate(
            zip(starts, [*starts[1:], None], strict=True), 1
        )
    ]
    readings = {meter.id: _read(draw, meter, PERIODS[-1]) for meter in meters}
    return Facts(meters, readings, draw(tariffs()))


def _misread(draw, facts):
    """Somebody typed another value; nobody knows yet."""
    meter = draw(st.sampled_from(sorted(facts.readings)))
    known = list(facts.readings[meter])
    if not known:
        return facts
    place = draw(st.integers(0, len(known) - 1))
    value = draw(st.integers(0, CAPACITY - 1))
    known[place] = known[place]._replace(id=known[place].id + 1000, value=value)
    return replace(facts, readings={**facts.readings, meter: known})


def _not_yet_read(draw, facts):
    """A reading has not arrived yet."""
    meter = draw(st.sampled_from(sorted(facts.readings)))
    known = list(facts.readings[meter])
    if len(known) < 2:
        return facts
    del known[draw(st.integers(1, len(known) - 1))]
    return replace(facts, readings={**facts.readings, meter: known})


def _swap_not_known(draw, facts):
    """The last replacement has not been reported: the old meter is billed on."""
    if len(facts.installations) == 1:
        return facts
    *meters, old, new = facts.installations
    readings = {
        no: [r for r in known if no != old.id or r.day < old.end]
        for no, known in facts.readings.items()
        if no != new.id
    }
    return replace(
        facts, installations=[*meters, old._replace(end=None)], readings=readings
    )


def _other_multiplier(draw, facts):
    """The ratio of the transformers was entered wrongly."""
    place = draw(st.integers(0, len(facts.installations) - 1))
    meters = list(facts.installations)
    meters[place] = meters[place]._replace(
        multiplier=draw(st.sampled_from([1, 15, 30]))
    )
    return replace(facts, installations=meters)


def _other_tariff(draw, facts):
    """Another tariff was thought to apply."""
    terms = draw(tariffs())
    # the books tell versions apart by their ids
    versions = tuple(replace(v, id=v.id + 10) for v in terms[0].versions)
    return replace(facts, terms=(replace(terms[0], versions=versions),))


MISTAKES = (_misread, _not_yet_read, _swap_not_known, _other_multiplier, _other_tariff)


def booked(books):
    """Month → Wh, so'm and so'm of VAT that the books hold."""
    found: dict[date, list[int]] = {}
    for (month, *_key), (wh, amount, vat, *_rest) in books.totals()[1].items():
        total = found.setdefault(month, [0, 0, 0])
        for place, figure in enumerate((wh, amount, vat)):
            total[place] += figure
    return {
        month: (wh, Decimal(amount) / 100, Decimal(vat) / 100)
        for month, (wh, amount, vat) in found.items()
        if wh or amount or vat
    }


@RANDOM
@given(st.data())
def test_books_hold_what_is_true_today(data):
    """After every correction, in whatever order, and undone or not."""
    truth = data.draw(truths())
    beliefs = [truth]
    for _step in range(data.draw(st.integers(1, 5))):
        base = data.draw(st.sampled_from(beliefs))
        beliefs.append(data.draw(st.sampled_from(MISTAKES))(data.draw, base))
    beliefs = [*data.draw(st.permutations(beliefs)), truth]
    periods = sorted(data.draw(st.sampled_from(PERIODS)) for _belief in beliefs)
    books = Books()
    for facts, period in zip(beliefs, periods, strict=True):
        until = next_month(period)
        expected = history(facts, period, until)
        try:
            books.settle(facts, period)
        except ReadingDecreased:
            assert expected is None
            continue
        assert booked(books) == expected
    assert books.settle(truth, periods[-1]) == 0
