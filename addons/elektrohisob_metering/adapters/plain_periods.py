"""Plain days of channels, taken out of a file before it is parsed.

Nearly all of a layout 80020 are channels that hold the periods of the whole day in
order, each with one number and nothing else. Parsed element by element they cost ten
times what they need. Such a channel is replaced by a mark with the number of its
values; everything that is not exactly so stays and is read element by element.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_hex

from lxml import etree

from .intervals import COMMERCIAL, DAY_MINUTES, MAX_WH, WH, day_places

CHANNEL_TAGS = ("measuringchannel", "channel", "accountchannel", "deliverychannel")
_OPEN = re.compile(
    rb"<(%s)(?:\s+[\w.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*>"
    % "|".join(CHANNEL_TAGS).encode()
)
_VALUE = re.compile(rb'<value(?: status="0")?>(\d{1,9}(?:[.,]\d{1,3})?)</value>')
_PERIOD = re.compile(
    rb'[ \t\r\n]*<period start="([\d:]{4,5})" end="([\d:]{4,5})">'
    rb"[ \t\r\n]*\0[ \t\r\n]*</period>"
)
_BLANK = re.compile(rb"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class PlainDay:
    """Wh of the steps (minutes) of a whole day, all of them commercial."""

    step: int
    values: tuple[int, ...]
    qualities: tuple[int, ...]


class PlainPeriods:
    """The days taken out of one document."""

    def __init__(self) -> None:
        self._days: list[PlainDay] = []
        self._tag = f"plain-{token_hex(8)}"  # no file brings marks of its own

    def take(self, data: bytes) -> bytes:
        """The document without its plain days; lines keep their numbers."""
        self._days.clear()
        kept, done = [], 0
        while opened := _OPEN.search(data, done):
            start = opened.end()
            end = data.find(b"</" + opened[1], start)
            if end < 0:
                break
            body = data[start:end]
            day = _read(body)
            kept += (data[done:start], self._mark(body, day) if day else body)
            done = end
        kept.append(data[done:])
        return b"".join(kept)

    def get(self, channel: etree._Element) -> PlainDay | None:
        """The day that was taken out of the channel."""
        mark = channel.find(self._tag)
        return None if mark is None else self._days[int(mark.get("n"))]

    def _mark(self, body: bytes, day: PlainDay) -> bytes:
        number = len(self._days)
        self._days.append(day)
        blank = _BLANK.match(body)[0]
        rest = b"\n" * body.count(b"\n", len(blank))
        return b'%b<%b n="%d"/>%b' % (blank, self._tag.encode(), number, rest)


def _read(body: bytes) -> PlainDay | None:
    parts = _VALUE.split(body)
    found = _get_steps(b"\0".join(parts[::2]))
    if not found:
        return None
    step, qualities = found
    texts = parts[1::2]
    try:
        values = tuple([int(text) * WH for text in texts])
    except ValueError:
        values = tuple(map(_wh, texts))
    if len(values) != len(qualities) or max(values) > MAX_WH:
        return None
    return PlainDay(step, values, qualities)


def _wh(text: bytes) -> int:
    """Wh of a number with at most three decimals.

    >>> _wh(b"1,25"), _wh(b"3")
    (1250, 3000)
    """
    whole, _point, part = text.replace(b",", b".").partition(b".")
    return int(whole + part.ljust(3, b"0"))


@lru_cache(maxsize=64)
def _get_steps(frame: bytes) -> tuple[int, tuple[int, ...]] | None:
    """(minutes of a step, qualities) if the text around the values is that of the
    periods of a whole day in order and of nothing else."""
    pattern, place = [], 0
    while match := _PERIOD.match(frame, place):
        pattern.append((match[1].decode(), match[2].decode()))
        place = match.end()
    if not pattern or frame[place:].strip(b" \t\r\n"):
        return None
    step, places, problem = day_places(tuple(pattern))
    if problem or places is not None:
        return None
    return step, (COMMERCIAL,) * (DAY_MINUTES // step)
