"""Verdict on one reading: may it be taken, must somebody look, or is it wrong.

Energy and registers are integers in Wh as shown by the register (before the
multiplier), days are dates; a reading dated D is the register at 00:00 of D.
The catalogue of codes is docs/reading-checks.md of the project.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .plausibility import Found, Objection, Rule, doubts, strange_sender, too_old
from .register import (
    WH,
    Candidate,
    Known,
    Register,
    daily_average,
    difference,
    max_power,
    neighbours,
    parse_value,
)

__all__ = [
    "ACCEPT",
    "ALWAYS_CHECKED",
    "ALWAYS_REFUSED",
    "CONTRADICTIONS",
    "QUEUE",
    "REFUSE",
    "REPEAT",
    "WH",
    "Candidate",
    "Known",
    "Register",
    "Rule",
    "Verdict",
    "check",
    "daily_average",
    "difference",
    "max_power",
    "neighbours",
    "objections",
    "parse_value",
]

ACCEPT = "accept"
QUEUE = "queue"
REFUSE = "refuse"
REPEAT = "repeat"

# What cannot be stored at all, whatever the catalogue says.
ALWAYS_REFUSED = frozenset({"R01", "R02", "R04", "R11", "R12", "R16"})
# What would make the settlement fail or double if it were let through.
ALWAYS_CHECKED = ALWAYS_REFUSED | {"R05", "R08", "R09", "R10"}
# What no decision of a clerk can make true: the register cannot run backwards.
CONTRADICTIONS = frozenset({"R05", "R10"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` with its ``code`` ("" when there is nothing to say) and the
    ``figures`` the sentence needs. ``wh``: energy since the reading before,
    multiplier applied, None if there is none."""

    outcome: str
    code: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    wh: int | None = None


def check(
    candidate: Candidate,
    register: Register,
    known: Sequence[Known],
    rules: Mapping[str, Rule],
    today: date,
) -> Verdict:
    """First objection to the candidate in the order of the catalogue.

    ``known``: valid readings of the register sorted by day. A confirmed candidate
    is objected to only where no confirmation can help.
    """
    before, same, after = neighbours(known, candidate.day)
    wh = difference(register, before, candidate) if before else None
    objection = _misplaced(candidate, register, rules, today)
    if objection is None and same is not None and same.value == candidate.value:
        return Verdict(REPEAT, "R08", wh=wh)
    if objection is None:
        objection = next(_contradictions(candidate, register, before, after), None)
    if objection is None and not candidate.confirmed:
        objection = (
            too_old(candidate, rules, today)
            or _other_version(same)
            or strange_sender(candidate, rules)
            or next(doubts(candidate, register, known, before, wh, rules), None)
        )
    if objection is None:
        return Verdict(ACCEPT, wh=wh)
    code, figures = objection
    severity = rules[code].severity if code in rules else REFUSE
    return Verdict(severity, code, figures, wh)


def objections(
    candidate: Candidate,
    register: Register,
    known: Sequence[Known],
    rules: Mapping[str, Rule],
    today: date,
) -> list[Found]:
    """All objections to the candidate, the gravest first, for somebody who decides.

    What contradicts the readings around it says nothing about how much is usual.
    """
    before, same, after = neighbours(known, candidate.day)
    found = [
        _misplaced(candidate, register, rules, today),
        *_contradictions(candidate, register, before, after),
        too_old(candidate, rules, today),
        _other_version(same),
        strange_sender(candidate, rules),
    ]
    certain = [objection for objection in found if objection]
    if any(code in CONTRADICTIONS for code, _figures in certain):
        return certain
    wh = difference(register, before, candidate) if before else None
    return [*certain, *doubts(candidate, register, known, before, wh, rules)]


def _misplaced(
    candidate: Candidate, register: Register, rules: Mapping[str, Rule], today: date
) -> Objection:
    """The date or the number of digits is impossible for this register."""
    if candidate.value >= register.capacity or candidate.value < 0:
        return "R04", {"digits": register.digits}
    future = rules.get("R03")
    if future and (candidate.day - today).days > future.days:
        return "R03", {"today": today}
    if candidate.day < register.start or (
        register.end is not None and candidate.day > register.end
    ):
        return "R02", {"start": register.start, "end": register.end}
    return None


def _contradictions(
    candidate: Candidate, register: Register, before: Known | None, after: Known | None
) -> Iterator[Found]:
    """The register would run backwards before or after the candidate; one of maximum
    demand is reset and may."""
    if register.is_demand:
        return
    if before and candidate.value < before.value and not candidate.rollover:
        yield "R05", {"before": before, "capacity": register.capacity}
    if after and candidate.value > after.value and not after.rollover:
        yield "R10", {"after": after}


def _other_version(same: Known | None) -> Objection:
    return ("R09", {"same": same}) if same else None
