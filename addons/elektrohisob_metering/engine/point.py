"""Energy of a usage point beside its meter: norms, losses, sub-consumers.

A dated term of the point says what applies on which days; terms cut months into
eras. Energy is integer Wh, days half-open. Source: VMQ 319 annex 1.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from odoo.addons.elektrohisob_base.engine.period import months, share

from .consumption import ACTIVE, ESTIMATED, LOSS, MEASURED, NORM, SUBCONSUMER, Piece
from .losses import Load, Transformer, line_loss, transformer_loss

WH = 1000
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class LossScheme:
    """How losses between meter and balance boundary are found; ``sign`` is 1 where
    they are added to the meter and -1 where they are taken off.

    ``percent`` of the energy, plus those of a ``transformer`` and of a line of
    ``resistance`` Ohm at ``voltage`` kV, where there are any."""

    sign: int = 1
    percent: Decimal = Decimal(0)
    transformer: Transformer | None = None
    resistance: Decimal = Decimal(0)
    voltage: Decimal = Decimal(0)
    tg_phi: Decimal = Decimal(0)
    form_squared: Decimal = Decimal(1)

    def wh(self, wh: int, days: int) -> int:
        """Wh lost while ``wh`` went through in ``days``, with the sign."""
        kwh = Decimal(wh) / WH
        load = Load(kwh, Decimal(days * DAY_HOURS), self.tg_phi, self.form_squared)
        lost = kwh * self.percent / 100
        if self.transformer:
            lost += transformer_loss(self.transformer, load).total
        if self.resistance:
            lost += line_loss(self.resistance, self.voltage, load)
        return self.sign * int((lost * WH).to_integral_value(ROUND_HALF_EVEN))


@dataclass(frozen=True, slots=True)
class PointTerm:
    """What holds for a point on [start, end): ``watts`` of equipment without a
    meter on for ``hours`` a day, ``losses``, the point it is fed from."""

    point_id: int
    start: date
    end: date | None = None
    watts: int = 0
    hours: Decimal = Decimal(0)
    losses: LossScheme | None = None
    parent_id: int | None = None


def _inside(
    terms: Iterable[PointTerm], since: date, until: date
) -> Iterator[tuple[PointTerm, date, date]]:
    """Terms with their days in [since, until)."""
    for term in terms:
        start, end = max(term.start, since), min(term.end or until, until)
        if start < end:
            yield term, start, end


def norms(terms: Iterable[PointTerm], since: date, until: date) -> list[Piece]:
    """Energy of equipment without a meter: power × hours a day × days."""
    pieces: list[Piece] = []
    for term, start, end in _inside(terms, since, until):
        if not term.watts:
            continue
        for month, first, last in months(start, end):
            wh = int(term.watts * term.hours * (last - first).days)
            pieces.append(
                Piece(
                    *(term.point_id, None, month, first, last, wh, None, None),
                    origin=NORM,
                )
            )
    return pieces


def clip(piece: Piece, start: date, end: date) -> Piece | None:
    """The part of a piece on [start, end), spread evenly; None if there is none."""
    first, last = max(piece.start, start), min(piece.end, end)
    if first >= last:
        return None
    if (first, last) == (piece.start, piece.end):
        return piece
    wh = share(piece.wh, piece.start, piece.end, last) - share(
        piece.wh, piece.start, piece.end, first
    )
    return piece._replace(start=first, end=last, wh=wh)


def losses(
    pieces: Sequence[Piece], terms: Sequence[PointTerm], since: date, until: date
) -> list[Piece]:
    """Losses of a point by month and era, from all active energy that went through
    its meters in the ``pieces``."""
    through = [p for p in pieces if p.register == ACTIVE and p.origin != SUBCONSUMER]
    found: list[Piece] = []
    for term, start, end in _inside(terms, since, until):
        if not term.losses:
            continue
        for month, first, last in months(start, end):
            parts = [
                part
                for piece in through
                if piece.point_id == term.point_id and piece.month == month
                if (part := clip(piece, first, last))
            ]
            if not parts:
                continue
            day, stop = min(p.start for p in parts), max(p.end for p in parts)
            guess = any(part.quality == ESTIMATED for part in parts)
            wh = term.losses.wh(sum(p.wh for p in parts), (stop - day).days)
            found.append(
                Piece(
                    *(term.point_id, None, month, day, stop, wh, None, None),
                    quality=ESTIMATED if guess else MEASURED,
                    origin=LOSS,
                )
            )
    return found


def subtract(
    parent_id: int, start: date, end: date | None, pieces: Iterable[Piece]
) -> list[Piece]:
    """Active energy of a sub-consumer taken off the point it is fed from, on the
    days [start, end). More than the parent's own makes its month negative: that is
    a finding, not something to hide."""
    taken = []
    for piece in pieces:
        part = clip(piece, start, end or date.max)
        if part and part.register == ACTIVE:
            taken.append(
                part._replace(point_id=parent_id, wh=-part.wh, origin=SUBCONSUMER)
            )
    return taken


def negative(pieces: Iterable[Piece]) -> list[tuple[int, date, int]]:
    """(point, month, Wh) of months that end below zero."""
    sums: dict[tuple[int, date], int] = {}
    for piece in pieces:
        if piece.register == ACTIVE:
            key = (piece.point_id, piece.month)
            sums[key] = sums.get(key, 0) + piece.wh
    return [(point, month, wh) for (point, month), wh in sums.items() if wh < 0]
