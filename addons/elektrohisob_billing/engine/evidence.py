"""The evidence of a charge: which readings and days its energy comes from.

Stored with every charge line as JSON and printed by bill, cabinet and acts.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_metering.engine.consumption import REGISTER, Piece
from odoo.addons.elektrohisob_metering.engine.settled import Meter

from .unlawful import Unlawful, spread_kwh

ACT_ORIGIN = "act"  # of a piece that an act of unauthorised use tells


def _kwh(wh: int) -> str:
    """Wh as a JSON number of kWh, whole or with three decimals."""
    return f"{Decimal(wh).scaleb(-3):f}" if wh % 1000 else str(wh // 1000)


@lru_cache(maxsize=1024)
def _day(day: date) -> str:
    """ISO text of a day; a run has few of them."""
    return day.isoformat()


def _text(serial: str) -> str:
    """Text as a JSON string; serial numbers hardly ever need escaping."""
    return f'"{serial}"' if serial.isalnum() else json.dumps(serial)


def evidence(
    pieces: Iterable[Piece], meters: Iterable[Meter], acts: Iterable[str] = ()
) -> str:
    """JSON list of the pieces: meter serial, days, bounding readings (date d1, d2
    and value v1, v2 in kWh as shown), multiplier k, kwh, quality q, and how it came
    about (o) unless by two readings; then those of ``acts`` (:func:`act_piece`).

    An estimated piece has no second reading; norms and losses have no meter.
    """
    known = {meter[0].id: meter for meter in meters}
    texts = [_piece(piece, known) for piece in pieces]
    texts += filter(None, acts)
    return f"[{', '.join(texts)}]"


def act_piece(act: Unlawful, month: date) -> str:
    """JSON object of what an act of unauthorised use lays on ``month``: days, kwh,
    factor k and the id of the act; "" where that is nothing.

    >>> act = Unlawful(7, date(2026, 5, 1), date(2026, 7, 1), 61_000, 3000)
    >>> print(act_piece(act, date(2026, 5, 1)))
    {"o": "act", "act": 7, "from": "2026-05-01", "to": "2026-06-01", "k": 3, "kwh": 31}
    """
    start, end = max(act.start, month), min(act.end, next_month(month))
    if start >= end:
        return ""
    return (
        f'{{"o": "{ACT_ORIGIN}", "act": {act.id}, "from": "{start}", "to": "{end}", '
        f'"k": {_kwh(act.factor)}, "kwh": {_kwh(spread_kwh(act, start, end))}}}'
    )


def _piece(piece: Piece, known: Mapping[int, Meter]) -> str:
    """JSON object of one piece."""
    serial, multiplier = "", 1
    first = second = None
    if piece.installation_id is not None:
        installation, serial, readings = known[piece.installation_id]
        multiplier = installation.multiplier
        wanted = {piece.reading_from, piece.reading_to} - {None}
        for reading in reversed(readings):  # the last ones are asked for most
            if not wanted:
                break
            if reading.id in wanted:
                wanted.discard(reading.id)
                if reading.id == piece.reading_from:
                    first = reading
                if reading.id == piece.reading_to:
                    second = reading
    part = (
        f'{{"meter": {_text(serial)}, '
        f'"from": "{_day(piece.start)}", "to": "{_day(piece.end)}", '
        f'"k": {multiplier}, "kwh": {_kwh(piece.wh)}, '
        f'"q": "{piece.quality}"'
    )
    if piece.origin != REGISTER:
        part += f', "o": "{piece.origin}"'
    if first:
        part += f', "d1": "{_day(first.day)}", "v1": {_kwh(first.value)}'
    if second:
        part += f', "d2": "{_day(second.day)}", "v2": {_kwh(second.value)}'
    return part + "}"
