"""Values of a table of intervals put together to days of channels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from .intervals import DAY_MINUTES, STEPS, ChannelDay, split_days
from .profile_words import SLOTS


@dataclass(slots=True)
class Item:
    """A value as read. ``minute`` of the day; ``ordinal``: number of the interval in
    the day where no time is given; ``span``: minutes the time says it lasts."""

    line_no: int
    owner: tuple[str, str, str]
    kind: str
    day: date
    value: Decimal | None
    quality: int
    minute: int | None = None
    ordinal: int = 0
    span: int = 0


def find_step(items: Sequence[Item], slots: tuple[int, int] | None) -> int:
    """Minutes of an interval; a table without times has one value a day."""
    if slots:
        return DAY_MINUTES // (slots[1] - slots[0] + 1)
    top = max((item.ordinal for item in items), default=0)
    if top:
        return DAY_MINUTES // next((count for count in SLOTS if top <= count), 96)
    spans = [item.span for item in items if item.span > 0]
    if not spans:
        minutes = sorted(
            {i.minute % DAY_MINUTES for i in items if i.minute is not None}
        )
        spans = [after - before for before, after in pairwise(minutes)]
    spans = [span for span in spans if span in STEPS]
    return max(set(spans), key=spans.count) if spans else DAY_MINUTES


def get_days(
    items: Sequence[Item], template: ChannelDay, *, is_end: bool
) -> Iterator[ChannelDay]:
    """Days of channels; ``template``: what all share, ``is_end``: times name the end
    of an interval."""
    step = template.step
    channels: dict[tuple, dict[datetime, tuple[Decimal | None, int]]] = {}
    lines: dict[tuple, int] = {}
    twice: set[tuple] = set()
    for item in items:
        key = (item.owner, item.kind)
        if item.ordinal:
            minute = (item.ordinal - 1) * step
        else:
            ends = is_end and not item.span and item.minute is not None
            minute = (item.minute or 0) - (step if ends else 0)
        start = datetime.combine(item.day, time()) + timedelta(minutes=minute)
        lines.setdefault((*key, start.date()), item.line_no)
        slots = channels.setdefault(key, {})
        cell = (item.value, item.quality)
        if slots.setdefault(start, cell) != cell:
            twice.add((*key, start.date()))
    for (owner, kind), slots in channels.items():
        point, serial, account = owner
        channel = replace(
            template,
            point=point or serial or account,
            reading_type=kind,
            serial=serial,
            account=account,
        )
        for day in split_days(slots, channel):
            key = (owner, kind, day.day)
            problem = "overlap" if key in twice else day.problem
            yield replace(day, line_no=lines[key], problem=problem)
