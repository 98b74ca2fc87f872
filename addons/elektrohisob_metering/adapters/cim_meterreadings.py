"""IEC 61968-9 MeterReadings as head-end systems send them (EventMessage, replies).

Energy by intervals becomes days of channels; registers, and profiles of registers,
become readings and the differences of neighbours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from lxml import etree

from .intervals import (
    COMMERCIAL,
    NON_COMMERCIAL,
    ChannelDay,
    FileError,
    IntervalFile,
    RegisterReading,
    local_time,
    parse_number,
    split_days,
)
from .xml_file import read_documents

ROOTS = ("eventmessage", "responsemessage", "requestmessage", "meterreadings")
#: Attribute 3 of a reading type (measuring period) → minutes.
PERIODS = {"1": 10, "2": 15, "3": 1, "4": 1440, "5": 30, "6": 5, "7": 60, "11": 1440}
REGISTERS = {"1", "3", "9"}  # attribute 4: bulk quantity, cumulative, summation
DELTAS = {"0", "4"}
#: (attribute 5: direction of flow, attribute 17: unit) → kind of energy.
KINDS = {
    ("0", "72"): "A+", ("1", "72"): "A+", ("19", "72"): "A-",
    ("0", "73"): "R+", ("1", "73"): "R+", ("5", "73"): "R+", ("15", "73"): "R+",
    ("19", "73"): "R-", ("13", "73"): "R-", ("18", "73"): "R-",
}  # fmt: skip
DOUBTFUL = {"5", "6", "7", "8", "9", "10", "11"}  # categories of quality


@dataclass(slots=True)
class Series:
    """Values of one reading type of one meter, by local time; ``twice``: times that
    came with different ones, of which nobody knows the true one."""

    line_no: int
    step: int
    values: dict[datetime, tuple[Decimal | None, int]] = field(default_factory=dict)
    twice: set[datetime] = field(default_factory=set)

    def put(self, start: datetime, cell: tuple[Decimal | None, int]) -> None:
        if self.values.setdefault(start, cell) != cell:
            self.twice.add(start)

    def take_twice(self) -> list[datetime]:
        """Leave out the times that came with different values, and name them."""
        for start in self.twice:
            del self.values[start]
        return sorted(self.twice)


def read(data: bytes, name: str = "") -> list[IntervalFile]:
    """Messages of the file.

    :raise FileError: see :func:`.xml_file.read_documents`; ``no_readings``,
        ``no_values``
    """
    return [_read_message(root) for _name, root in read_documents(data, name)]


def _read_message(root: etree._Element) -> IntervalFile:
    if root.tag not in ROOTS:
        raise FileError("no_readings", tag=str(root.tag)[:60])
    days: list[ChannelDay] = []
    readings: list[RegisterReading] = []
    deltas: dict[tuple[str, str], Series] = {}
    registers: dict[tuple[str, str], Series] = {}
    for reading in root.iter("meterreading"):
        serial = _get_serial(reading)
        for block in reading.iterchildren("intervalblocks", "readings"):
            days += _read_block(block, serial, deltas, registers)
    for (serial, kind), series in registers.items():
        days += [
            ChannelDay(series.line_no, "", serial, kind, None, problem="twice",
                       figures={"value": f"{instant:%d.%m.%Y %H:%M}"})
            for instant in series.take_twice()
        ]  # fmt: skip
        readings += _get_readings(serial, kind, series)
        if series.step and len(kind) == 2:  # zones have no profile of their own
            _take_differences(series, deltas.setdefault((serial, kind), _like(series)))
    for (serial, kind), series in deltas.items():
        days += _get_days(serial, kind, series)
    texts = [node.text or "" for node in root.iter("value") if node.getparent().tag
             in ("intervalreadings", "readings")]  # fmt: skip
    if not texts:
        raise FileError("no_values")
    return IntervalFile(
        sender=_text(root, "header/source"),
        number=0,
        sent=local_time(_text(root, "header/timestamp")),
        days=tuple(days),
        readings=tuple(readings),
        count=len(texts),
        total_wh=sum((parse_number(t.strip()) or 0 for t in texts), Decimal()) * 1000,
    )


def _get_days(serial: str, kind: str, series: Series) -> Iterator[ChannelDay]:
    """Days of a series; one with two values of one time cannot be used."""
    template = ChannelDay(series.line_no, "", serial, kind, None, series.step,
                          serial=serial, partial=True)  # fmt: skip
    twice = {start.date() for start in series.twice}
    for day in split_days(series.values, template):
        yield replace(day, problem="overlap") if day.day in twice else day


def _read_block(block, serial, deltas, registers) -> Iterator[ChannelDay]:
    """Put the values of a block into its series; yield what cannot be used."""
    node = block.find("readingtype")
    ref = (node.get("ref") or node.text or "").strip() if node is not None else ""
    kind, factor, attributes = _parse_type(ref)
    step = PERIODS.get(attributes[2], 0)
    is_register = attributes[3] in REGISTERS
    line_no = block.sourceline or 0
    if (
        not kind
        or not serial
        or not (is_register or (step and attributes[3] in DELTAS))
    ):
        problem = "other_unit" if serial else "no_channel"
        yield ChannelDay(line_no, "", serial, kind, None, problem=problem,
                         figures={"value": ref[:60]})  # fmt: skip
        return
    store = registers if is_register else deltas
    series = store.setdefault((serial, kind), Series(line_no, step))
    items = [block] if block.tag == "readings" else block.iterchildren()
    for item in items:
        if item.tag not in ("intervalreadings", "readings"):
            continue
        instant = local_time(_text(item, "timestamp"))
        text = _text(item, "value")
        number = parse_number(text)
        if instant is None or (text and number is None):
            bad = {"value": (text if instant else _text(item, "timestamp"))[:40]}
            yield ChannelDay(item.sourceline or 0, "", serial, kind, None,
                             problem="value" if instant else "day",
                             figures=bad)  # fmt: skip
            continue
        number = None if number is None else number * factor
        # a delta is stamped with the end of its interval
        start = instant if is_register else instant - timedelta(minutes=step)
        series.put(start, (number, _get_quality(item)))


def _parse_type(ref: str) -> tuple[str, Decimal, list[str]]:
    """(kind of energy or "", factor to kWh, attributes) of a reading type."""
    attributes = ref.split(".")
    if len(attributes) != 18:
        return "", Decimal(1), [""] * 18
    kind = KINDS.get((attributes[4], attributes[16]), "")
    zone = attributes[11]
    if zone != "0":
        kind = f"{kind}{zone}" if kind == "A+" and zone in "1234" else ""
    scale = attributes[15]
    if scale not in ("-3", "0", "3", "6", "9"):
        return "", Decimal(1), attributes
    return kind, Decimal(10) ** (int(scale) - 3), attributes


def _get_readings(serial: str, kind: str, series: Series) -> Iterator[RegisterReading]:
    """The first state of each day stands for 00:00; of profiles only 00:00 itself."""
    seen = set()
    for instant, (number, _quality) in sorted(series.values.items()):
        day = instant.date()
        at_midnight = not (instant.hour or instant.minute)
        if number is None or day in seen or (series.step % 1440 and not at_midnight):
            continue
        seen.add(day)
        yield RegisterReading(series.line_no, serial, kind, day, f"{number:f}")


def _take_differences(series: Series, target: Series) -> None:
    """Energy between neighbouring states of a register one step apart."""
    span = timedelta(minutes=series.step)
    for instant, (number, quality) in series.values.items():
        after = series.values.get(instant + span)
        if number is None or after is None or after[0] is None:
            continue
        if after[0] >= number:  # a register that turned over or was changed: a hole
            target.values.setdefault(
                instant, (after[0] - number, max(quality, after[1]))
            )


def _like(series: Series) -> Series:
    return Series(series.line_no, series.step)


def _get_quality(item: etree._Element) -> int:
    """Commercial if any quality says valid; doubtful if one says edited and so on."""
    refs = [
        (node.get("ref") or node.text or "").strip().split(".")
        for node in item.iter("readingqualitytype")
    ]
    categories = {ref[1] for ref in refs if len(ref) > 2}
    return NON_COMMERCIAL if categories & DOUBTFUL else COMMERCIAL


def _get_serial(reading: etree._Element) -> str:
    for path in ("meter/names/name", "meter/mrid", "usagepoint/mrid"):
        if text := _text(reading, path):
            return text
    return ""


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "").strip()[:200] if found is not None else ""
