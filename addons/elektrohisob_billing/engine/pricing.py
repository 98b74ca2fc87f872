"""Pricing of one account's consumption of one calendar month.

Each kWh is priced by the block it falls in (incremental blocks); block bounds
are amounts of the calendar month; inside a month the consumption of an earlier era
fills the lower blocks first. Bounds are prorated only where the version says so.
Components (:mod:`.components`) are priced era by era. Money is integer tiyin, energy
integer Wh. Source: VMQ 204/2024, VMQ 194/2025.
"""

from collections.abc import Sequence
from datetime import date

from odoo.addons.elektrohisob_base.engine.period import next_month

from .advance import Purse
from .amount import money, vat_inside
from .benefit import Month, price_benefits
from .components import BESIDE, ENERGY, LAST, ON_SUM, price_components
from .era import Era
from .line import NOTHING, Extra, Line, Used, energy
from .tariff import (
    TariffMissing,
    Term,
    Version,
    month_eras,
    split_blocks,
)
from .unlawful import price_acts

__all__ = ["Extra", "Line", "Used", "money", "price_month", "vat_inside"]


def price_month(
    month: date,
    used: Sequence[Used],
    terms: Sequence[Term],
    extra: Extra = NOTHING,
    purses: Sequence[Purse] = (),
) -> list[Line]:
    """Price the energy ``used`` in ``month``: a line for each era and block, component
    of the tariff, benefit and act; months in order of time.

    :raise TariffMissing: energy was used on a day without a tariff.
    """
    lines: list[Line] = []
    position, end = 0, next_month(month)
    found = month_eras(month, end, terms)
    total = sum(piece.wh for piece in used)
    for era_start, era_end, version in found:
        wh = total if len(found) == 1 else energy(used, era_start, era_end)
        if version is None:
            if wh:
                raise TariffMissing(era_start)
            continue
        kept, first = 0, len(lines)
        if purses:
            head = (month, era_start, era_end)
            kept = _keep_old_price(head, version, used, position, wh, lines, purses)
            position += kept
        if version.is_plain:
            for block, part in split_blocks(version.blocks, position, wh - kept):
                amount = money(part, block.price)
                vat = vat_inside(amount, version.vat)
                line = (month, era_start, era_end, version.id, block, part, amount, vat)
                lines.append(Line(*line))
        else:
            era = Era(month, era_start, era_end, version, extra, wh - kept, used)
            lines += _price_era(era, position, _days_in_force(found))
        position += wh - kept
        if extra.benefits:
            what = Month(month, used, found, extra.registers, extra.families)
            _price_benefits(what, era_start, lines, first, extra, purses)
    lines += price_acts(month, found, extra, total) if extra.acts else ()
    for purse in purses:
        if end <= purse.new.start:
            purse.owe(lines)
    return lines


def _keep_old_price(
    head: tuple[date, date, date],
    version: Version,
    used: Sequence[Used],
    position: int,
    wh: int,
    lines: list[Line],
    purses: Sequence[Purse],
) -> int:
    """Add the lines of what of the era was paid ahead of a rise; returns its Wh."""
    month, start, end = head
    kept = 0
    for purse in purses:
        if month < start == purse.new.start:
            purse.owe(lines)  # the rise is inside the month
        if wh <= 0:
            continue
        for old, block, part in purse.keep(version, start, end, used, position + kept):
            era = Era(month, start, end, old, NOTHING, part)
            era.block(block, part)
            lines += era.lines
            kept += part
    return kept


def _price_benefits(
    month: Month,
    start: date,
    lines: list[Line],
    first: int,
    extra: Extra,
    purses: Sequence[Purse],
) -> None:
    """Add the lines of the benefits for the energy of the era from ``start``, whose
    lines are those from ``first`` on."""
    versions = {purse.old.id: purse.old for purse in purses}
    versions |= {version.id: version for *_days, version in month.eras if version}
    lines += price_benefits(extra.benefits, month, start, lines[first:], versions)


def _days_in_force(
    found: Sequence[tuple[date, date, Version | None]],
) -> int:
    return sum((end - start).days for start, end, version in found if version)


def _price_era(era: Era, position: int, days: int) -> list[Line]:
    """Zones, blocks and the other components of an era; ``position``: Wh of the
    month before it, ``days`` of the month on which the account had a tariff."""
    version = era.version
    price_components(version.components, era, (ENERGY,))
    left = era.left()
    if left:
        for block, part in split_blocks(era.bounds(days), position, left):
            era.block(block, part)
    price_components(version.components, era, (BESIDE, ON_SUM, LAST))
    return era.lines
