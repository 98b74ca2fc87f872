"""Comparison with the register, and what is issued for a correction."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.einvoice_chain import (
    Line,
    Step,
    fold,
    plan,
)
from odoo.addons.elektrohisob_billing.engine.einvoice_match import Side, match

from engine.einvoices import DAY, D

OURS = Side(
    1, "f1", "EH-1", DAY, "accepted", "300000002", D("32142.86"), D("300000.00")
)
THEIRS = replace(OURS, key=101)


def causes(ours, theirs):
    return [pair.cause for pair in match(ours, theirs)]


def test_causes():
    for theirs, cause in (
        ([THEIRS], [""]),
        ([replace(THEIRS, id="", number=" eh-1 ")], [""]),
        ([], ["missing_there"]),
        ([replace(THEIRS, tin="300000009")], ["party"]),
        ([replace(THEIRS, state="annulled")], ["state"]),
        ([replace(THEIRS, total=D("299999.99"))], ["sum"]),
        ([replace(THEIRS, vat=D("32142.85"))], ["sum"]),
        ([replace(THEIRS, vat=None, total=None)], [""]),
        ([replace(THEIRS, date=date(2026, 10, 30))], ["date"]),
        ([THEIRS, replace(THEIRS, key=102, id="f2")], ["", "double"]),
        (
            [THEIRS, replace(THEIRS, key=102, id="f2", number="EH-9")],
            ["", "missing_here"],
        ),
        (
            [THEIRS, replace(THEIRS, key=102, id="f2", state="cancelled")],
            [""],
        ),
    ):
        assert causes([OURS], theirs) == cause, theirs


def test_what_was_refused_on_both_sides_is_right():
    ours, theirs = (replace(side, state="refused") for side in (OURS, THEIRS))
    assert causes([ours], [replace(theirs, total=D(1))]) == [""]
    assert causes([ours], []) == [""]


def test_the_number_of_the_operator_goes_before_our_own():
    """EH-1 was cancelled and issued again under another number of the operator."""
    former = replace(THEIRS, key=100, id="f0", state="cancelled")
    (pair,) = match([OURS], [former, THEIRS])
    assert pair.theirs == THEIRS


sides = st.builds(
    lambda key, number, state, total: Side(
        key, "", f"EH-{number}", DAY, state, "300000002", None, D(total)
    ),
    st.integers(),
    st.integers(1, 4),
    st.sampled_from(("sent", "accepted", "cancelled")),
    st.integers(1, 3),
)


@given(
    st.lists(sides, max_size=6, unique_by=lambda side: side.key),
    st.lists(sides, max_size=6, unique_by=lambda side: side.key),
)
def test_nothing_is_used_twice_and_nothing_lost(ours, theirs):
    pairs = match(ours, theirs)
    assert [pair.ours for pair in pairs if pair.ours] == ours
    used = [pair.theirs.key for pair in pairs if pair.theirs]
    assert len(used) == len(set(used))
    lost = {side.key for side in theirs if side.state != "cancelled"} - set(used)
    assert not lost


@given(st.lists(sides, max_size=6, unique_by=lambda side: (side.number, side.key)))
def test_equal_sides_are_green(rows):
    unique = list({row.number: row for row in rows}.values())
    assert not any(causes(unique, unique))


# === CORRECTIONS === #


def line(kwh, net, vat, name="Energiya", price="892.857143"):
    return Line(name, "kWh", D(12), D(price), D(kwh), D(net), D(vat))


#: 300 kWh at 1,000 with VAT; less 100 kWh: 100,000 ÷ 1.12 = 89,285.71.
MONTH = [line(300, "267857.14", "32142.86")]
LESS = [line(-100, "-89285.71", "-10714.29")]
MORE = [line(50, "44642.86", "5357.14")]


def test_more_is_an_additional_document():
    assert plan([MONTH, MORE], []) == Step("additional", tuple(MORE))


def test_less_replaces_the_original():
    """300,000 − 100,000 = 200,000: net 178,571.43, VAT 21,428.57."""
    left = line(200, "178571.43", "21428.57")
    assert plan([MONTH, LESS], []) == Step("corrected", (left,))


def test_an_additional_document_stands():
    """300,000 + 50,000 − 100,000; 50,000 stay in their own document."""
    left = line(200, "178571.43", "21428.57")
    assert plan([MONTH, MORE, LESS], [MORE]) == Step("corrected", (left,))


def test_nothing_is_left():
    gone = [line(-300, "-267857.14", "-32142.86")]
    assert plan([MONTH, gone], []) == Step("cancel")


def test_less_than_nothing():
    gone = [line(-301, "-268750.00", "-32250.00")]
    assert plan([MONTH, gone], []) == Step("impossible")


def test_from_one_price_to_another():
    """200 kWh at 1,000 become 200 kWh at 800: one line at the average price."""
    dear = [line(200, "178571.43", "21428.57")]
    more = [line(100, "71428.57", "8571.43", price="714.2857")]
    change = [line(-250, "-223214.29", "-26785.71"), *more]
    step = plan([dear, change], [])
    assert step.kind == "corrected"
    (left,) = step.lines
    assert (left.quantity, left.net, left.vat) == (50, D("26785.71"), D("3214.29"))
    assert left.price == D("26785.71") / 50


def test_fold_leaves_nothing_out():
    assert fold([*MONTH, *LESS, *MORE])[0].net == D("223214.29")
    assert fold([*MORE, line(-50, "-44642.86", "-5357.14")]) == ()
