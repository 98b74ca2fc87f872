from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine import parameter as engine

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 200).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def histories(draw):
    """Rows of three units, each unit's without overlap."""
    rows = []
    for unit in (0, 1, 2):
        starts = sorted(draw(st.sets(DAYS, max_size=4)))
        for start, after in zip_longest(starts, starts[1:]):
            end = after and after - timedelta(days=1)
            value = draw(st.integers(0, 2))
            rows.append(engine.Value(len(rows), unit, start, end, value))
    return rows


@given(histories(), DAYS, DAYS)
def test_eras_say_what_every_day_says(rows, start, end):
    chain = (2, 1, 0)
    eras = engine.eras(rows, chain, start, end) if start < end else []
    day = start
    while day < end:
        said = [value for first, value in eras if first <= day][-1]
        found = engine.value_on(rows, chain, day)
        assert (said and said.value) == (found and found.value)
        day += timedelta(days=1)
    values = [value and value.value for _first, value in eras]
    assert all(left != right for left, right in pairwise(values))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", -3),
        ("days", 0),
        ("decimal", Decimal("1.25")),
        ("money", Decimal(412000)),
        ("percent", Decimal("0.1")),
        ("boolean", True),
        ("date", FIRST),
        ("text", "1154"),
        ("choice", "principal"),
    ],
)
def test_what_is_stored_is_read_back(kind, value):
    assert engine.parse(kind, engine.store(value)) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.0"),
        ("decimal", "one"),
        ("decimal", "inf"),
        ("boolean", "True"),
        ("date", "1.1.2026"),
        ("text", ""),
    ],
)
def test_what_is_not_of_the_kind(kind, text):
    with pytest.raises(ValueError):
        engine.parse(kind, text)
