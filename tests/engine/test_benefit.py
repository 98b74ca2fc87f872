"""Benefits of registers, of a price without VAT, and of energy paid ahead."""

from datetime import date

from odoo.addons.elektrohisob_billing.engine.benefit import Benefit
from odoo.addons.elektrohisob_billing.engine.line import Extra, Used
from odoo.addons.elektrohisob_billing.engine.pricing import price_month
from odoo.addons.elektrohisob_billing.engine.tariff import (
    Block,
    Component,
    Term,
    Version,
)

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
FLAT = (Block(1, 0, None, 100_000),)


def _price(version, benefit, wh, registers=None):
    extra = Extra(registers or {}, benefits=[benefit])
    term = Term(MAY, None, (version,))
    lines = price_month(MAY, [Used(MAY, JUNE, wh)], [term], extra)
    return [line for line in lines if line.component < 0]


def test_a_benefit_of_the_night_register():
    """Night is priced 1000 ÷ 1.5 = 666.67: half of 40 kWh, 40 × 333.335 = 13 333.40."""
    night = Component(7, "zone", {"zone": 3, "factor": 1000, "divisor": 1500})
    version = Version(1, MAY, None, 1200, FLAT, (night,))
    benefit = Benefit(5, MAY, None, 5000, register="A+3")
    registers = {"A+3": [Used(MAY, JUNE, 40_000)]}
    (line,) = _price(version, benefit, 100_000, registers)
    assert (line.amount, line.quantity, line.component) == (-1_333_340, 40_000, -5)
    assert line.block.no == 103


def test_a_price_without_vat_is_taken_with_it():
    """10 kWh at 1000 and 12 % on top cost 11 200; half of it is 5 600, 560 a kWh."""
    version = Version(1, MAY, None, 1200, FLAT, vat_included=False)
    (line,) = _price(version, Benefit(5, MAY, None, 5000), 10_000)
    assert (line.amount, line.block.price) == (-560_000, -56_000)


def test_nothing_above_the_norm_of_a_flat_price():
    version = Version(1, MAY, None, 1200, FLAT)
    assert not _price(version, Benefit(5, MAY, None, 5000, above_norm=True), 10_000)


def test_energy_below_zero_has_no_benefit():
    version = Version(1, MAY, None, 1200, FLAT)
    assert not _price(version, Benefit(5, MAY, None, 5000), -10_000)


def test_parts_of_a_month_have_the_limit_once():
    """31 kWh a month cut on 11 May: 10 and 21 kWh, 31 × 1000 = 31 000."""
    version = Version(1, MAY, None, 1200, FLAT)
    cut = date(2025, 5, 11)
    halves = [
        Benefit(5, MAY, cut, 10000, 31_000),
        Benefit(5, cut, None, 10000, 31_000),
    ]
    extra = Extra(benefits=halves)
    term = Term(MAY, None, (version,))
    lines = price_month(MAY, [Used(MAY, JUNE, 310_000)], [term], extra)
    found = [line for line in lines if line.component < 0]
    assert [line.quantity for line in found] == [10_000, 21_000]
    assert sum(line.amount for line in found) == -3_100_000
