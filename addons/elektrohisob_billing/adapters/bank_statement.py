"""What every reader of bank files gives: documents of a statement and its totals.

Bytes in, frozen dataclasses out. Sums are Decimal in the currency of the account.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from odoo.addons.elektrohisob_metering.adapters.intervals import FileError

#: What is above is a slip of the writer, not a payment: ten thousand billions.
MAX_AMOUNT = Decimal(10) ** 13
FIRST_DAY = date(2000, 1, 1)
_PURPOSE_CODE = re.compile(r"^\s*[0-9]{5}\s+")
_PURPOSE_NOISE = re.compile(r"[\W_]+")
_AMOUNT = re.compile(r"[0-9]{1,18}(?:[.,][0-9]*)?")
ACCOUNT = re.compile(r"(?<![0-9])[0-9]{20}(?![0-9])")

Warnings = Iterator[tuple[str, str, str]]


class BankFileError(FileError):
    """The file cannot be read at all; ``code`` says why."""


@dataclass(frozen=True)
class Party:
    """Payer or payee of a document."""

    name: str
    code: str  # STIR (9 digits) or PINFL (14 digits)
    accounts: tuple[str, ...]
    bank_code: str  # MFO in Uzbekistan, BIK elsewhere

    @property
    def account(self) -> str:
        return self.accounts[0] if self.accounts else ""


NOBODY = Party("", "", (), "")


@dataclass(frozen=True)
class Section:
    """Totals of one own account over some days, as the bank states them."""

    account: str
    date_start: date | None
    date_end: date | None
    opening: Decimal | None
    total_in: Decimal | None
    total_out: Decimal | None
    closing: Decimal | None
    currency: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Document:
    """One payment document; ``problem`` is the code of what makes it unusable.

    ``account``: the consumer's account where the file has a place for it;
    ``row_id``: identity of the row at its writer; ``is_reversal``: the bank takes back
    what it booked by mistake.
    """

    line_no: int
    kind: str
    number: str
    date: date | None
    amount: Decimal | None
    raw_amount: str
    payer: Party
    payee: Party
    date_out: date | None
    date_in: date | None
    purpose: str
    extra: dict[str, str]
    problem: str = ""
    direction: str = ""  # in, out, internal, foreign or unknown
    own_account: str = ""
    key: str = ""
    account: str = ""
    row_id: str = ""
    is_reversal: bool = False

    @property
    def value_date(self) -> date | None:
        """Day on which the money reached or left the own account."""
        moved = self.date_out if self.direction == "out" else self.date_in
        return moved or self.date

    @property
    def plain_purpose(self) -> str:
        """Purpose without the five-digit purpose code in front."""
        return _PURPOSE_CODE.sub("", self.purpose)

    @property
    def is_known(self) -> bool:
        """Whether its writer gave it a name: without one two payments look alike."""
        return bool(self.row_id or self.number)


@dataclass(frozen=True)
class Statement:
    """A parsed file. ``warnings`` are codes with the figures that disagree."""

    encoding: str
    version: str
    sender: str
    accounts: tuple[str, ...]
    date_start: date | None
    date_end: date | None
    sections: tuple[Section, ...]
    documents: tuple[Document, ...]
    header: dict[str, list[str]] = field(default_factory=dict)
    warnings: tuple[tuple[str, str, str], ...] = ()

    def total(self, direction: str) -> Decimal:
        """Sum of the readable documents of a direction."""
        return sum_of(self.documents, direction)

    def stated(self, name: str) -> Decimal | None:
        """Sum of ``total_in`` or ``total_out`` over the sections, if all state it."""
        figures = [getattr(section, name) for section in self.sections]
        known = [figure for figure in figures if figure is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(figures) else None

    @property
    def currencies(self) -> set[str]:
        """Codes of the currencies of the accounts, where the file tells them."""
        return {section.currency for section in self.sections if section.currency}


def make_statement(
    encoding: str,
    version: str,
    sections: Iterable[tuple[Section, list[Document]]],
    sender: str = "",
    warnings: Iterable[tuple[str, str, str]] = (),
) -> Statement:
    """A statement of sections with their documents, whose directions are known."""
    pairs = list(sections)
    found = [section for section, _documents in pairs]
    days = [d for s in found for d in (s.date_start, s.date_end) if d]
    return Statement(
        encoding=encoding,
        version=version,
        sender=sender,
        accounts=tuple(dict.fromkeys(s.account for s in found if s.account)),
        date_start=min(days, default=None),
        date_end=max(days, default=None),
        sections=tuple(found),
        documents=tuple(identify(d for _section, rows in pairs for d in rows)),
        warnings=(*warnings, *(w for pair in pairs for w in check_section(*pair))),
    )


def identify(
    documents: Iterable[Document],
    own_of: Callable[[Document], tuple[str, str]] | None = None,
) -> Iterator[Document]:
    """Add the key that names a document for good, and what is wrong with its day.

    The same document twice in one file is two payments: an occurrence counter
    tells them apart, and gives the same keys when the file comes again.

    :param own_of: direction and own account of a document; as it says if not given
    """
    seen: Counter[tuple[object, ...]] = Counter()
    for bare in documents:
        direction, own = own_of(bare) if own_of else (bare.direction, bare.own_account)
        document = replace(bare, direction=direction, own_account=own)
        day = document.value_date
        if not document.problem and (not day or day < FIRST_DAY):
            document = replace(document, problem="bad_date")
        if document.row_id:
            yield replace(document, key=f"id|{document.row_id}")
            continue
        parts = _identity(document)
        seen[parts] += 1
        key = "|".join(str(part or "") for part in (*parts, seen[parts]))
        yield replace(document, key=key)


def _identity(document: Document) -> tuple[object, ...]:
    other = document.payee if document.direction == "out" else document.payer
    purpose = _PURPOSE_NOISE.sub(" ", document.purpose.lower()).strip()
    return (
        document.own_account,
        document.value_date,
        document.direction,
        document.amount and f"{document.amount:.2f}",
        document.number,
        other.account,
        hashlib.sha256(purpose.encode()).hexdigest()[:16],
    )


def sum_of(documents: Iterable[Document], direction: str) -> Decimal:
    """Sum of the readable documents of a direction."""
    return sum(
        (d.amount for d in documents if d.direction == direction and d.amount),
        Decimal(0),
    )


def check_section(section: Section, documents: list[Document]) -> Warnings:
    """Control totals of a section that disagree: (code, stated, found)."""
    total_in, total_out = sum_of(documents, "in"), sum_of(documents, "out")
    if section.count is not None and section.count != len(documents):
        yield "count", str(section.count), str(len(documents))
    if section.total_in is not None and section.total_in != total_in:
        yield "total_in", f"{section.total_in:.2f}", f"{total_in:.2f}"
    if section.total_out is not None and section.total_out != total_out:
        yield "total_out", f"{section.total_out:.2f}", f"{total_out:.2f}"
    if section.closing is not None and section.opening is not None:
        closing = section.opening + total_in - total_out
        if closing != section.closing:
            yield "closing", f"{section.closing:.2f}", f"{closing:.2f}"


def read_amount(text: str) -> tuple[Decimal | None, str]:
    """(sum, "") of a figure with a point or comma, or (None, code of the problem).

    >>> read_amount("1500,5"), read_amount("-1"), read_amount("0.001")
    ((Decimal('1500.5'), ''), (None, 'bad_amount'), (None, 'bad_amount'))
    """
    plain = text.strip()
    if not _AMOUNT.fullmatch(plain):
        return None, "bad_amount"
    amount = Decimal(plain.replace(",", ".").rstrip("."))
    if not amount or amount != round(amount, 2) or amount > MAX_AMOUNT:
        return None, "bad_amount"
    return amount, ""
