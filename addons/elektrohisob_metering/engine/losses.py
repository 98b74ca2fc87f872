"""Technical losses of a transformer and a line between the balance boundary and
the meter.

Energy is kWh and kvarh, power kW, voltage kV, resistance Ohm, time hours; all
`Decimal`. Methods of average loads and of maximum-loss hours of the standard
methodology (Minprom 21/2005, Minenergo 326/2008).
"""

from dataclasses import dataclass
from decimal import Decimal

ONE = Decimal(1)
HUNDRED = Decimal(100)
THOUSAND = Decimal(1000)
YEAR_HOURS = Decimal(8760)
# empirical curve of the methodology
TAU_BASE = Decimal("0.124")


@dataclass(frozen=True, slots=True)
class Transformer:
    """Name plate of a two-winding transformer: ``rated_kva``, no-load and
    short-circuit losses in kW, no-load current and short-circuit voltage in per
    cent (0 where the reactive losses are not wanted)."""

    rated_kva: Decimal
    no_load_kw: Decimal
    load_kw: Decimal
    no_load_current: Decimal = Decimal(0)
    short_circuit_voltage: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Load:
    """What goes through: ``kwh`` in ``hours``, ``tg_phi`` reactive per active
    energy, ``form_squared`` (k_f²) unevenness of the load, ``configuration``
    (k_k): 0.99 for a network, 1 for a single element."""

    kwh: Decimal
    hours: Decimal
    tg_phi: Decimal = Decimal(0)
    form_squared: Decimal = ONE
    configuration: Decimal = ONE

    @property
    def apparent(self) -> Decimal:
        """1 + tg²φ: square of apparent power per square of active power."""
        return ONE + self.tg_phi**2


@dataclass(frozen=True, slots=True)
class TransformerLoss:
    """Losses of the time: no-load and load part, active (kWh) and reactive
    (kvarh)."""

    no_load: Decimal
    load: Decimal
    reactive_no_load: Decimal
    reactive_load: Decimal

    @property
    def total(self) -> Decimal:
        """Active losses, kWh."""
        return self.no_load + self.load


def form_squared(fill: Decimal) -> Decimal:
    """k_f² of a load known only by its fill factor (average ÷ maximum).

    >>> round(form_squared(Decimal("0.5")), 4)
    Decimal('1.3333')
    """
    return (ONE + 2 * fill) / (3 * fill)


def transformer_loss(
    plate: Transformer,
    load: Load,
    hours_on: Decimal | None = None,
    voltage_ratio: Decimal = ONE,
) -> TransformerLoss:
    """Losses of a transformer that was on for ``hours_on`` (all ``load.hours`` by
    default) at ``voltage_ratio`` = U ÷ U_nominal.

    :raise ValueError: rated power or hours are not above zero
    """
    if plate.rated_kva <= 0 or load.hours <= 0:
        raise ValueError("rated power and hours must be above zero")
    on = load.hours if hours_on is None else hours_on
    # β² from squares only: no root, so no rounding
    power_squared = (load.kwh / load.hours) ** 2 * load.apparent
    beta_squared = power_squared / plate.rated_kva**2 * load.form_squared
    return TransformerLoss(
        no_load=plate.no_load_kw * on * voltage_ratio**2,
        load=load.configuration * plate.load_kw * beta_squared * on,
        reactive_no_load=plate.no_load_current / HUNDRED * plate.rated_kva * on,
        reactive_load=(
            plate.short_circuit_voltage / HUNDRED * plate.rated_kva * beta_squared * on
        ),
    )


def line_loss(resistance: Decimal, voltage: Decimal, load: Load) -> Decimal:
    """kWh lost in a line of ``resistance`` Ohm at ``voltage`` kV, by the method of
    average loads.

    :raise ValueError: voltage or hours are not above zero
    """
    if voltage <= 0 or load.hours <= 0:
        raise ValueError("voltage and hours must be above zero")
    power = load.kwh / load.hours
    loss_kw = power**2 * load.apparent / voltage**2 * resistance / THOUSAND
    return load.configuration * loss_kw * load.form_squared * load.hours


def transformer_resistance(plate: Transformer, voltage: Decimal) -> Decimal:
    """Ohm of the windings at ``voltage`` kV: makes a line of a transformer."""
    return plate.load_kw * voltage**2 / plate.rated_kva**2 * THOUSAND


def max_loss_hours(max_use_hours: Decimal) -> Decimal:
    """τ, hours of maximum losses in a year, of T_max = yearly kWh ÷ maximum kW.

    >>> round(max_loss_hours(Decimal("5435.53")), 2)
    Decimal('3903.69')
    """
    return (TAU_BASE + max_use_hours / 10000) ** 2 * YEAR_HOURS
