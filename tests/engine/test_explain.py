"""Why a bill is higher or lower: each reason alone; the reasons add up."""

import itertools

from odoo.addons.elektrohisob_billing.engine.explain import (
    Bill,
    Use,
    compare,
    why_more,
)


def use(wh, price):
    return Use(wh, wh * price // 1000, frozenset({price}))


def bill(days=30, parts=None, corrections=0, replaced=0, rates=None, **blocks):
    """``b1=(wh, price)``: energy of block 1."""
    energy = {int(name[1:]): use(*figures) for name, figures in blocks.items()}
    return Bill(energy, days, parts or {}, corrections, replaced, rates=rates or {})


BASE = bill(b1=(300_000, 60_000))  # 300 kWh × 600 so'm = 180 000 so'm


def weights(now, before=BASE):
    reasons = compare(now, before)
    assert sum(r.weight for r in reasons) == now.total - before.total
    return {reason.code: reason.weight for reason in reasons}


def test_nothing_to_explain():
    assert weights(BASE) == {}
    assert why_more(bill(b1=(1, 60_000)), BASE) == []
    assert why_more(BASE, Bill()) == []


def test_longer_period():
    """One day more at 10 kWh × 600."""
    assert weights(bill(days=31, b1=(310_000, 60_000))) == {"days": 600_000}


def test_more_energy_a_day():
    (reason,) = compare(bill(b1=(600_000, 60_000)), BASE)
    assert (reason.code, reason.before, reason.now) == ("per_day", 10_000, 20_000)
    assert reason.weight == 18_000_000


def test_price_went_up():
    (reason,) = compare(bill(b1=(300_000, 65_000)), BASE)
    assert (reason.code, reason.before, reason.now) == ("price", 60_000, 65_000)
    assert reason.weight == 1_500_000


def test_dearer_block():
    """400 kWh: 100 more at 600 = 60 000; these 100 at 800 are 20 000 dearer."""
    more = bill(b1=(300_000, 60_000), b2=(100_000, 80_000))
    assert weights(more) == {"per_day": 6_000_000, "block": 2_000_000}


def test_everything_at_once():
    """April 300 kWh in 30 days: 200 × 600 + 100 × 800 = 200 000. May 350 kWh in 31
    days: 200 × 650 + 150 × 900 = 265 000. A day: 200 000 / 30 = 6 666.67; a day more
    energy: 200 000 × (350/300 − 31/30) = 26 666.67; at April's prices May costs
    200 × 600 + 150 × 800 = 240 000, so blocks 40 000 − 33 333.34 = 6 666.66; prices
    265 000 − 240 000."""
    april = bill(b1=(200_000, 60_000), b2=(100_000, 80_000))
    may = bill(days=31, b1=(200_000, 65_000), b2=(150_000, 90_000))
    assert weights(may, april) == {
        "days": 666_667,
        "per_day": 2_666_666,
        "block": 666_667,
        "price": 2_500_000,
    }


def test_a_block_not_reached_before_has_its_old_price():
    """100 kWh more in block 2 at 900; last month it cost 800: 10 000 by the price."""
    before = bill(b1=(200_000, 60_000), rates={1: 60_000, 2: 80_000})
    now = bill(b1=(200_000, 60_000), b2=(100_000, 90_000))
    assert weights(now, before) == {
        "per_day": 6_000_000,
        "block": 2_000_000,
        "price": 1_000_000,
    }


def test_parts_and_corrections():
    before = bill(b1=(300_000, 60_000), parts={"capacity1": 500}, corrections=-70)
    now = bill(b1=(300_000, 60_000), parts={"capacity1": 900, "reactive1": 40},
               corrections=11, replaced=5)  # fmt: skip
    found = compare(now, before)
    assert [(r.code, r.part, r.weight) for r in found] == [
        ("part", "capacity1", 400),
        ("past", "", 70),
        ("part", "reactive1", 40),
        ("correction", "", 11),
        ("replaced", "", 5),
    ]
    assert sum(r.weight for r in found) == now.total - before.total


def test_nothing_used_before():
    nothing = bill(days=0, parts={"minimum1": 100})
    assert weights(BASE, nothing) == {"first": 18_000_000, "part": -100}


def test_lower():
    """150 kWh less at 600."""
    assert weights(bill(b1=(150_000, 60_000))) == {"per_day": -9_000_000}
    assert why_more(bill(b1=(150_000, 60_000)), BASE) == []


def test_reasons_always_add_up():
    """To the last tiyin, whatever changed together."""
    days, kwh, prices = (1, 28, 30, 31), (1, 7, 199_999, 333_333), (59_999, 66_667)
    bills = [
        bill(days=d, b1=(wh, p), b2=(wh // 3, p + 777), corrections=d - 29)
        for d, wh, p in itertools.product(days, kwh, prices)
    ]
    for now, before in itertools.product(bills, bills):
        weights(now, before)
