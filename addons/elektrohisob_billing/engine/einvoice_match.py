"""Our invoices of a month against the register of the tax committee.

Each of ours stands beside its row by the number of the document at the operator, else
by number of the invoice; what differs is told by codes. Sums are so'm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: States in which a document counts as issued.
LIVE = ("sent", "accepted")


@dataclass(frozen=True, slots=True)
class Side:
    """A document of one of the sides; ``key`` names it there. ``total`` None: the
    register does not tell sums."""

    key: int
    id: str
    number: str
    date: date | None
    state: str
    tin: str
    vat: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours beside theirs, and what differs.

    ``cause``: "" (nothing), ``missing_there``, ``missing_here``, ``sum``, ``state``,
    ``party``, ``date``, ``double`` (the register has the invoice twice)
    """

    ours: Side | None
    theirs: Side | None
    cause: str = ""


def match(ours: Sequence[Side], theirs: Sequence[Side]) -> list[Pair]:
    """Pairs in the order of ours, then what only the register has."""
    by_id = {side.id: side for side in theirs if side.id}
    by_number: dict[str, list[Side]] = {}
    for side in theirs:
        by_number.setdefault(_plain(side.number), []).append(side)
    used: set[int] = set()
    pairs = []
    for side in ours:
        found = by_id.get(side.id) if side.id else None
        if found is None or found.key in used:
            found = _best(side, by_number.get(_plain(side.number), ()), used)
        if found:
            used.add(found.key)
        pairs.append(compare(side, found))
    known = {_plain(side.number) for side in ours}
    pairs += _left(theirs, used, known)
    return pairs


def _left(theirs: Iterable[Side], used: set[int], known: set[str]) -> Iterable[Pair]:
    """Rows of the register that belong to none of ours and count as issued."""
    for side in theirs:
        if side.key in used or side.state not in LIVE:
            continue
        double = _plain(side.number) in known
        yield Pair(None, side, "double" if double else "missing_here")


def _best(side: Side, rows: Iterable[Side], used: set[int]) -> Side | None:
    """Of several rows of one number, the one that is most like ours."""
    free = [row for row in rows if row.key not in used]
    return max(
        free,
        key=lambda row: (
            row.state == side.state,
            row.state in LIVE,
            row.tin == side.tin,
            row.total == side.total,
            row.date == side.date,
            -row.key,
        ),
        default=None,
    )


def compare(ours: Side, theirs: Side | None) -> Pair:
    """What differs first of all."""
    if theirs is None:
        return Pair(ours, None, "missing_there" if ours.state in LIVE else "")
    if theirs.tin and ours.tin != theirs.tin:
        return Pair(ours, theirs, "party")
    if ours.state != theirs.state:
        return Pair(ours, theirs, "state")
    if ours.state not in LIVE:
        return Pair(ours, theirs)
    if _differ(ours.total, theirs.total) or _differ(ours.vat, theirs.vat):
        return Pair(ours, theirs, "sum")
    if theirs.date and ours.date != theirs.date:
        return Pair(ours, theirs, "date")
    return Pair(ours, theirs)


def _differ(ours: Decimal | None, theirs: Decimal | None) -> bool:
    return ours is not None and theirs is not None and ours != theirs


def _plain(number: str) -> str:
    """A number as it is compared: without blanks, whatever the case."""
    return "".join(number.split()).lower()
