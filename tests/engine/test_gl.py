"""Which accounts an entry moves: examples by hand, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.gl import Flow, get_events, subtract

# Event → side of the accounts of consumers (debts 4010 and 4860, advances 6310) it is
# on: +1 debit, −1 credit, 0 both or neither. Written from the table of postings.
CONTROL = {
    "charge": 1,
    "charge_vat": 1,
    "past_year_up": 1,
    "past_year_down": -1,
    "benefit": -1,
    "payment_bank": -1,
    "advance_bank": -1,
    "offset": 0,
    "refund": 1,
    "refund_debt": 1,
    "transfer_out": -1,
    "transfer_in": 1,
    "opening": 1,
    "penalty": 1,
    "write_off": -1,
    "written_off_kept": 0,
}
KINDS = (
    *("charge", "correction", "benefit", "payment", "refund", "transfer"),
    *("opening", "penalty", "write_off"),
)


@pytest.mark.parametrize(
    ("flow", "events"),
    [
        # 112 so'm charged, 12 of them VAT, 40 were paid ahead
        (
            Flow("charge", 11200, -4000, vat=1200),
            {"charge": 10000, "charge_vat": 1200, "offset": 4000},
        ),
        # 100 paid, 60 were owed
        (
            Flow("payment", -10000, 4000, channel="cash"),
            {"payment_cash": 6000, "advance_cash": 4000},
        ),
        # the same payment cancelled
        (
            Flow("payment", 10000, -4000, channel="cash"),
            {"payment_cash": -6000, "advance_cash": -4000},
        ),
        # 50 given back, 30 of them had been paid ahead
        (Flow("refund", 5000, -3000), {"refund": 3000, "refund_debt": 2000}),
        # a correction of last year: 112 less
        (
            Flow("correction", -11200, 0, vat=-1200, past=True),
            {"past_year_down": 10000, "charge_vat": -1200},
        ),
        (
            Flow("correction", 11200, 0, vat=1200, past=True),
            {"past_year_up": 10000, "charge_vat": 1200},
        ),
        # an organisation: its invoice has the charge
        (Flow("charge", 11200, -4000, vat=1200, by_invoice=True), {"offset": 4000}),
        # the budget pays 20, which leaves an advance of 5
        (Flow("benefit", -2000, 500), {"benefit": 2000, "offset": -500}),
        (Flow("transfer", -700, 0), {"transfer_out": 700}),
        (Flow("transfer", 700, 0, inward=True), {"transfer_in": 700}),
        (Flow("write_off", -900, 0), {"write_off": 900, "written_off_kept": 900}),
        (Flow("reallocation", 100, 0), {}),
    ],
)
def test_by_hand(flow, events):
    assert dict(get_events(flow)) == events


@given(
    st.sampled_from(KINDS),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**8), 10**8),
    st.booleans(),
    st.booleans(),
)
def test_accounts_of_consumers_move_by_the_entry(
    kind, before, amount, vat, past, inward
):
    """Whatever comes: 4010 + 6310 + 4860 move by the sum of the entry."""
    advance = max(-(before + amount), 0) - max(-before, 0)
    flow = Flow(kind, amount, advance, vat, "bank", past, inward)
    moved = sum(CONTROL[event] * tiyin for event, tiyin in get_events(flow))
    assert moved == amount


@given(
    st.dictionaries(st.tuples(st.text(max_size=2)), st.integers()),
    st.dictionaries(st.tuples(st.text(max_size=2)), st.integers()),
)
def test_difference_leads_to_the_target(target, booked):
    found = subtract(target, booked)
    assert 0 not in found.values()
    for key in target | booked:
        assert booked.get(key, 0) + found.get(key, 0) == target.get(key, 0)
