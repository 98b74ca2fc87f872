"""Figures of a verdict as plain values to be kept with the reading, and back.

What a check said is stored as its code and its figures; the sentence is made in the
language of whoever reads it.
"""

from collections.abc import Mapping
from datetime import date, datetime

from .register import Known

DAY, TIME, READING = "day", "time", "reading"


def plain(figures: Mapping[str, object]) -> dict[str, object]:
    """Figures as JSON can hold them; what is None is left out.

    >>> plain({"before": Known(date(2026, 1, 1), 5000), "days": 31, "end": None})
    {'before': {'reading': ['2026-01-01', 5000]}, 'days': 31}
    """
    return {name: _plain(value) for name, value in figures.items() if value is not None}


def restore(stored: Mapping[str, object]) -> dict[str, object]:
    """The figures that :func:`plain` has stored.

    >>> restore({"before": {"reading": ["2026-01-01", 5000]}})["before"].value
    5000
    """
    return {name: _restore(value) for name, value in stored.items()}


def _plain(value: object) -> object:
    if isinstance(value, Known):
        return {READING: [value.day.isoformat(), value.value]}
    if isinstance(value, datetime):  # before days: it is one of them
        return {TIME: value.isoformat()}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    return value


def _restore(value: object) -> object:
    if not isinstance(value, dict):
        return value
    if READING in value:
        day, wh = value[READING]
        return Known(date.fromisoformat(day), wh)
    if TIME in value:
        return datetime.fromisoformat(value[TIME])
    return date.fromisoformat(value[DAY])
