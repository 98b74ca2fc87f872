"""Bank statements in the format SWIFT MT940 (customer statement message).

A file holds messages one after another, with or without the blocks of the network.
A message is one page of an account: balances, movements and their details. How banks
fill the details differs; the fields of ``?20…``, of ``/NAME/…`` and free text are read.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.elektrohisob_metering.adapters.codec import guess_codec

from .bank_statement import (
    NOBODY,
    BankFileError,
    Document,
    Section,
    Statement,
    make_statement,
    read_amount,
)
from .mt940_details import read_details

_TAG = re.compile(r":([0-9]{2}[A-Z]?|NS):(.*)")
_BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9]{1,18}(?:[,.][0-9]{0,3})?)")
_MOVEMENT = re.compile(
    r"([0-9]{6})([0-9]{4})?([ER]?[CD])([A-Z])?([0-9]+(?:[,.][0-9]{0,3})?)"
    r"([NSF][A-Z0-9 ]{3})?(.*)"
)
_END = re.compile(r"-\}?\s*$")

Line = tuple[int, str, str]


def parse(data: bytes) -> Statement:
    """Read all messages of a file.

    :raise BankFileError: ``empty``, ``not_mt940``, ``cut`` (a page has no closing
        balance)
    """
    if not data.strip():
        raise BankFileError("empty")
    encoding, text = _decode(data)
    pages = list(_split(text))
    if not pages:
        raise BankFileError("not_mt940")
    return make_statement(encoding, "MT940", map(_read_page, pages))


def _decode(data: bytes) -> tuple[str, str]:
    for codec in ("utf-8-sig", guess_codec(data)):
        try:
            return codec, data.decode(codec).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return "cp1251", data.decode("cp1251", "replace").replace("\0", "")


def _split(text: str) -> Iterator[list[Line]]:
    """Pages as (line number, tag, value); a value goes on to the next tag."""
    page: list[Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = re.sub(r"^\{[^}]*\}(?:\{[^}]*\})*\{4:", "", line.rstrip())
        match = _TAG.match(line)
        if match and match[1] == "20" and page:
            yield from _complete(page)
            page = []
        if match and (page or match[1] == "20"):
            page.append((number, match[1], match[2]))
        elif page and _END.match(line):
            yield from _complete(page)
            page = []
        elif page and line:
            first, tag, value = page[-1]
            page[-1] = (first, tag, f"{value}\n{line}")
    yield from _complete(page)


def _complete(page: list[Line]) -> Iterator[list[Line]]:
    if not page:
        return
    tags = {tag[:2] for _number, tag, _value in page}
    if "25" in tags and "60" in tags:
        if "62" not in tags:
            raise BankFileError("cut")
        yield page


def _read_page(page: list[Line]) -> tuple[Section, list[Document]]:
    account, opening, closing = "", None, None
    documents: list[Document] = []
    for number, tag, value in page:
        if tag == "25":
            account = value.split("\n")[0].strip().rpartition("/")[2]
        elif tag in ("60F", "60M"):
            opening = _read_balance(value)
        elif tag in ("62F", "62M"):
            closing = _read_balance(value)
        elif tag == "61":
            documents.append(_read_movement(number, value))
        elif tag in ("86", "NS") and documents and not closing:
            documents[-1] = read_details(documents[-1], value)
    if not opening or not closing:
        raise BankFileError("cut")
    section = Section(
        account=account,
        date_start=opening[0],
        date_end=closing[0],
        opening=opening[1],
        total_in=None,
        total_out=None,
        closing=closing[1],
        currency=closing[2],
    )
    return section, [replace(d, own_account=account) for d in documents]


def _read_balance(value: str) -> tuple[date | None, Decimal, str] | None:
    match = _BALANCE.match(value.strip())
    if not match:
        return None
    mark, day, currency, text = match.groups()
    amount = Decimal(text.replace(",", ".").rstrip("."))
    return _read_day(day), -amount if mark == "D" else amount, currency


def _read_movement(number: int, value: str) -> Document:
    """A movement; C and RD bring money, D and RC take it."""
    line, _newline, supplement = value.partition("\n")
    match = _MOVEMENT.fullmatch(line.strip())
    if not match:
        return _bad_movement(number, line)
    value_day, entry_day, mark, _funds, text, kind, references = match.groups()
    amount, problem = read_amount(text)
    own, _bar, banks = (references or "").partition("//")
    own, banks = own[:16].strip(), banks[:16].strip()
    reference = banks or ("" if own.upper() == "NONREF" else own)
    day = _read_day(value_day)
    booked = _read_entry_day(day, entry_day) if day and entry_day else day
    is_in = mark[-1] == ("D" if mark[0] == "R" else "C")
    return Document(
        line_no=number,
        kind=(kind or "").strip(),
        number=reference,
        date=day,
        amount=amount,
        raw_amount=text,
        payer=NOBODY,
        payee=NOBODY,
        date_out=booked,
        date_in=booked,
        purpose=supplement.replace("\n", " ").strip(),
        extra={"61": own} if own and banks else {},
        problem=problem,
        direction="pending" if mark[0] == "E" else "in" if is_in else "out",
        is_reversal=mark[0] == "R",
    )


def _bad_movement(number: int, line: str) -> Document:
    return Document(
        line_no=number,
        kind="",
        number="",
        date=None,
        amount=None,
        raw_amount=line[:60],
        payer=NOBODY,
        payee=NOBODY,
        date_out=None,
        date_in=None,
        purpose="",
        extra={},
        problem="bad_amount",
        direction="unknown",
    )


def _read_day(text: str) -> date | None:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def _read_entry_day(day: date, text: str) -> date:
    """The day MMDD nearest to the value date: the year is not written."""
    found = []
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            found.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    nearest = min(found, key=lambda one: abs(one - day), default=day)
    return nearest if abs(nearest - day) < timedelta(days=120) else day
