"""Money covers debts: by hand, and what must hold for any ledger."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.allocation import (
    Credit,
    Debt,
    Rule,
    allocate,
)

APRIL, MAY, JUNE = (date(2026, month, 1) for month in (4, 5, 6))
KINDS = ("costs", "penalty", "principal")
OLDEST = Rule(date(2020, 1, 1), KINDS)


def owed(*rows):
    return [
        Debt(index, date(month.year, month.month, 28), (kind, month), amount)
        for index, (kind, month, amount) in enumerate(rows)
    ]


THREE = owed(
    ("principal", APRIL, 1000), ("penalty", APRIL, 50), ("principal", MAY, 700),
    ("costs", MAY, 30), ("principal", JUNE, 400),
)  # fmt: skip


def covered(debts, amount, rule, day=date(2026, 6, 29), target=None, court=()):
    found = allocate(debts, [Credit(9, day, amount, target)], [rule], court)
    return [(p.target[0], p.target[1].month, p.amount) for p in found.pieces], found


def test_oldest_month_first_then_kind():
    """1 500: April 50 + 1 000, then of May the costs 30 and 420 of 700."""
    pieces, found = covered(THREE, 1500, OLDEST)
    assert pieces == [
        ("penalty", 4, 50), ("principal", 4, 1000), ("costs", 5, 30),
        ("principal", 5, 420),
    ]  # fmt: skip
    assert found.open == {("principal", MAY): 280, ("principal", JUNE): 400}
    assert not found.advances


def test_kind_before_age():
    """1 500: costs 30, penalty 50, principal of April 1 000, of May 420."""
    pieces, _found = covered(THREE, 1500, Rule(MAY, KINDS, by_kind=True))
    assert pieces == [
        ("costs", 5, 30), ("penalty", 4, 50), ("principal", 4, 1000),
        ("principal", 5, 420),
    ]  # fmt: skip


def test_current_month_first():
    """500 in June: 400 of June, then the penalty 50 and 50 of April."""
    pieces, _found = covered(THREE, 500, Rule(MAY, KINDS, current_first=True))
    assert pieces == [("principal", 6, 400), ("penalty", 4, 50), ("principal", 4, 50)]


def test_court_order_first():
    """800: May under a court order 30 + 700, then 50 and 20 of April."""
    rule = Rule(MAY, KINDS, court_first=True)
    pieces, _found = covered(THREE, 800, rule, court=[MAY])
    assert pieces == [
        ("costs", 5, 30), ("principal", 5, 700), ("penalty", 4, 50),
        ("principal", 4, 20),
    ]  # fmt: skip
    assert covered(THREE, 800, OLDEST, court=[MAY])[0] == covered(THREE, 800, OLDEST)[0]


def test_named_debt_first():
    """600 for June: 400 of June, the rest by the rule."""
    pieces, _found = covered(THREE, 600, OLDEST, target=("principal", JUNE))
    assert pieces == [("principal", 6, 400), ("penalty", 4, 50), ("principal", 4, 150)]


def test_advance_is_taken_by_the_next_debts():
    """300 and 200 ahead; April owes 350: 300 of the first, 50 of the second."""
    paid = [Credit(7, date(2026, 4, 3), 300), Credit(8, date(2026, 4, 5), 200)]
    found = allocate(owed(("principal", APRIL, 350)), paid, [OLDEST])
    assert [(p.key, p.amount) for p in found.pieces] == [(7, 300), (8, 50)]
    assert found.advances == {8: 150}


def test_rule_of_the_day_of_the_payment():
    """Until the 15th the oldest first, from then on the current month first."""
    rules = [Rule(date(2026, 6, 15), KINDS, current_first=True), OLDEST]
    debts = [Debt(1, APRIL, ("principal", APRIL), 500)]
    debts.append(Debt(2, JUNE, ("principal", JUNE), 300))
    paid = [Credit(7, date(2026, 6, 14), 100), Credit(8, date(2026, 6, 15), 100)]
    found = allocate(debts, paid, rules)
    assert [p.target[1] for p in found.pieces] == [APRIL, JUNE]


days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
months = days.map(lambda day: day.replace(day=1))
targets = st.tuples(st.sampled_from([*KINDS, "unknown"]), months)
amounts = st.integers(1, 10**9)
rules = st.builds(
    Rule, st.just(date(2020, 1, 1)), st.permutations(KINDS).map(tuple),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


@st.composite
def ledgers(draw):
    rows = draw(st.lists(st.tuples(st.booleans(), days, targets, amounts), max_size=25))
    debts, paid = [], []
    for key, (is_debt, day, target, amount) in enumerate(rows):
        if is_debt:
            debts.append(Debt(key, day, target, amount))
        else:
            paid.append(Credit(key, day, amount, draw(st.none() | st.just(target))))
    return debts, paid


@given(ledgers(), rules, st.lists(months, max_size=3), st.randoms())
def test_nothing_is_lost_and_order_does_not_matter(ledger, rule, court, random):
    debts, paid = ledger
    found = allocate(debts, paid, [rule], court)
    used = sum(piece.amount for piece in found.pieces)
    assert used + sum(found.advances.values()) == sum(c.amount for c in paid)
    assert used + sum(found.open.values()) == sum(d.amount for d in debts)
    assert all(piece.amount > 0 for piece in found.pieces)
    assert all(amount > 0 for amount in found.open.values())
    assert all(amount > 0 for amount in found.advances.values())
    assert not (found.open and found.advances)
    for credit in paid:
        parts = sum(p.amount for p in found.pieces if p.key == credit.key)
        assert parts + found.advances.get(credit.key, 0) == credit.amount
    for target in {d.target for d in debts}:
        parts = sum(p.amount for p in found.pieces if p.target == target)
        left = found.open.get(target, 0)
        assert parts + left == sum(d.amount for d in debts if d.target == target)
    random.shuffle(debts)
    random.shuffle(paid)
    again = allocate(debts, paid, [rule], court)
    assert (again.pieces, again.open, again.advances) == (
        found.pieces, found.open, found.advances,
    )  # fmt: skip


@given(ledgers(), rules, st.integers(1, 99))
def test_money_in_two_parts_pays_the_same(ledger, rule, percent):
    """A payment split into two of one day leaves the same debts."""
    debts, paid = ledger
    parts = []
    for credit in paid:
        first = credit.amount * percent // 100
        for place, amount in enumerate((first, credit.amount - first)):
            if amount:
                key = credit.key * 2 + place
                parts.append(Credit(key, credit.day, amount, credit.target))
    one, two = allocate(debts, paid, [rule]), allocate(debts, parts, [rule])
    assert one.open == two.open
    assert sum(one.advances.values()) == sum(two.advances.values())


@pytest.mark.parametrize("amount", [1, 10**15])
def test_without_debts_all_is_an_advance(amount):
    found = allocate([], [Credit(1, MAY, amount)], [OLDEST])
    assert (found.pieces, found.advances) == ([], {1: amount})
