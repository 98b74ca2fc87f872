"""Checks of bills, code by code; figures by hand beside each case."""

from decimal import Decimal

import pytest

from odoo.addons.elektrohisob_billing.engine.bill_checks import (
    CHECKS,
    Bill,
    History,
    Rule,
    check,
    needs_history,
)

RULES = {
    "negative": Rule("negative", "parks"),
    # five times the usual, from 300 kWh, with three months to compare with
    "sum_high": Rule("sum_high", "parks", Decimal(5), threshold=300_000, least=3),
    "sum_new": Rule("sum_new", "parks", limit=1_000_000_00, least=3),
    "credit": Rule("credit", limit=1_000_00),
    "zero_bill": Rule("zero_bill", threshold=30_000, least=3),
    "estimates": Rule("estimates", limit=2),
}
# 100 kWh and 60 000 so'm in each of three months
USUAL = History(3, 300_000, 180_000_00)


@pytest.mark.parametrize(
    ("bill", "history", "codes"),
    [
        (Bill(100_000, 60_000_00), USUAL, []),
        # 5 × 60 000 = 300 000 so'm is the last sum tolerated
        (Bill(425_000, 300_000_00), USUAL, []),
        (Bill(425_000, 300_000_01), USUAL, ["sum_high"]),
        # below 300 kWh nobody compares
        (Bill(299_999, 300_000_01), USUAL, []),
        # two months are no history, and the sum is below that of new accounts
        (Bill(425_000, 300_000_01), History(2, 200_000, 120_000_00), []),
        (Bill(900_000, 1_000_000_01), History(2, 200_000, 120_000_00), ["sum_new"]),
        (Bill(900_000, 1_000_000_01), History(), ["sum_new"]),
        # nothing used: 100 kWh a month are usual
        (Bill(0, 0), USUAL, ["zero_bill"]),
        (Bill(0, 0), History(3, 89_999, 54_000_00), []),
        (Bill(0, 0), History(), []),
        (Bill(-1, 0), USUAL, ["negative"]),
        (Bill(100_000, -1), USUAL, ["negative"]),
        (Bill(100_000, 60_000_00, booking=-1_000_00), USUAL, ["credit"]),
        (Bill(100_000, 60_000_00, booking=-999_99), USUAL, []),
        (Bill(100_000, 60_000_00, estimated=2), USUAL, []),
        (Bill(100_000, 60_000_00, estimated=3), USUAL, ["estimates"]),
        (
            Bill(0, 0, booking=-5_000_00, estimated=4),
            USUAL,
            ["credit", "zero_bill", "estimates"],
        ),
    ],
)
def test_codes(bill, history, codes):
    assert [finding.code for finding in check(bill, history, RULES)] == codes


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_switched_off_finds_nothing(code):
    worst = [
        (Bill(-1, -1, -(10**12), 99), USUAL),
        (Bill(0, 0, -(10**12), 99), USUAL),
        (Bill(10**9, 10**12, 0, 99), USUAL),
        (Bill(10**9, 10**12, 0, 99), History()),
    ]
    rules = {name: rule for name, rule in RULES.items() if name != code}
    found = {f.code for bill, known in worst for f in check(bill, known, rules)}
    assert found == set(rules)


@pytest.mark.parametrize(
    ("bill", "expected"),
    [
        (Bill(100_000, 60_000_00), False),
        (Bill(300_000, 200_000_00), True),
        (Bill(0, 0), True),
        (Bill(10, 1_000_000_01), True),
    ],
)
def test_history_is_read_only_where_it_is_compared(bill, expected):
    assert needs_history(bill, RULES) is expected
    assert needs_history(bill, {}) is False


def test_what_needs_no_history_finds_nothing_that_compares():
    comparing = {"sum_high", "sum_new", "zero_bill"}
    for wh in (-1, 0, 1, 299_999, 300_000):
        for tiyin in (-1, 0, 1, 300_000_01, 1_000_000_01):
            bill = Bill(wh, tiyin)
            found = {
                f.code
                for known in (USUAL, History())
                for f in check(bill, known, RULES)
            }
            if found & comparing:
                assert needs_history(bill, RULES)
