"""Drafts of tariffs tried on what was used: bands, sums, extremes, seasons."""

from datetime import date

from odoo.addons.elektrohisob_billing.engine.season import Season
from odoo.addons.elektrohisob_billing.engine.shadow import (
    Effect,
    Sums,
    add_up,
    as_if_always,
    band,
    extremes,
)
from odoo.addons.elektrohisob_billing.engine.tariff import Block, Version

BLOCKS = (Block(1, 0, 200_000, 700), Block(2, 200_000, None, 900))
DRAFT = Version(5, date(2027, 5, 1), None, 1200, BLOCKS)


def effect(account, before, after, wh=100_000, months=1):
    return Effect(account, 7, wh, months, before, after)


def test_band_is_that_of_the_average_month():
    assert band(BLOCKS, 200_000, 1) == 1
    assert band(BLOCKS, 200_001, 1) == 2
    assert band(BLOCKS, 400_000, 2) == 1
    assert band(BLOCKS, 400_001, 2) == 2
    assert band(BLOCKS, -5, 1) == 1
    bounded = (Block(1, 0, 100, 1),)
    assert band(bounded, 500, 1) == 1


def test_sums():
    effects = [
        effect(1, 100, 150)._replace(kept=20),
        effect(2, 100, 70),
        effect(3, 100, 100),
        effect(4, 500, 900, wh=300_000),
    ]
    found = add_up(effects, {7: BLOCKS})
    assert found[7, 1].row() == [3, 1, 1, 300_000, 300, 320, 30, 50, 20]
    assert found[7, 2].row() == [1, 0, 1, 300_000, 500, 900, 0, 400, 0]
    total = Sums()
    for sums in found.values():
        total.merge(sums.row())
    assert total.row() == [4, 1, 2, 600_000, 800, 1220, 30, 450, 20]
    assert total.after - total.before == total.paid - total.saved


def test_extremes():
    effects = [
        effect(n, 100, 100 + change) for n, change in enumerate((5, -9, 0, 2, -1))
    ]
    assert [row.change for row in extremes(effects, 1)] == [-9, 5]
    assert [row.change for row in extremes(effects, 2)] == [-9, -1, 2, 5]
    assert [row.change for row in extremes(effects, 9)] == [-9, -1, 2, 5]
    assert extremes([], 3) == []


def test_a_draft_as_if_always():
    first, until = date(2025, 10, 1), date(2026, 1, 1)
    (version,) = as_if_always(DRAFT, [], first, until)
    assert (version.start, version.end, version.id) == (first, until, 5)


def test_seasons_come_every_year():
    """Of 01.11.2027–01.03.2028 (half the bounds): in force from November 2025 to
    February 2026, and at the end of the winter before."""
    season = Season(date(2027, 11, 1), date(2028, 3, 1), 5000)
    found = as_if_always(DRAFT, [season], date(2025, 1, 1), date(2026, 5, 1))
    assert [(v.start, v.end, v.blocks[0].upper) for v in found] == [
        (date(2025, 1, 1), date(2025, 3, 1), 100_000),
        (date(2025, 3, 1), date(2025, 11, 1), 200_000),
        (date(2025, 11, 1), date(2026, 3, 1), 100_000),
        (date(2026, 3, 1), date(2026, 5, 1), 200_000),
    ]


def test_a_season_of_the_leap_day():
    season = Season(date(2028, 2, 29), date(2028, 3, 5), 5000)
    found = as_if_always(DRAFT, [season], date(2025, 2, 1), date(2025, 4, 1))
    assert [v.start for v in found] == [
        date(2025, 2, 1),
        date(2025, 3, 1),
        date(2025, 3, 5),
    ]
