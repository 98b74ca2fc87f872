"""Random histories of an account, corrected in random order, against a naive
implementation that knows nothing of differences: only of what is true today.

``ELEKTROHISOB_HISTORIES=10000`` tries as many of each; without it some hundreds.
"""

import os
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_billing.engine.amount import Rounding
from odoo.addons.elektrohisob_billing.engine.benefit import Benefit
from odoo.addons.elektrohisob_billing.engine.tariff import (
    Block,
    Component,
    Term,
    Version,
)
from odoo.addons.elektrohisob_billing.engine.unlawful import Unlawful
from odoo.addons.elektrohisob_metering.engine.consumption import (
    ESTIMATED,
    Installation,
    Reading,
    ReadingDecreased,
)

from engine.book import Books, Facts, target_pieces
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
def _components(draw, number):
    """Now and then a sum a month, a surcharge, a least sum."""
    kinds = draw(st.sampled_from([(), (), ("fixed",), ("percent", "minimum")]))
    return tuple(
        Component(
            number * 10 + place,
            kind,
            {
                "price": draw(st.integers(0, 10**7)),
                "percent": draw(st.integers(1, 900)),
            },
        )
        for place, kind in enumerate(kinds)
    )


@st.composite
def _benefits(draw, first):
    """None, or one or two benefits that hold on some days; ids from ``first`` on."""
    found = []
    for number in range(first, first + draw(st.integers(0, 2))):
        start = FIRST + timedelta(draw(st.integers(-30, LENGTH)))
        days = draw(st.one_of(st.none(), st.integers(1, 120)))
        found.append(
            Benefit(
                number,
                start,
                start + timedelta(days) if days else None,
                draw(st.integers(1, 10000)),
                draw(st.one_of(st.none(), st.integers(1, 300 * KWH))),
                draw(st.booleans()),
                draw(st.sampled_from(["price", "difference"])),
                financed=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def _acts(draw, first):
    """None, or an act of unauthorised use over some days."""
    found = []
    for number in range(first, first + draw(st.integers(0, 1))):
        start = FIRST + timedelta(draw(st.integers(0, LENGTH - 1)))
        end = start + timedelta(draw(st.integers(1, 95)))
        wh, factor = draw(st.integers(1, 2000 * KWH)), draw(st.integers(1, 5000))
        found.append(Unlawful(number, start, end, wh, factor))
    return tuple(found)


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
        parts, is_in = draw(_components(number)), draw(st.booleans())
        versions.append(
            Version(number, start, end, vat, blocks, parts, is_in, rounding, proration)
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
    low = draw(
        st.sampled_from([0, 0, CAPACITY - 900 * KWH])
    )  # soon past the last digit
    value, found = draw(st.integers(low, CAPACITY - 1)), []
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
    found = (draw(tariffs()), draw(_benefits(1)))
    return Facts(meters, readings, *found, acts=draw(_acts(1)))


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


def _other_benefits(draw, facts):
    """Benefits were not known, or others were entered."""
    return replace(facts, benefits=draw(_benefits(11)))


def _other_act(draw, facts):
    """The act was not written yet, or another one was."""
    return replace(facts, acts=draw(_acts(11)))


MISTAKES = (
    _misread,
    _not_yet_read,
    _swap_not_known,
    _other_multiplier,
    _other_tariff,
    _other_benefits,
    _other_act,
)


def occurring(facts, period):
    """What of the kinds of facts a belief has."""
    yield from (
        name
        for name, is_there in (
            ("replaced meter", len(facts.installations) > 1),
            ("transformers", any(i.multiplier > 1 for i in facts.installations)),
            ("rollover", any(r.rollover for rs in facts.readings.values() for r in rs)),
            ("tariff change", len(facts.terms[0].versions) > 1),
            ("component", any(v.components for v in facts.terms[0].versions)),
            ("benefit", facts.benefits),
            ("act", facts.acts),
        )
        if is_there
    )
    pieces = target_pieces(facts, period)
    if any(piece.quality == ESTIMATED for piece in pieces):
        yield "estimate"


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


OCCUR = {
    *("replaced meter", "transformers", "rollover", "tariff change", "component"),
    *("benefit", "act", "estimate", "register fell", "written back"),
    *(mistake.__name__ for mistake in MISTAKES),
}


def tell(draw, seen):
    """A truth and what was believed before it was known, in any order, and undone or
    not; the truth is known last."""
    truth = draw(truths())
    beliefs = [truth]
    for _step in range(draw(st.integers(1, 5))):
        base, mistake = draw(st.sampled_from(beliefs)), draw(st.sampled_from(MISTAKES))
        wrong = mistake(draw, base)
        seen[mistake.__name__] += wrong != base
        beliefs.append(wrong)
    return truth, [*draw(st.permutations(beliefs)), truth]


def test_books_hold_what_is_true_today():
    """After every correction; and every kind of fact and of mistake has occurred."""
    seen: Counter[str] = Counter()

    @RANDOM
    @given(st.data())
    def settle(data):
        truth, beliefs = tell(data.draw, seen)
        periods = sorted(data.draw(st.sampled_from(PERIODS)) for _belief in beliefs)
        books = Books()
        for facts, period in zip(beliefs, periods, strict=True):
            expected = history(facts, period, next_month(period))
            try:
                books.settle(facts, period)
            except ReadingDecreased:
                seen["register fell"] += 1
                assert expected is None
                continue
            assert booked(books) == expected
            seen.update(occurring(facts, period))
        rows = books.charges
        seen["written back"] += any(figures[1] < 0 for *_where, figures in rows)
        assert books.settle(truth, periods[-1]) == 0

    settle()
    rare = {name: seen[name] for name in OCCUR if seen[name] * 50 < EXAMPLES}
    assert not rare, f"hardly occurred in {EXAMPLES} histories: {rare}"
