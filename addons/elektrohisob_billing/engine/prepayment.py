"""What an advance notice asks for and what of it is paid; integer tiyin."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_metering.engine.consumption import ACTIVE

from .amount import ratio
from .line import Line, Used
from .pricing import price_month
from .situation import Situation
from .tariff import Term

WHOLE = 10000  # hundredths of a percent


class Asked(NamedTuple):
    """A notice of ``month``; ``is_charged``: the energy of the month is booked."""

    month: date
    amount: int
    is_charged: bool


def price_volume(
    month: date,
    terms: Sequence[Term],
    facts: Situation,
    zones: Mapping[str, int] | None = None,
) -> list[Line]:
    """Lines of the contract volumes of ``month``, as if they were used evenly on the
    days on which the account has a tariff; none without a volume.

    :param zones: Wh of each zone and of A+ that the account used before; the volume
        is divided as they are
    """
    wh, varh = facts.volumes.get(month, (None, None))
    end = next_month(month)
    start = max([month, *[term.start for term in terms[:1]]])
    until = min([end, *[term.end for term in terms[-1:] if term.end is not None]])
    if not wh or not terms or start >= until:
        return []
    registers = {
        name: [Used(start, until, part)]
        for name, part in divide(wh, zones or {}).items()
    }
    if varh is not None:
        registers["R+"] = [Used(start, until, varh)]
    if registers:
        facts.registers[month] = registers
    return price_month(
        month, [Used(start, until, wh)], terms, facts.extra(month, terms)
    )


def divide(wh: int, used: Mapping[str, int]) -> dict[str, int]:
    """``wh`` by zones as ``used`` (Wh by register, all of it under A+) was; what no
    zone measured stays over.

    >>> divide(1000, {"A+": 400, "A+1": 100, "A+2": 200, "A+3": 100})
    {'A+1': 250, 'A+2': 500, 'A+3': 250}
    >>> divide(1000, {"A+": 400, "A+3": 100})
    {'A+3': 250}
    """
    zones = {name: used[name] for name in sorted(used) if name != ACTIVE}
    whole = max(used.get(ACTIVE, 0), sum(zones.values()))
    found, before, reached = {}, 0, 0
    for name, zone in zones.items():
        reached += zone
        until = wh * reached // whole if whole > 0 else 0
        found[name], before = until - before, until
    return {name: zone for name, zone in found.items() if zone > 0}


def part(amount: int, percent: int) -> int:
    """``percent`` (hundredths) of a sum.

    >>> part(10000001, 5000)
    5000001
    """
    return ratio(amount, percent, WHOLE)


def due_day(month: date, day: int) -> date:
    """Day of ``month`` by which it is paid; 0: the last day before it.

    >>> due_day(date(2026, 11, 1), 0), due_day(date(2026, 11, 1), 10)
    (datetime.date(2026, 10, 31), datetime.date(2026, 11, 10))
    """
    return month + timedelta(days=day - 1)


def spread_credit(credits: Sequence[int], asked: Sequence[Asked]) -> list[int]:
    """What of each notice is paid.

    :param credits: what was paid beyond the charges of the months before that of each
        notice, below zero: a debt
    :param asked: notices in order of their months

    Months before it whose energy is not charged yet keep what their notices ask for.
    """
    paid = []
    for place, (credit, notice) in enumerate(zip(credits, asked, strict=True)):
        kept = sum(row.amount for row in asked[:place] if not row.is_charged)
        paid.append(max(0, min(notice.amount, credit - kept)))
    return paid
