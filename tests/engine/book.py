"""The whole data path without a database: facts → energy → sums → difference.

What ``elektrohisob.settlement`` does with tables is done here with dictionaries,
so that properties of the whole can be tried thousands of times a second and a
scenario can be run pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from odoo.addons.elektrohisob_base.engine.diff import accumulate, difference
from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_billing.engine.benefit import Benefit
from odoo.addons.elektrohisob_billing.engine.line import Used
from odoo.addons.elektrohisob_billing.engine.situation import Situation
from odoo.addons.elektrohisob_billing.engine.tariff import Term
from odoo.addons.elektrohisob_billing.engine.unlawful import Unlawful
from odoo.addons.elektrohisob_metering.engine.consumption import (
    ACTIVE,
    Installation,
    Piece,
    Reading,
    by_month,
    measured,
)
from odoo.addons.elektrohisob_metering.engine.estimate import average, estimated
from odoo.addons.elektrohisob_metering.engine.profile import Profile, profiled
from odoo.addons.elektrohisob_metering.engine.settled import needs_estimate
from odoo.addons.elektrohisob_metering.engine.zone_split import by_zone

ESTIMATE_BASE_DAYS = 90


@dataclass(frozen=True)
class Facts:
    """Everything known about one account; readings by installation id."""

    installations: Sequence[Installation]
    readings: Mapping[int, Sequence[Reading]]
    terms: Sequence[Term]
    benefits: Sequence[Benefit] = ()
    profile: Profile | None = None
    zone_days: Mapping[date, Mapping[int, int]] = field(default_factory=dict)
    acts: Sequence[Unlawful] = ()


@dataclass
class Books:
    """What is booked: rows (period, key, figures), appended only."""

    consumption: list[tuple] = field(default_factory=list)
    charges: list[tuple] = field(default_factory=list)

    def settle(self, facts: Facts, period: date) -> int:
        """Book what ``facts`` differ in up to the end of the month ``period``.

        :return: number of rows written
        """
        pieces = target_pieces(facts, period)
        changes = (
            (self.consumption, {piece.key: (piece.wh,) for piece in pieces}),
            (self.charges, target_charges(pieces, facts, next_month(period))),
        )
        written = 0
        for rows, target in changes:
            booked = accumulate((key, figures) for _, key, figures in rows)
            change = difference(target, booked)
            rows.extend((period, key, figures) for key, figures in change.items())
            written += len(change)
        return written

    def totals(self) -> tuple[dict, dict]:
        """Net figures by key, zeros left out."""
        return net(self.consumption), net(self.charges)


def net(rows: Sequence[tuple]) -> dict:
    """Sum of rows by key, zeros left out."""
    total = accumulate((key, figures) for _, key, figures in rows)
    return {key: figures for key, figures in total.items() if any(figures)}


def target_pieces(facts: Facts, period: date) -> list[Piece]:
    """Energy up to the end of the month ``period`` that the facts give."""
    until = next_month(period)
    pieces: list[Piece] = []
    for installation in facts.installations:
        readings = sorted(facts.readings.get(installation.id, ()), key=lambda r: r.day)
        days = facts.profile and facts.profile.days
        pieces += measured(installation, readings, date.min, until, profile=days)
        if facts.profile and days:
            pieces += profiled(installation, readings, facts.profile, date.min, until)
        elif readings and needs_estimate(installation, readings, period):
            base = average([(installation, readings)], ESTIMATE_BASE_DAYS)
            pieces += estimated(installation, readings[-1], base, until)
    meters = {one.id: facts.zone_days for one in facts.installations}
    return pieces + by_zone(pieces, meters)


def target_charges(
    pieces: Sequence[Piece], facts: Facts, until: date = date.max
) -> dict:
    """Priced lines of ``pieces`` and of acts before ``until``: figures by key."""
    active: dict[date, list[Used]] = {}
    situation = Situation(date.min, date.min, benefits=list(facts.benefits))
    for act in facts.acts:
        situation.add_act(act, date.min, until)
    for month, found in by_month(pieces).items():
        registers: dict[str, list[Used]] = {}
        for piece in found:
            used = Used(piece.start, piece.end, piece.wh)
            registers.setdefault(piece.register, []).append(used)
        active[month] = registers.pop(ACTIVE, [])
        situation.registers[month] = registers
    lines = situation.price(active, facts.terms)
    return {line.key: line.figures for line in lines}
