from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.payment_match import Side, find_cause

PAID, CANCELLED, NOTHING = Side(1, 500, True), Side(0, 0, True), Side()
ELSEWHERE = Side(is_elsewhere=True)
TWICE = Side(2, 1000, True)
sides = st.builds(
    lambda paid, tiyin, known, elsewhere: Side(
        paid, tiyin if paid else 0, known or paid > 0, elsewhere
    ),
    st.integers(0, 3),
    st.integers(1, 1000),
    st.booleans(),
    st.booleans(),
)


def test_causes():
    for told, ours, cause in (
        (PAID, PAID, ""),
        (NOTHING, NOTHING, ""),
        (CANCELLED, CANCELLED, ""),
        (NOTHING, CANCELLED, ""),
        (PAID, NOTHING, "missing_here"),
        (NOTHING, PAID, "missing_there"),
        (PAID, ELSEWHERE, "other_day"),
        (ELSEWHERE, PAID, "other_day"),
        (PAID, CANCELLED, "other_state"),
        (CANCELLED, PAID, "other_state"),
        (TWICE, PAID, "duplicate"),
        (PAID, TWICE, "duplicate"),
        (Side(1, 400, True), PAID, "other_sum"),
    ):
        assert find_cause(told, ours) == cause, (told, ours)
    assert find_cause(PAID, NOTHING, has_account=False) == "unknown_account"


@given(sides, sides, st.booleans())
def test_no_cause_only_where_the_sums_agree(told, ours, has_account):
    agrees = (told.paid, told.tiyin) == (ours.paid, ours.tiyin)
    assert (find_cause(told, ours, has_account) == "") == agrees
