"""Components of a tariff beside its blocks: one pure function for each kind.

A plug-in is a function registered by :func:`kind`. It gets the component and the
era (some days of a month under one tariff version) and gives charge lines. To add
one: write the function here or in an addon of your own, add the kind to the
selection of ``elektrohisob.tariff.component``, and show its fields in the form.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .amount import ratio
from .era import Era
from .line import Line
from .tariff import Component

#: When a kind is computed: before the blocks, after them, on their sum, at the end.
ENERGY, BESIDE, ON_SUM, LAST = range(4)
TWELVE = 12
THOUSAND = 1000
WHOLE = 10000

Function = Callable[[Component, Era], Iterable[Line | None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of component: its function and when it is computed."""

    code: str
    phase: int
    function: Function


KINDS: dict[str, Kind] = {}


def kind(code: str, phase: int) -> Callable[[Function], Function]:
    """Register the function that prices components of kind ``code``."""

    def register(function: Function) -> Function:
        KINDS[code] = Kind(code, phase, function)
        return function

    return register


def price_components(
    components: Sequence[Component], era: Era, phases: Sequence[int]
) -> None:
    """Add to ``era`` the lines of its components of these ``phases``, in order."""
    for phase in phases:
        for component in components:
            found = KINDS[component.kind]
            if found.phase == phase:
                era.add(found.function(component, era))


@kind("zone", ENERGY)
def price_zone(component: Component, era: Era) -> list[Line | None]:
    """Energy of one zone of the day at the tariff × factor ÷ divisor.

    What no meter of zones has measured stays with the blocks. Source: VMQ 1034 of
    29.12.2017 (peak × 1.5, night ÷ 1.5).
    """
    wh = era.register(f"A+{component['zone']}")
    price = ratio(era.price, component["factor"], component["divisor"])
    return [era.line(component, component["zone"], price, wh, wh=wh)]


@kind("capacity", BESIDE)
def price_capacity(component: Component, era: Era) -> list[Line | None]:
    """Main payment of a two-part tariff: declared kW × yearly rate ÷ 12, for the days
    of each declared power."""
    return [
        _power(component, part, 1, declared, THOUSAND)
        for part, declared in era.cut(lambda power: power.declared)
    ]


@kind("excess", BESIDE)
def price_excess(component: Component, era: Era) -> list[Line | None]:
    """Measured maximum of the month above the declared power × yearly rate ÷ 12 ×
    factor, for the days of each declared power."""
    maximum = era.extra.maximum
    if maximum is None:
        return []
    return [
        _power(component, part, 1, max(0, maximum - declared), component["factor"])
        for part, declared in era.cut(lambda power: power.declared)
        if declared is not None
    ]


def _power(
    component: Component, era: Era, no: int, watts: int | None, factor: int
) -> Line | None:
    """``watts`` for the days of the era at a yearly price per kW."""
    price = ratio(component["price"], factor, THOUSAND * TWELVE)
    return era.line(component, no, price, watts or 0, days=True)


@kind("reactive", BESIDE)
def price_reactive(component: Component, era: Era) -> list[Line | None]:
    """Reactive energy above the economic value, generated, and saved (discount).

    The economic value is that of the contract, else active energy × tg φ; without
    a reactive meter the energy is active energy × the calculated tg φ. On days with
    less than some permitted power none is paid. Source: regulation reg. No. 1864.
    """
    least = component["from_power"]
    return [
        line
        for part, is_charged in era.cut(lambda power: (power.permitted or 0) >= least)
        if is_charged
        for line in _reactive(component, part)
    ]


def _reactive(component: Component, era: Era) -> list[Line | None]:
    """Reactive energy of days on which it is charged."""
    active = max(era.wh, 0)
    if "R+" in era.extra.registers:
        used = era.register("R+")
    else:
        used = ratio(active, component["tangent_calculated"], THOUSAND)
    economic = era.by_days(era.extra.contract_varh)
    if economic is None:
        economic = ratio(active, component["tangent"], THOUSAND)
    given = era.register("R-")
    return [
        _percent_of_price(component, era, 1, "percent", max(0, used - economic)),
        _percent_of_price(component, era, 2, "percent_out", given),
        _percent_of_price(component, era, 3, "discount", -max(0, economic - used)),
    ]


@kind("deviation", BESIDE)
def price_deviation(component: Component, era: Era) -> list[Line | None]:
    """Energy above the contract volume and its tolerance: × (factor − 1)."""
    contract = era.by_days(era.extra.contract_wh)
    if contract is None:
        return []
    allowed = ratio(contract, WHOLE + component["percent"], WHOLE)
    price = ratio(era.price, component["factor"] - THOUSAND, THOUSAND)
    return [era.line(component, 1, price, max(0, era.wh - allowed))]


def _percent_of_price(
    component: Component, era: Era, no: int, name: str, quantity: int
) -> Line | None:
    price = ratio(era.price, component[name], WHOLE)
    return era.line(component, no, price, quantity)


@kind("fixed", BESIDE)
def price_fixed(component: Component, era: Era) -> list[Line | None]:
    """A sum a month, for the days of the era."""
    return [era.line(component, 1, component["price"], THOUSAND, days=True)]


@kind("percent", ON_SUM)
def price_percent(component: Component, era: Era) -> list[Line | None]:
    """A surcharge or a discount on all that was priced before."""
    percent = component["percent"]
    amount = era.version.rounding.apply(era.total() * percent, WHOLE)
    return [era.gross(component, percent * 10, amount)]


@kind("minimum", LAST)
def price_minimum(component: Component, era: Era) -> list[Line | None]:
    """What the days of the era miss to the least sum of a month."""
    least = era.by_days(component["price"]) or 0
    missing = era.version.rounding.apply(max(0, least - era.total()))
    return [era.gross(component, THOUSAND, missing)]
