"""A bill arranged for reading."""

from datetime import date

from odoo.addons.elektrohisob_billing.engine.bill import (
    Charge,
    days_covered,
    groups,
    summary,
)

MAY = date(2026, 5, 1)
APRIL = date(2026, 4, 1)
JUNE = date(2026, 6, 1)


def charge(kind="regular", month=MAY, block=1, wh=200_000, price=65_000, **more):
    amount = wh * price // 1000
    values = {"start": month, "end": JUNE if month == MAY else MAY, "pieces": []}
    return Charge(
        kind=kind, month=month, version=1, block=block, price=price, wh=wh,
        amount=amount, vat=amount * 12 // 112, **{**values, **more},
    )  # fmt: skip


def piece(start, end, quality="measured", meter="1"):
    return {"meter": meter, "from": start, "to": end, "q": quality, "kwh": 1}


def test_corrections_come_after_charges():
    found = groups([charge("correction", APRIL), charge(block=2), charge()])
    assert [(g.kind, g.month) for g in found] == [
        ("regular", MAY),
        ("correction", APRIL),
    ]
    assert found[0].is_whole_month and found[0].last == date(2026, 5, 31)


def test_what_cancels_out_is_not_printed():
    assert groups([charge(), charge(wh=-200_000)]) == []
    (group,) = groups([charge(), charge(wh=-50_000)])
    assert [block.wh for block in group.blocks] == [150_000]
    assert [block.amount for block in group.blocks] == [9_750_000]


def test_evidence_is_that_of_the_last_booking():
    """Block 2 was taken back: block 1 stays, but the reading is another one."""
    old = [piece("2026-05-01", "2026-06-01")]
    new = [piece("2026-05-01", "2026-06-01") | {"v2": 1500}]
    (group,) = groups(
        [
            charge(pieces=old, id=1),
            charge(block=2, pieces=old, id=2),
            charge(block=2, wh=-200_000, pieces=new, id=3),
        ]
    )
    assert [block.block for block in group.blocks] == [1]
    assert group.pieces == new


def test_days_of_several_meters_count_once():
    assert days_covered([]) == 0
    pieces = [
        piece("2026-05-01", "2026-06-01"),
        piece("2026-05-01", "2026-06-01", meter="2"),
    ]
    assert days_covered(pieces) == 31
    gap = [piece("2026-05-01", "2026-05-11"), piece("2026-05-21", "2026-05-31")]
    assert days_covered(gap) == 20


def test_summary():
    found = summary(
        [
            charge(pieces=[piece("2026-05-01", "2026-06-01")], id=2),
            charge(block=2, wh=100_000, price=90_000),
            charge("correction", APRIL, wh=-10_000, price=60_000,
                   pieces=[piece("2026-04-01", "2026-05-01")]),
        ]
    )  # fmt: skip
    assert (found.wh, found.days) == (300_000, 31)
    assert {n: use.prices for n, use in found.energy.items()} == {
        1: {65_000},
        2: {90_000},
    }
    assert found.amount == 13_000_000 + 9_000_000
    assert found.corrections == -600_000
    assert not found.replaced and not found.estimated
