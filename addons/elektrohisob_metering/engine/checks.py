"""Verdict on one reading: may it be taken, must somebody look, or is it wrong.

Energy and registers are integers in Wh as shown by the register (before the
multiplier), days are dates; a reading dated D is the register at 00:00 of D.
The catalogue of codes is docs/reading-checks.md of the project.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

ACCEPT = "accept"
QUEUE = "queue"
REFUSE = "refuse"
REPEAT = "repeat"

WH = 1000
MAX_DECIMALS = 3
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d+)?")

# What cannot be stored at all, whatever the catalogue says.
ALWAYS_REFUSED = frozenset({"R01", "R02", "R04", "R11", "R12"})
# What would make the settlement fail or double if it were let through.
ALWAYS_CHECKED = ALWAYS_REFUSED | {"R05", "R08", "R09", "R10"}
# What no decision of a clerk can make true: the register cannot run backwards.
CONTRADICTIONS = frozenset({"R05", "R10"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the catalogue: ``factor``, ``threshold`` (Wh) and ``days`` are
    its tolerances; what they mean depends on the code."""

    code: str
    severity: str
    factor: Decimal = Decimal(1)
    threshold: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """Register of one installation on [start, end); the closing reading is dated
    ``end``. ``power``: permitted power in W, 0 if unknown."""

    start: date
    end: date | None
    multiplier: int
    digits: int
    power: int = 0

    @property
    def capacity(self) -> int:
        """Wh at which the register turns over to zero."""
        return int(10**self.digits) * WH

    def hung(self, day: date) -> bool:
        """Whether the meter was in use on ``day``."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Known:
    """A valid reading the register already has."""

    day: date
    value: int
    rollover: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """The reading in question. ``confirmed``: somebody looked and stands for it."""

    day: date
    value: int
    rollover: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` with its ``code`` ("" when there is nothing to say) and the
    ``figures`` the sentence needs. ``wh``: energy since the reading before,
    multiplier applied, None if there is none."""

    outcome: str
    code: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    wh: int | None = None


def parse_value(value: object) -> int | None:
    """Wh of a value in kWh as typed: None if it is not a number a register shows.

    Thousands may be parted by spaces; comma and point both mark decimals. Letters
    that look like digits, signs, exponents and formulas are not numbers.

    >>> parse_value(" 1 234,5 "), parse_value("1e3"), parse_value("-1")
    (1234500, None, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        if not 0 <= value < 1e15:
            return None
        text = f"{value:.6f}".rstrip("0").rstrip(".")
    else:
        text = str(value).strip()
        text = re.sub(r"(?<=\d)[\s'](?=\d{3}(?!\d))", "", text)
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text.replace(",", "."))
    wh = number * WH
    return int(wh) if wh == int(wh) else None


def neighbours(
    known: Sequence[Known], day: date
) -> tuple[Known | None, Known | None, Known | None]:
    """Readings before, on and after ``day`` in ``known``, sorted by day."""
    before = same = None
    for reading in known:
        if reading.day < day:
            before = reading
        elif reading.day == day:
            same = reading
        else:
            return before, same, reading
    return before, same, None


def difference(register: Register, before: Known, candidate: Candidate) -> int | None:
    """Wh from ``before`` to the candidate, None if the register ran backwards."""
    shown = candidate.value - before.value
    if shown < 0:
        if not candidate.rollover:
            return None
        shown += register.capacity
    return shown * register.multiplier


def daily_average(register: Register, known: Sequence[Known]) -> tuple[int, int]:
    """(Wh, days) measured over all of ``known``; (0, 0) when nothing is known."""
    total = covered = 0
    for before, after in pairwise(known):
        wh = difference(
            register, before, Candidate(after.day, after.value, after.rollover)
        )
        if wh is not None:
            total += wh
            covered += (after.day - before.day).days
    return total, covered


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
        objection = _contradiction(candidate, register, before, after)
    if objection is None and not candidate.confirmed:
        objection = _other_version(same) or _implausible(
            candidate, register, known, before, wh, rules
        )
    if objection is None:
        return Verdict(ACCEPT, wh=wh)
    code, figures = objection
    severity = rules[code].severity if code in rules else REFUSE
    return Verdict(severity, code, figures, wh)


Objection = tuple[str, dict[str, object]] | None


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


def _contradiction(
    candidate: Candidate, register: Register, before: Known | None, after: Known | None
) -> Objection:
    """The register would run backwards before or after the candidate."""
    if before and candidate.value < before.value and not candidate.rollover:
        return "R05", {"before": before, "capacity": register.capacity}
    if after and candidate.value > after.value and not after.rollover:
        return "R10", {"after": after}
    return None


def _other_version(same: Known | None) -> Objection:
    return ("R09", {"same": same}) if same else None


def _implausible(
    candidate: Candidate,
    register: Register,
    known: Sequence[Known],
    before: Known | None,
    wh: int | None,
    rules: Mapping[str, Rule],
) -> Objection:
    """More energy than the connection can carry or than is usual."""
    if before is None or wh is None:
        return None
    days = (candidate.day - before.day).days
    limit_rule = rules.get("R07")
    if limit_rule and register.power:
        limit = int(register.power * 24 * days * limit_rule.factor)
        if wh > limit:
            return "R07", {"before": before, "limit": limit, "days": days}
    usual_rule = rules.get("R06")
    total, covered = daily_average(register, [k for k in known if k.day <= before.day])
    if usual_rule and covered and wh > usual_rule.threshold:
        usual = total * days // covered
        if wh > usual * usual_rule.factor:
            return "R06", {"before": before, "usual": usual, "days": days}
    return None
