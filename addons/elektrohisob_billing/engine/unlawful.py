"""Energy taken without a right, by an act: on top of what was measured.

It is laid evenly on the days of the act; in each month it fills the blocks above the
energy measured in it, and each kWh costs the price of its block × the factor of the
act. Source: rules of use of electricity (VMQ 319 annex 1), handbook §2.6.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from .amount import ratio
from .era import THOUSAND, Era
from .line import ACT, Extra, Line, Used, energy
from .tariff import TariffMissing, Version, split_blocks


class Unlawful(NamedTuple):
    """``wh`` taken on the days [start, end), at ``factor`` (thousandths) × tariff."""

    id: int
    start: date
    end: date
    wh: int
    factor: int


def price_acts(
    month: date,
    eras: Sequence[tuple[date, date, Version | None]],
    extra: Extra,
    position: int,
) -> list[Line]:
    """Lines of the acts in ``month``, by era and block.

    :param eras: the month cut where its tariff changes
    :param position: Wh measured in the month, which lie below
    :raise TariffMissing: energy was taken on a day without a tariff.
    """
    days = sum((end - start).days for start, end, version in eras if version)
    lines: list[Line] = []
    for act in extra.acts:
        used = [Used(act.start, act.end, act.wh)]
        for start, end, version in eras:
            wh = energy(used, start, end)
            if not wh:
                continue
            if version is None:
                raise TariffMissing(max(start, act.start))
            era = Era(month, start, end, version, extra, wh)
            for block, part in split_blocks(era.bounds(days), position, wh):
                price = ratio(block.price, act.factor, THOUSAND)
                sums = era.sums(part * price, THOUSAND)
                head = (month, start, end, version.id, replace(block, price=price), 0)
                if sums[0]:
                    lines.append(Line(*head, *sums, ACT + act.id, part))
            position += wh
    return lines


def spread_kwh(act: Unlawful, start: date, end: date) -> int:
    """Wh of the act on the days [start, end).

    >>> act = Unlawful(1, date(2026, 5, 1), date(2026, 7, 1), 61_000, 3000)
    >>> spread_kwh(act, date(2026, 5, 1), date(2026, 6, 1))
    31000
    """
    return energy([Used(act.start, act.end, act.wh)], start, end)
