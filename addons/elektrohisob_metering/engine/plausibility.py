"""Is the energy of a reading believable: against the connection, the meter, the
state of the point and what the register usually counts.

Energy is an integer in Wh with the multiplier applied, unless said otherwise. What
is found here is a doubt, not an impossibility: somebody may stand for the reading.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .register import Candidate, Known, Register, daily_average

Found = tuple[str, dict[str, object]]
Objection = Found | None


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


def strange_sender(candidate: Candidate, rules: Mapping[str, Rule]) -> Objection:
    """Sent from a telephone that is none of the account's."""
    if "R22" in rules and candidate.stranger:
        return "R22", {"phone": candidate.stranger}
    return None


def doubts(
    candidate: Candidate,
    register: Register,
    known: Sequence[Known],
    before: Known | None,
    wh: int | None,
    rules: Mapping[str, Rule],
) -> Iterator[Found]:
    """Every doubt about ``wh``, the energy since ``before``; the gravest first. About
    a maximum demand: what it may be at most and must be at least."""
    if register.is_demand:
        yield from _demand(candidate, register, rules)
        return
    if before is None or wh is None:
        return
    days = (candidate.day - before.day).days
    yield from _switched_off(register, before, wh, rules)
    yield from _too_much(register, before, wh, days, rules)
    yield from _unusual(candidate, register, known, before, wh, rules)


def _demand(
    candidate: Candidate, register: Register, rules: Mapping[str, Rule]
) -> Iterator[Found]:
    """A maximum (W) above the permitted power or what the meter can carry, or below
    the average of its days."""
    watts = candidate.value * register.multiplier
    high, low = rules.get("R20"), rules.get("R21")
    limits = [register.power, register.max_power * register.multiplier]
    limit = min(filter(None, limits), default=0)
    if high and limit and watts > limit * high.factor:
        yield "R20", {"watts": watts, "limit": limit}
    if low and watts * low.factor < register.least:
        yield "R21", {"watts": watts, "least": register.least}


def _switched_off(
    register: Register, before: Known, wh: int, rules: Mapping[str, Rule]
) -> Iterator[Found]:
    """Energy in days on which the point was disconnected throughout."""
    rule = rules.get("R17")
    since = register.off_since
    if rule and since and before.day >= since and wh > rule.threshold:
        yield "R17", {"before": before, "since": since}


def _too_much(
    register: Register, before: Known, wh: int, days: int, rules: Mapping[str, Rule]
) -> Iterator[Found]:
    """More than the meter can count at its greatest current, or than the permitted
    power can give."""
    powers = {"R18": register.max_power * register.multiplier, "R07": register.power}
    for code, power in powers.items():
        rule = rules.get(code)
        if rule and power:
            limit = int(power * 24 * days * rule.factor)
            if wh > limit:
                yield code, {"before": before, "limit": limit, "days": days}


def _unusual(
    candidate: Candidate,
    register: Register,
    known: Sequence[Known],
    before: Known,
    wh: int,
    rules: Mapping[str, Rule],
) -> Iterator[Found]:
    """Many times the usual, nothing at all for long, or a small part of it."""
    days = (candidate.day - before.day).days
    earlier = [k for k in known if k.day <= before.day]
    total, covered = daily_average(register, earlier)
    usual = total * days // covered if covered else 0
    figures = {"before": before, "usual": usual, "days": days}
    high, low, zero = rules.get("R06"), rules.get("R14"), rules.get("R15")
    if high and covered and wh > high.threshold and wh > usual * high.factor:
        yield "R06", figures
    if zero and wh == 0 and not register.off_since:
        since = _standing_since(candidate, earlier)
        if (candidate.day - since.day).days >= zero.days:
            yield "R15", {"since": since, "days": (candidate.day - since.day).days}
    if register.off_since or not low or usual <= low.threshold:
        return
    if wh < usual * low.factor:
        yield "R14", figures


def _standing_since(candidate: Candidate, earlier: Sequence[Known]) -> Known:
    """First of the newest readings that all show the candidate's value."""
    since = earlier[-1]
    for reading in reversed(earlier):
        if reading.value != candidate.value:
            break
        since = reading
    return since
