"""Green Button (ESPI): an Atom feed of usage points, reading types and intervals."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from lxml import etree

from .intervals import (
    COMMERCIAL,
    FIRST,
    LAST,
    NON_COMMERCIAL,
    STEPS,
    WH,
    ChannelDay,
    FileError,
    IntervalFile,
    local_time,
    parse_number,
    split_days,
)
from .xml_file import read_documents

ELECTRICITY = "0"
#: (direction of flow, unit) → kind of energy.
KINDS = {("", "72"): "A+", ("0", "72"): "A+", ("1", "72"): "A+", ("4", "72"): "A+",
         ("19", "72"): "A-", ("1", "73"): "R+", ("19", "73"): "R-"}  # fmt: skip
COMMERCIAL_CODES = {"", "0", "11", "14", "17", "18", "19"}
TASHKENT_SECONDS = 5 * 3600


@dataclass(slots=True)
class Entry:
    """An entry of the feed: its object and the addresses that tie it to others."""

    content: etree._Element
    title: str
    own: str = ""
    up: str = ""
    related: list[str] = field(default_factory=list)

    def owns(self, other: "Entry") -> bool:
        """Whether the addresses say that ``other`` hangs below this entry."""
        if self.own and f"{other.own}/".startswith(f"{self.own}/"):
            return True
        return bool({other.own, other.up} & set(self.related) - {""})


def read(data: bytes, name: str = "") -> list[IntervalFile]:
    """Feeds of the file.

    :raise FileError: see :func:`.xml_file.read_documents`; ``no_feed``,
        ``other_commodity``, ``no_values``
    """
    return [_read_feed(root) for _name, root in read_documents(data, name)]


def _read_feed(root: etree._Element) -> IntervalFile:
    if root.tag not in ("feed", "entry"):
        raise FileError("no_feed", tag=str(root.tag)[:60])
    entries: dict[str, list[Entry]] = {}
    for node in root.iter("entry"):
        for content in node.iterchildren("content"):
            for item in content.iterchildren(etree.Element):
                entries.setdefault(item.tag, []).append(_entry(node, item))
    points = entries.get("usagepoint", [])
    kinds = {_text(point.content, "servicecategory/kind") for point in points}
    if kinds and ELECTRICITY not in kinds:
        raise FileError("other_commodity")
    blocks = entries.get("intervalblock", [])
    if not blocks:
        raise FileError("no_values")
    series: dict[tuple[str, str, int], dict] = {}
    days: list[ChannelDay] = []
    count, total = 0, Decimal()
    for block in blocks:
        numbers = _read_block(block, entries, series, days)
        count += len(numbers)
        total += sum((cell[0] or 0 for cell in numbers.values()), Decimal())
    if not count and not days:
        raise FileError("no_values")
    for found in series.values():
        days += [
            replace(day, problem="overlap") if day.day in found["twice"] else day
            for day in split_days(found["slots"], found["template"])
        ]
    return IntervalFile(
        sender=_text(root, "title"),
        number=0,
        sent=local_time(_text(root, "updated").replace("Z", "+00:00")),
        days=tuple(days),
        count=count,
        total_wh=total * WH,
    )


def _read_block(
    block: Entry,
    entries: dict[str, list[Entry]],
    series: dict[tuple[str, str, int], dict],
    days: list[ChannelDay],
) -> dict[datetime, tuple[Decimal | None, int]]:
    """Put the intervals of a block to those of its channel and return them; what
    cannot be used goes to ``days`` with its problem."""
    meter = _owner(block, entries.get("meterreading", []))
    kind, factor, step = _parse_type(meter, entries.get("readingtype", []))
    point, title = _get_point(meter or block, entries.get("usagepoint", []))
    shift = timedelta(seconds=_get_offset(entries))
    numbers, twice = _read_intervals(block, factor, shift, (point, kind), days)
    step = step or _get_length(block.content)
    if not kind or step not in STEPS:
        days.append(_bad(block, point, kind, "periods" if kind else "other_unit"))
        return numbers
    template = ChannelDay(block.content.sourceline or 0, "", point, kind, None,
                          step, name=title, partial=True)  # fmt: skip
    empty = {"template": template, "slots": {}, "twice": set()}
    found = series.setdefault((point, kind, step), empty)
    found["twice"] |= twice
    for start, cell in numbers.items():
        if found["slots"].setdefault(start, cell) != cell:
            found["twice"].add(start.date())
    return numbers


def _read_intervals(
    block: Entry,
    factor: Decimal,
    shift: timedelta,
    channel: tuple[str, str],
    days: list[ChannelDay],
) -> tuple[dict[datetime, tuple[Decimal | None, int]], set[date]]:
    """(local start → (kWh, quality), days with two values of one time); what is no
    time or no number goes to ``days``."""
    slots: dict[datetime, tuple[Decimal | None, int]] = {}
    twice = set()
    for item in block.content.iterchildren("intervalreading"):
        start, text = _text(item, "timeperiod/start"), _text(item, "value")
        local, number = _local(start, shift), parse_number(text)
        if local is None or (text and number is None):
            problem, wrong = ("value", text) if local else ("day", start)
            days.append(
                ChannelDay(
                    *(item.sourceline or 0, "", *channel, None),
                    problem=problem,
                    figures={"value": wrong[:40]},
                )
            )
            continue
        codes = {(node.text or "").strip() for node in item.iter("quality")}
        quality = COMMERCIAL if codes <= COMMERCIAL_CODES else NON_COMMERCIAL
        cell = (None if number is None else number * factor, quality)
        if slots.setdefault(local, cell) != cell:
            twice.add(local.date())
    return slots, twice


def _local(start: str, shift: timedelta) -> datetime | None:
    """Local time of the seconds since 1970; None where they are no time."""
    if not (start.isascii() and start.isdigit() and len(start) < 12):
        return None
    local = datetime.fromtimestamp(int(start), UTC).replace(tzinfo=None) + shift
    return local if FIRST <= local.date() <= LAST else None


def _parse_type(meter: Entry | None, types: list[Entry]) -> tuple[str, Decimal, int]:
    """(kind of energy, factor to kWh, minutes of an interval) of a meter reading."""
    named = [t for t in types if meter and t.own in meter.related]
    found = named or (types if len(types) == 1 else [])
    if not found:
        return "", Decimal(1) / WH, 0
    node = found[0].content
    kind = KINDS.get((_text(node, "flowdirection"), _text(node, "uom")), "")
    power = parse_number(_text(node, "poweroftenmultiplier") or "0")
    if power is None or abs(power) > 12 or power % 1:
        kind, power = "", Decimal()
    length = _text(node, "intervallength")
    seconds = int(length) if length.isascii() and length.isdigit() else 0
    minutes = seconds // 60 if seconds % 60 == 0 else 0
    return kind, Decimal(10) ** int(power) / WH, minutes


def _get_length(block: etree._Element) -> int:
    """Minutes of the first interval of a block."""
    node = next(block.iter("intervalreading"), None)
    text = _text(node, "timeperiod/duration") if node is not None else ""
    return int(text) // 60 if text.isascii() and text.isdigit() else 0


def _get_offset(entries: dict[str, list[Entry]]) -> int:
    """Seconds of local time east of Greenwich, without summer time."""
    for entry in entries.get("localtimeparameters", ()):
        number = parse_number(_text(entry.content, "tzoffset"))
        if number is not None and abs(number) <= 50_400:
            return int(number)
    return TASHKENT_SECONDS


def _get_point(meter: Entry, points: list[Entry]) -> tuple[str, str]:
    """(code, title) of the usage point an entry hangs below."""
    point = _owner(meter, points)
    if not point:
        return "", ""
    code = point.own.rpartition("/resource/")[2] or point.title
    return code[-80:], point.title[:80]


def _owner(child: Entry, parents: list[Entry]) -> Entry | None:
    owners = [parent for parent in parents if parent.owns(child)]
    return owners[0] if owners else parents[0] if len(parents) == 1 else None


def _bad(block: Entry, point: str, kind: str, problem: str) -> ChannelDay:
    count = len(list(block.content.iterchildren("intervalreading")))
    return ChannelDay(block.content.sourceline or 0, "", point, kind, None,
                      problem=problem,
                      figures={"count": count, "value": block.title[:40]})  # fmt: skip


def _entry(node: etree._Element, content: etree._Element) -> Entry:
    entry = Entry(content, _text(node, "title"))
    for link in node.iterchildren("link"):
        href = (link.get("href") or "").strip().rstrip("/")
        rel = (link.get("rel") or "").strip().lower()
        if rel == "self":
            entry.own = href
        elif rel == "up":
            entry.up = href
        else:
            entry.related.append(href)
    return entry


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "").strip()[:200] if found is not None else ""
