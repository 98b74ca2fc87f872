"""Is the energy of a reading believable: against the connection, the meter, the
state of the point and what the register usually counts.

Energy is an integer in Wh with the multiplier applied, unless said otherwise. What
is found here is a doubt, not an impossibility: somebody may stand for the reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .register import Candidate, Known, Register, daily_average

Objection = tuple[str, dict[str, object]] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the catalogue: ``factor``, ``threshold`` (Wh) and ``days`` are
    its tolerances; what they mean depends on the code."""

    code: str
    severity: str
    factor: Decimal = Decimal(1)
    threshold: int = 0
    days: int = 0


def too_old(candidate: Candidate, rules: Mapping[str, Rule], today: date) -> Objection:
    """A day so long ago that it is more likely a typing error."""
    rule = rules.get("R19")
    if rule and (today - candidate.day).days > rule.days:
        return "R19", {"days": rule.days}
    return None


def implausible(
    candidate: Candidate,
    register: Register,
    known: Sequence[Known],
    before: Known | None,
    wh: int | None,
    rules: Mapping[str, Rule],
) -> Objection:
    """First doubt about ``wh``, the energy since ``before``."""
    if before is None or wh is None:
        return None
    days = (candidate.day - before.day).days
    return (
        _switched_off(register, before, wh, rules)
        or _too_much(register, before, wh, days, rules)
        or _unusual(candidate, register, known, before, wh, rules)
    )


def _switched_off(
    register: Register, before: Known, wh: int, rules: Mapping[str, Rule]
) -> Objection:
    """Energy in days on which the point was disconnected throughout."""
    rule = rules.get("R17")
    since = register.off_since
    if rule and since and before.day >= since and wh > rule.threshold:
        return "R17", {"before": before, "since": since}
    return None


def _too_much(
    register: Register, before: Known, wh: int, days: int, rules: Mapping[str, Rule]
) -> Objection:
    """More than the meter can count at its greatest current, or than the permitted
    power can give."""
    rule = rules.get("R18")
    if rule and register.max_power:
        power = register.max_power * register.multiplier
        limit = int(power * 24 * days * rule.factor)
        if wh > limit:
            return "R18", {"before": before, "limit": limit, "days": days}
    rule = rules.get("R07")
    if rule and register.power:
        limit = int(register.power * 24 * days * rule.factor)
        if wh > limit:
            return "R07", {"before": before, "limit": limit, "days": days}
    return None


def _unusual(
    candidate: Candidate,
    register: Register,
    known: Sequence[Known],
    before: Known,
    wh: int,
    rules: Mapping[str, Rule],
) -> Objection:
    """Many times the usual, a small part of it, or nothing at all for long."""
    days = (candidate.day - before.day).days
    earlier = [k for k in known if k.day <= before.day]
    total, covered = daily_average(register, earlier)
    usual = total * days // covered if covered else 0
    figures = {"before": before, "usual": usual, "days": days}
    high, low, zero = rules.get("R06"), rules.get("R14"), rules.get("R15")
    if high and covered and wh > high.threshold and wh > usual * high.factor:
        return "R06", figures
    if zero and wh == 0 and not register.off_since:
        since = _standing_since(candidate, earlier)
        if (candidate.day - since.day).days >= zero.days:
            return "R15", {"since": since, "days": (candidate.day - since.day).days}
    if register.off_since or not low or usual <= low.threshold:
        return None
    return ("R14", figures) if wh < usual * low.factor else None


def _standing_since(candidate: Candidate, earlier: Sequence[Known]) -> Known:
    """First of the newest readings that all show the candidate's value."""
    since = earlier[-1]
    for reading in reversed(earlier):
        if reading.value != candidate.value:
            break
        since = reading
    return since
