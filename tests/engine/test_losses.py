"""Losses of transformers and lines against worked examples.

Sources: TM-400/10 of the loss handbook (recalculated by hand: every figure below
is written out beside it); τ of the Uzbek course project, figures as printed there.
"""

from decimal import Decimal

import pytest

from odoo.addons.elektrohisob_metering.engine.losses import (
    Load,
    Transformer,
    form_squared,
    line_loss,
    max_loss_hours,
    transformer_loss,
    transformer_resistance,
)

D = Decimal
TM_400 = Transformer(D(400), D("0.95"), D("5.5"), D("2.1"), D("4.5"))
# cos φ 0.9; fill factor 0.5 gives k_f² = (1 + 1) / 1.5 = 1.3333
LOAD = Load(D(120000), D(720), D("0.484322"), form_squared(D("0.5")))


def test_transformer_tm_400():
    found = transformer_loss(TM_400, LOAD)
    assert found.no_load == D("684.00")  # 0.95 kW × 720 h
    assert round(found.load, 3) == D("1131.687")
    assert round(found.total, 3) == D("1815.687")
    assert round(found.total / LOAD.kwh * 100, 4) == D("1.5131")
    assert found.reactive_no_load == D(6048)  # 2.1 % × 400 kVA × 720 h
    assert round(found.reactive_load, 2) == D("3703.70")


def test_a_line_of_the_same_resistance_loses_as_much():
    ohm = transformer_resistance(TM_400, D(10))
    assert ohm == D("3.4375")
    assert round(line_loss(ohm, D(10), LOAD), 3) == D("1131.687")


def test_line_by_hand():
    # 72 000 kWh in 720 h = 100 kW; 100² × 1 / 0.4² × 0.05 / 1000 = 3.125 kW
    load = Load(D(72000), D(720))
    assert line_loss(D("0.05"), D("0.4"), load) == D("2250")  # 3.125 kW × 720 h


def test_hours_of_maximum_losses_of_the_textbook():
    assert round(max_loss_hours(D("5435.53")), 2) == D("3903.69")
    assert round(max_loss_hours(D(6000)), 2) == D("4591.78")


def test_no_hours_and_no_power_are_refused():
    with pytest.raises(ValueError, match="above zero"):
        transformer_loss(Transformer(D(0), D(1), D(1)), LOAD)
    with pytest.raises(ValueError, match="above zero"):
        line_loss(D(1), D(0), LOAD)
