"""Readings sent by consumers as text messages: ``KORSATKICH 26269 01234567 4321``.

The gateway of the short number hands messages over as a JSON list of objects ``phone``,
``time`` (ISO 8601; without a zone: Tashkent) and ``text``.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from odoo.addons.elektrohisob_base.engine.moment import TASHKENT

# In Uzbek and Russian, both alphabets; apostrophes are left out before comparing.
WORDS = frozenset({"KORSATKICH", "КЎРСАТКИЧ", "КУРСАТКИЧ", "ПОКАЗАНИЕ", "ПОКАЗАНИЯ"})
MARKS = re.compile(r"[ʻʼ‘’'`]")
VALUE = re.compile(r"\d+(?:[.,]\d+)?")


class SmsError(ValueError):
    """The file is no list of messages."""


@dataclass(frozen=True, slots=True)
class SmsReading:
    """One message. ``account`` and ``value`` are empty if it names none."""

    line_no: int
    raw: str
    phone: str
    day: date | None
    account: str
    value: str


def read_messages(data: bytes) -> Iterator[SmsReading]:
    """Messages of a file.

    :raise SmsError: the file is no JSON list of objects with texts
    """
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise SmsError from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SmsError
    for number, row in enumerate(rows, 1):
        text = str(row.get("text") or "")
        phone = str(row.get("phone") or "")
        account, value = parse_text(text)
        yield SmsReading(
            number, f"{phone}; {text}", phone, _day(row.get("time")), account, value
        )


def parse_text(text: str) -> tuple[str, str]:
    """Account and reading of a text; empty if it is not understood.

    >>> parse_text("Ko‘rsatkich 26269 01234567 4321,5")
    ('2626901234567', '4321.5')
    >>> parse_text("salom")
    ('', '')
    """
    words = MARKS.sub("", text.upper()).replace(":", " ").split()
    if len(words) < 3 or words[0] not in WORDS:
        return "", ""
    *account, value = words[1:]
    number = "".join(account)
    if not number.isdecimal() or not VALUE.fullmatch(value):
        return "", ""
    return number, value.replace(",", ".")


def _day(text: object) -> date | None:
    """Day in Tashkent of an instant."""
    try:
        instant = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return (instant.astimezone(TASHKENT) if instant.tzinfo else instant).date()
