"""Why a bill is higher: each reason alone, and their order."""

from odoo.addons.elektrohisob_billing.engine.explain import Bill, why_more

BASE = Bill(wh=300_000, amount=18_000_000, days=30, prices={1: 60_000})


def codes(now, before=BASE):
    return [reason.code for reason in why_more(now, before)]


def test_nothing_to_explain():
    assert codes(BASE) == []
    assert codes(Bill(wh=1, amount=60, days=30, prices={1: 60_000})) == []
    assert codes(BASE, Bill()) == []


def test_longer_period():
    longer = Bill(wh=310_000, amount=18_600_000, days=31, prices={1: 60_000})
    assert codes(longer) == ["longer"]


def test_more_energy_a_day():
    more = Bill(wh=600_000, amount=36_000_000, days=30, prices={1: 60_000})
    (reason,) = why_more(more, BASE)
    assert (reason.code, reason.before, reason.now) == ("more_per_day", 10_000, 20_000)
    assert reason.weight == 18_000_000


def test_price_went_up():
    dearer = Bill(wh=300_000, amount=19_500_000, days=30, prices={1: 65_000})
    (reason,) = why_more(dearer, BASE)
    assert (reason.code, reason.before, reason.now) == ("price", 60_000, 65_000)
    assert reason.weight == 1_500_000


def test_dearer_block():
    more = Bill(wh=400_000, amount=26_000_000, days=30, prices={1: 60_000, 2: 80_000})
    assert set(codes(more)) == {"more_per_day", "block"}


def test_corrections():
    corrected = Bill(**{**_fields(BASE), "corrections": 500})
    assert codes(corrected) == ["correction"]
    replaced = Bill(**{**_fields(BASE), "corrections": 500, "replaced": True})
    assert codes(replaced) == ["replaced"]


def test_the_heaviest_reason_first():
    now = Bill(
        wh=310_000, amount=20_150_000, days=31, corrections=9_000_000,
        prices={1: 65_000},
    )  # fmt: skip
    # correction 9 000 000, price 310 × 5 000 = 1 550 000, a day more 600 000
    assert codes(now) == ["correction", "price", "longer"]


def _fields(bill):
    return {name: getattr(bill, name) for name in Bill.__slots__}
