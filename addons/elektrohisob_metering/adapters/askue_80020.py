"""Layouts 80020 (daily) and 80040 (corrected) of automatic metering systems.

Bytes of an .xml or .zip in, days of channels out. Elements come in any order and in
any case; areas hold measuring points, delivery points, delivery groups and flows.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

from lxml import etree

from .intervals import (
    COMMERCIAL,
    DAY_MINUTES,
    MAX_WH,
    MISSING,
    NON_COMMERCIAL,
    WH,
    ChannelDay,
    FileError,
    IntervalFile,
    day_places,
    parse_number,
    to_wh,
)
from .plain_periods import CHANNEL_TAGS, PlainPeriods
from .xml_file import read_documents

CHANNELS = {"01": "A+", "02": "A-", "03": "R+", "04": "R-"}
POINTS = ("measuringpoint", "accountpoint", "deliverypoint")
GROUPS = ("deliverygroup", "peretok")
NOTE_ATTRIBUTES = ("extendedstatus", "exstendedstatus", "errofmeasuring",
                   "param1", "param2", "param3")  # fmt: skip
FILE_NAME = re.compile(
    r"^800([24])0_(\d+)_(\d{8})_(\d+)(?:_(\d+))?\.(?:xml|zip)$", re.IGNORECASE
)
_GMT = re.compile(r"GmtTo\s*=\s*([+-]?\d{1,2})", re.IGNORECASE)


def read(data: bytes, *, name: str = "", layout: str = "80020") -> list[IntervalFile]:
    """Messages of the file; several if an archive holds several.

    :param layout: 80020 or 80040, the class the message must have
    :raise FileError: see :func:`.xml_file.read_documents`; ``other_class``,
        ``no_message``, ``no_day``, ``no_values``
    """
    plain = PlainPeriods()
    return [
        _read_message(root, layout, inner, plain)
        for inner, root in read_documents(data, name, plain.take)
    ]


def _read_message(
    root: etree._Element, layout: str, name: str, plain: PlainPeriods
) -> IntervalFile:
    if root.tag != "message":
        raise FileError("no_message", tag=str(root.tag)[:60], layout=layout)
    found = (root.get("class") or "").strip()
    if found != layout:
        raise FileError("other_class", found=found[:20] or "–", layout=layout)
    day = _parse_day(_text(root, "datetime", "day"))
    if day is None:
        raise FileError("no_day", value=_text(root, "datetime", "day")[:40])
    days = tuple(
        item
        for area in root.iterchildren("area")
        for item in _read_area(area, day, _text(area, "inn"), plain)
    )
    if not days:
        raise FileError("no_values")
    return IntervalFile(
        sender=_text(root, "sender", "inn"),
        number=_parse_count(root.get("number") or _number_in(name)),
        sent=_parse_instant(_text(root, "datetime", "timestamp")),
        days=days,
        gmt=_get_gmt(root),
        count=sum(len(item.values) for item in days),
        total_wh=sum(item.wh for item in days),
    )


def _read_area(
    area: etree._Element, day: date, code: str, plain: PlainPeriods
) -> Iterator[ChannelDay]:
    for item in area.iterchildren(etree.Element):
        if item.tag in GROUPS:
            ends = (item.get("codefrom"), item.get("codeto"))
            point = item.get("code") or ">".join(end or "" for end in ends)
            yield _read_channel(item, day, (code, point, item.get("name") or ""), "A+")
        elif item.tag in POINTS:
            head = (code, (item.get("code") or "").strip(), item.get("name") or "")
            for channel in item.iterchildren(etree.Element):
                if channel.tag in CHANNEL_TAGS:
                    number = (channel.get("code") or "").strip().zfill(2)
                    kind = CHANNELS.get(number, "")
                    yield (
                        _read_plain(channel, day, head, kind, plain)
                        or _read_channel(channel, day, head, kind)
                    )


def _read_plain(
    channel: etree._Element,
    day: date,
    head: tuple[str, str, str],
    kind: str,
    plain: PlainPeriods,
) -> ChannelDay | None:
    """The day of a channel whose values were taken out before parsing."""
    found = plain.get(channel)
    if not found:
        return None
    area, point, name = head
    return ChannelDay(
        line_no=channel.sourceline or 0,
        area=area,
        point=point,
        reading_type=kind or (channel.get("code") or "")[:2],
        day=day,
        step=found.step,
        values=found.values,
        qualities=found.qualities,
        name=name,
        problem="" if point and kind else "no_channel",
        figures={"count": len(found.values), "value": ""},
    )


def _read_channel(
    channel: etree._Element, day: date, head: tuple[str, str, str], kind: str
) -> ChannelDay:
    area, point, name = head
    periods = channel.findall("period")
    pattern = tuple((p.get("start") or "", p.get("end") or "") for p in periods)
    step, places, problem = day_places(pattern)
    values, qualities, notes, wrong = _read_values(periods)
    if not problem and (not point or not kind):
        problem = "no_channel"
    if not problem and wrong:
        problem = "value"
    if not problem and any(not 0 <= value <= MAX_WH for value in values):
        problem = "negative" if min(values) < 0 else "too_large"
    if not problem and places is not None:  # out of order, or with holes
        count = DAY_MINUTES // step
        spread, marks = [0] * count, [MISSING] * count
        for place, value, quality in zip(places, values, qualities, strict=True):
            spread[place], marks[place] = value, quality
        values, qualities = spread, marks
    return ChannelDay(
        line_no=channel.sourceline or 0,
        area=area,
        point=point,
        reading_type=kind or (channel.get("code") or "")[:2],
        day=day,
        step=step,
        values=tuple(values),
        qualities=tuple(qualities),
        name=name,
        notes=tuple(dict.fromkeys(notes)),
        problem=problem,
        figures={"count": len(periods), "value": wrong},
    )


def _read_values(
    periods: list[etree._Element],
) -> tuple[list[int], list[int], list[str], str]:
    """(Wh, qualities, notes, first text that is no number) of the periods."""
    cells = [period.find("value") for period in periods]
    texts = [(cell.text or "") if cell is not None else "" for cell in cells]
    if all(map(str.isdecimal, texts)):  # nearly every file
        try:
            values = [int(text) * WH for text in texts]
        except ValueError:  # thousands of digits
            return [], [], [], "9…9"
    else:
        numbers = [parse_number(text.strip()) for text in texts]
        for text, number in zip(texts, numbers, strict=True):
            if number is None and text.strip():
                return [], [], [], text.strip()[:40]
        values = to_wh(numbers)
    qualities, notes = [], []
    for cell, text in zip(cells, texts, strict=True):
        quality = COMMERCIAL
        if cell is None or not text.strip():
            quality = MISSING
        elif cell.attrib and (cell.get("status") or "0").strip() != "0":
            quality = NON_COMMERCIAL
        if cell is not None and len(cell.attrib) > 1:
            notes += [
                f"{key}={cell.get(key)}"[:80]
                for key in NOTE_ATTRIBUTES
                if cell.get(key)
            ]
        qualities.append(quality)
    return values, qualities, notes, ""


# === HEAD OF THE MESSAGE === #


def _text(element: etree._Element, *path: str) -> str:
    found = element.find("/".join(path))
    return (found.text or "").strip()[:200] if found is not None else ""


def _get_gmt(root: etree._Element) -> int | None:
    """Zone the writer says the times are in."""
    nodes = [*root.itersiblings(etree.Comment, preceding=True)]
    nodes += root.iterchildren(etree.Comment)
    for node in nodes:
        if match := _GMT.search(node.text or ""):
            return int(match.group(1))
    return None


def _number_in(name: str) -> str:
    match = FILE_NAME.match(name.rpartition("/")[2])
    return match.group(4) if match else ""


def _parse_count(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _parse_day(text: str) -> date | None:
    found = _parse_instant(text + "000000") if len(text) == 8 else None
    return found.date() if found else None


def _parse_instant(text: str) -> datetime | None:
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S")
    except ValueError:
        return None
