"""Norms, losses and sub-consumers of a usage point; sums worked out by hand."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_metering.engine.consumption import (
    ESTIMATED,
    MEASURED,
    Installation,
    Piece,
    Reading,
    measured,
)
from odoo.addons.elektrohisob_metering.engine.estimate import last_year
from odoo.addons.elektrohisob_metering.engine.losses import Transformer, form_squared
from odoo.addons.elektrohisob_metering.engine.point import (
    LossScheme,
    PointTerm,
    clip,
    losses,
    negative,
    norms,
    subtract,
)
from odoo.addons.elektrohisob_metering.engine.profile import Profile, profiled

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
D = Decimal


def piece(wh, start=JUNE, end=JULY, **options):
    return Piece(10, 1, start.replace(day=1), start, end, wh, 1, 2, **options)


# === NORMS === #


def test_street_lights_by_power_and_hours():
    # 2.5 kW × 11 h: 27.5 kWh a day, 16 days of May and 10 of June
    term = PointTerm(10, date(2026, 5, 16), date(2026, 6, 11), 2500, D(11))
    found = [(p.month, p.wh, p.origin) for p in norms([term], MAY, JULY)]
    assert found == [(MAY, 440_000, "norm"), (JUNE, 275_000, "norm")]


def test_a_term_without_power_is_no_norm():
    assert norms([PointTerm(10, MAY)], MAY, JULY) == []


# === LOSSES === #


def test_percent_is_added_and_taken_off():
    added = PointTerm(10, MAY, losses=LossScheme(percent=D("2.5")))
    taken = PointTerm(10, MAY, losses=LossScheme(-1, D("2.5")))
    used = [piece(1_000_000)]
    assert [p.wh for p in losses(used, [added], MAY, JULY)] == [25_000]
    assert [p.wh for p in losses(used, [taken], MAY, JULY)] == [-25_000]


def test_transformer_of_the_worked_example():
    # TM-400/10, 120 000 kWh in the 720 h of June: 1815.687 kWh
    scheme = LossScheme(
        transformer=Transformer(D(400), D("0.95"), D("5.5")),
        tg_phi=D("0.484322"),
        form_squared=form_squared(D("0.5")),
    )
    (lost,) = losses(
        [piece(120_000_000)], [PointTerm(10, MAY, losses=scheme)], MAY, JULY
    )
    assert round(lost.wh / 1000, 2) == 1815.69
    assert (lost.origin, lost.quality, lost.installation_id) == ("loss", MEASURED, None)


def test_an_estimate_makes_its_losses_an_estimate():
    term = PointTerm(10, MAY, losses=LossScheme(percent=D(1)))
    (lost,) = losses([piece(5000, quality=ESTIMATED)], [term], MAY, JULY)
    assert lost.quality == ESTIMATED


def test_losses_change_with_the_term():
    # 30 days of June: 10 at 1 %, 20 at 4 %: 10/30 × 1 % + 20/30 × 4 % = 3 %
    day = date(2026, 6, 11)
    terms = [
        PointTerm(10, MAY, day, losses=LossScheme(percent=D(1))),
        PointTerm(10, day, losses=LossScheme(percent=D(4))),
    ]
    found = losses([piece(300_000)], terms, MAY, JULY)
    assert [(p.start, p.wh) for p in found] == [(JUNE, 1000), (day, 8000)]


def test_no_energy_no_losses_of_other_registers():
    term = PointTerm(10, MAY, losses=LossScheme(percent=D(1)))
    assert losses([piece(5000, register="R+")], [term], MAY, JULY) == []


# === SUB-CONSUMERS === #


def test_a_sub_consumer_is_taken_off_for_its_days():
    # fed from 16 June: 15 of 30 days
    (part,) = subtract(77, date(2026, 6, 16), None, [piece(300_000)])
    assert (part.point_id, part.wh, part.origin) == (77, -150_000, "sub")
    assert part.start == date(2026, 6, 16)


def test_more_than_the_parent_is_negative_and_found():
    parent = piece(100_000)
    taken = subtract(10, MAY, None, [piece(130_000)])
    assert negative([parent, *taken]) == [(10, JUNE, -30_000)]
    assert negative([piece(130_000), *subtract(10, MAY, None, [parent])]) == []


@given(st.integers(0, 10**9), st.dates(JUNE, JULY))
def test_parts_of_a_piece_are_the_piece(wh, day):
    whole = piece(wh)
    parts = [clip(whole, JUNE, day), clip(whole, day, JULY)]
    assert sum(part.wh for part in parts if part) == wh


# === PROFILE === #

METER = Installation(1, 10, MAY, None, 1, 10**9)
READINGS = [Reading(1, date(2026, 5, 30), 0), Reading(2, date(2026, 6, 3), 100_000)]


def test_interval_data_lay_an_interval_over_months():
    # 30 and 31 May 10 and 30 kWh, 1 and 2 June 40 and 20: 40 % before the border
    profile = {
        date(2026, 5, 30): 10_000,
        date(2026, 5, 31): 30_000,
        date(2026, 6, 1): 40_000,
        date(2026, 6, 2): 20_000,
    }
    found = measured(METER, READINGS, MAY, JULY, profile=profile)
    assert [(p.month, p.wh) for p in found] == [(MAY, 40_000), (JUNE, 60_000)]


def test_a_gap_in_interval_data_spreads_evenly():
    profile = {date(2026, 5, 30): 10_000}
    found = measured(METER, READINGS, MAY, JULY, profile=profile)
    assert [p.wh for p in found] == [50_000, 50_000]


def test_days_after_the_last_reading_are_those_of_the_channel():
    """May 30 is read, 30 and 31 May 10 and 20 kWh, 1 June has not come: the usual of
    the month before is 15 a day; 2 June is 40 and doubted by the sender."""
    profile = Profile(
        {
            date(2026, 5, 30): 10_000,
            date(2026, 5, 31): 20_000,
            date(2026, 6, 2): 40_000,
        },
        {date(2026, 6, 2)},
    )
    found = profiled(METER, READINGS[:1], profile, MAY, date(2026, 6, 3))
    assert [(p.start, p.wh, p.quality, p.origin) for p in found] == [
        (date(2026, 5, 30), 30_000, MEASURED, "profile"),
        (JUNE, 15_000, ESTIMATED, "average"),
        (date(2026, 6, 2), 40_000, ESTIMATED, "profile"),
    ]
    assert profile.known_to(date(2026, 5, 30), MAY) == JUNE


# === LAST YEAR === #


def test_same_days_of_last_year():
    # June 2025 lies in an interval of 61 days and 122 kWh: 30 days × 2 kWh
    known = [Reading(1, date(2025, 5, 1), 0), Reading(2, date(2025, 7, 1), 122_000)]
    assert last_year([(METER, known)], JUNE, JULY) == (60_000, 30)
    assert last_year([(METER, known)], JUNE, date(2026, 7, 2)) == (0, 0)
