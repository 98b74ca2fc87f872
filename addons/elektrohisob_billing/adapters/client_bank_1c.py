"""Bank statements in the text format 1CClientBankExchange (1.01–1.03).

Bytes in, frozen dataclasses out. The format has no quoting: a line is
``Key=value``, the value is all that follows the first ``=``. What banks write
differs from what they declare, so the encoding is found by trying; the Uzbek
dialect says МФО where the original says БИК.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

SIGNATURE = "1CClientBankExchange"
END_OF_FILE = "КонецФайла"
MAX_AMOUNT = Decimal(10) ** 13

_CODECS = {"windows": "cp1251", "dos": "cp866", "utf-8": "utf-8", "utf8": "utf-8"}
_HEADER_KEYS = (
    "ВерсияФормата Кодировка Отправитель Получатель ДатаСоздания ВремяСоздания "
    "ДатаНачала ДатаКонца РасчСчет Документ"
).split()
_SECTION_KEYS = (
    "ДатаНачала ДатаКонца РасчСчет НачальныйОстаток ВсегоПоступило ВсегоСписано "
    "КонечныйОстаток"
).split()
_PARTY_KEYS = (
    " Счет ИНН КПП 1 2 3 4 РасчСчет Банк1 Банк2 БИК МФО Корсчет"
).split(" ")  # fmt: skip
_DOCUMENT_KEYS = frozenset(
    (
        "Номер Дата Сумма КвитанцияДата КвитанцияВремя КвитанцияСодержание "
        "ДатаСписано ДатаПоступило ВидПлатежа ВидОплаты КодНазПлатежа Код "
        "НазначениеПлатежа НазначениеПлатежа1 НазначениеПлатежа2 "
        "НазначениеПлатежа3 НазначениеПлатежа4 НазначениеПлатежа5 "
        "НазначениеПлатежа6 СтатусСоставителя ПоказательКБК ОКАТО "
        "ПоказательОснования ПоказательПериода ПоказательНомера ПоказательДаты "
        "ПоказательТипа Очередность СрокПлатежа СрокАкцепта ВидАккредитива "
        "УсловиеОплаты1 УсловиеОплаты2 УсловиеОплаты3 ПлатежПоПредст "
        "ДополнУсловия НомерСчетаПоставщика ДатаОтсылкиДок"
    ).split()
) | {f"{party}{key}" for party in ("Плательщик", "Получатель") for key in _PARTY_KEYS}

_AMOUNT = re.compile(r"[0-9]{1,15}(?:[.,-][0-9]{1,2})?")
_AMOUNT_NOISE = re.compile("[\\s\u00a0\u202f']+")
_DATE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}")
_PARTY_CODE = re.compile(
    r"^\s*(?:ИНН|СТИР|STIR|INN)?[\s:]*([0-9]{9,14})[\s,/]+", re.IGNORECASE
)
_PURPOSE_CODE = re.compile(r"^\s*[0-9]{5}\s+")
_PURPOSE_NOISE = re.compile(r"[\W_]+")


class BankFileError(ValueError):
    """The file cannot be read at all; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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


@dataclass(frozen=True)
class Document:
    """One payment document; ``problem`` is the code of what makes it unusable."""

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

    @property
    def value_date(self) -> date | None:
        """Day on which the money reached or left the own account."""
        moved = self.date_out if self.direction == "out" else self.date_in
        return moved or self.date

    @property
    def plain_purpose(self) -> str:
        """Purpose without the five-digit purpose code in front."""
        return _PURPOSE_CODE.sub("", self.purpose)


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
        return sum(
            (
                document.amount
                for document in self.documents
                if document.direction == direction and document.amount
            ),
            Decimal(0),
        )

    def stated(self, name: str) -> Decimal | None:
        """Sum of ``total_in`` or ``total_out`` over the sections, if all state it."""
        figures = [getattr(section, name) for section in self.sections]
        known = [figure for figure in figures if figure is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(figures) else None


def parse(data: bytes, own_accounts: Collection[str] = ()) -> Statement:
    """Read a statement.

    :param own_accounts: our accounts (20 digits); empty to trust the file's own
    :raise BankFileError: ``empty``, ``not_client_bank``, ``cut`` (no end line)
    """
    if not data.strip():
        raise BankFileError("empty")
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")[: len(SIGNATURE) + 1]
    if start.rstrip() != SIGNATURE.encode():
        raise BankFileError("not_client_bank")
    encoding, lines = decode(data)
    header, raw_sections, raw_documents, complete = _split(lines)
    if not complete:
        raise BankFileError("cut")
    sections = tuple(_section(values) for values in raw_sections)
    file_accounts = [*header.get("РасчСчет", ()), *(s.account for s in sections)]
    accounts = tuple(dict.fromkeys(filter(None, file_accounts)))
    own = frozenset(own_accounts) or frozenset(accounts)
    documents = (_document(*raw) for raw in raw_documents)
    statement = Statement(
        encoding=encoding,
        version=_first(header, "ВерсияФормата"),
        sender=_first(header, "Отправитель"),
        accounts=accounts,
        date_start=parse_date(_first(header, "ДатаНачала"))
        or min(filter(None, (s.date_start for s in sections)), default=None),
        date_end=parse_date(_first(header, "ДатаКонца"))
        or max(filter(None, (s.date_end for s in sections)), default=None),
        sections=sections,
        documents=tuple(_with_keys(documents, own, frozenset(accounts) - own)),
        header=header,
    )
    return replace(statement, warnings=tuple(_check_totals(statement)))


def decode(data: bytes) -> tuple[str, list[str]]:
    """Encoding used and decoded lines, see the rules in the module's tests.

    Byte order mark, then strict UTF-8, then the declared or the more plausible
    of cp1251 and cp866; a line that is UTF-8 inside such a file stays UTF-8.
    """
    raw = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
    if raw.startswith(b"\xef\xbb\xbf"):
        raw, encoding = raw[3:], "utf-8-sig"
    else:
        encoding = "utf-8"
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and (encoding == "utf-8-sig" or "ВерсияФормата" in text):
        return encoding, text.split("\n")
    codec = _choose_codec(raw)
    lines, mixed = [], False
    for line in raw.split(b"\n"):
        decoded = None if line.isascii() else _strict_utf8(line)
        mixed = mixed or decoded is not None
        lines.append(line.decode(codec, "replace") if decoded is None else decoded)
    return (f"{codec}+utf-8" if mixed else codec), lines


def _strict_utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _choose_codec(raw: bytes) -> str:
    """cp1251 or cp866: the one in which the known keys appear."""
    keys = (*_HEADER_KEYS, *_SECTION_KEYS, "СекцияДокумент", "Сумма", END_OF_FILE)
    found = {
        codec: sum(f"\n{key}".encode(codec) in raw for key in keys)
        for codec in ("cp1251", "cp866")
    }
    declared = ""
    for codec in found:
        match = re.search(b"\n" + "Кодировка=".encode(codec) + b"([^\n]*)", raw)
        if match:
            name = match.group(1).decode("ascii", "ignore").strip().lower()
            declared = _CODECS.get(name, "")
    if found.get(declared):
        return declared
    return max(found, key=lambda codec: found[codec])


def parse_amount(text: str) -> Decimal | None:
    """``1234.56``, ``1 234,56`` and ``1234-56`` as a Decimal, or ``None``."""
    plain = _AMOUNT_NOISE.sub("", text)
    if not _AMOUNT.fullmatch(plain):
        return None
    amount = Decimal(plain.replace(",", ".").replace("-", "."))
    return amount if amount <= MAX_AMOUNT else None


def parse_date(text: str) -> date | None:
    """``dd.mm.yyyy``, or ``None``."""
    plain = text.strip()
    if not _DATE.fullmatch(plain):
        return None
    try:
        return datetime.strptime(plain, "%d.%m.%Y").date()
    except ValueError:
        return None


RawDocument = tuple[int, str, dict[str, str], bool]


def _split(
    lines: Iterable[str],
) -> tuple[dict[str, list[str]], list[dict[str, str]], list[RawDocument], bool]:
    """Header, account sections and documents of the lines; is the end line there?"""
    header: dict[str, list[str]] = {}
    sections: list[dict[str, str]] = []
    documents: list[RawDocument] = []
    current: dict[str, str] | None = None
    last_key = ""
    complete = False
    for number, line in enumerate(lines, 1):
        key, separator, value = line.partition("=")
        key, value = key.strip(), value.strip()
        if key == END_OF_FILE and not separator:
            complete = True
            break
        if key == "СекцияРасчСчет":
            current = {}
            sections.append(current)
        elif key == "СекцияДокумент":
            current = {}
            documents.append((number, value, current, False))
        elif key == "КонецДокумента" and documents:
            documents[-1] = (*documents[-1][:3], True)
            current = None
        elif key == "КонецРасчСчет":
            current = None
        elif current is None:
            if separator:
                header.setdefault(key, []).append(value)
        elif separator and key not in current:
            current[key], last_key = value, key
        elif (key == last_key or not separator) and line.strip():
            # a value broken over lines, or a key repeated for its next part
            current[last_key] = f"{current.get(last_key, '')} {value or key}".strip()
    return header, sections, documents, complete


def _first(header: dict[str, list[str]], key: str) -> str:
    return next(iter(header.get(key, ())), "")


def _section(values: dict[str, str]) -> Section:
    def amount(key: str) -> Decimal | None:
        text = values.get(key, "")
        negative = text.strip().startswith("-")
        figure = parse_amount(text.strip().lstrip("-"))
        return -figure if negative and figure is not None else figure

    return Section(
        account=values.get("РасчСчет", ""),
        date_start=parse_date(values.get("ДатаНачала", "")),
        date_end=parse_date(values.get("ДатаКонца", "")),
        opening=amount("НачальныйОстаток"),
        total_in=amount("ВсегоПоступило"),
        total_out=amount("ВсегоСписано"),
        closing=amount("КонечныйОстаток"),
    )


def _party(values: dict[str, str], side: str) -> Party:
    whole = values.get(side, "")
    prefix = _PARTY_CODE.match(whole)
    accounts = (values.get(f"{side}Счет", ""), values.get(f"{side}РасчСчет", ""))
    return Party(
        name=values.get(f"{side}1") or _PARTY_CODE.sub("", whole),
        code=values.get(f"{side}ИНН") or (prefix.group(1) if prefix else ""),
        accounts=tuple(dict.fromkeys(filter(None, accounts))),
        bank_code=values.get(f"{side}МФО") or values.get(f"{side}БИК", ""),
    )


def _document(
    line_no: int, kind: str, values: dict[str, str], closed: bool
) -> Document:
    raw_amount = values.get("Сумма", "")
    amount = parse_amount(raw_amount) or None
    purpose = values.get("НазначениеПлатежа") or " ".join(
        filter(None, (values.get(f"НазначениеПлатежа{i}") for i in range(1, 7)))
    )
    problem = "bad_amount" if not amount else "" if closed else "unclosed"
    return Document(
        line_no=line_no,
        kind=kind,
        number=values.get("Номер", ""),
        date=parse_date(values.get("Дата", "")),
        amount=amount,
        raw_amount=raw_amount,
        payer=_party(values, "Плательщик"),
        payee=_party(values, "Получатель"),
        date_out=parse_date(values.get("ДатаСписано", "")),
        date_in=parse_date(values.get("ДатаПоступило", "")),
        purpose=purpose,
        extra={
            key: value
            for key, value in values.items()
            if value and key not in _DOCUMENT_KEYS
        },
        problem=problem,
    )


def _with_keys(
    documents: Iterable[Document], own: frozenset[str], foreign: frozenset[str]
) -> Iterator[Document]:
    """Add direction, own account and the key that names a document for good.

    The same document twice in one file is two payments: an occurrence counter
    tells them apart, and gives the same keys when the file comes again.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    for bare in documents:
        direction, own_account = _direction(bare, own, foreign)
        document = replace(bare, direction=direction, own_account=own_account)
        if not document.problem and not document.value_date:
            document = replace(document, problem="bad_date")
        other = document.payee if direction == "out" else document.payer
        purpose = _PURPOSE_NOISE.sub(" ", document.purpose.lower()).strip()
        parts = (
            own_account,
            document.value_date,
            direction,
            document.amount and f"{document.amount:.2f}",
            document.number,
            other.account,
            hashlib.sha256(purpose.encode()).hexdigest()[:16],
        )
        seen[parts] += 1
        key = "|".join(str(part or "") for part in (*parts, seen[parts]))
        yield replace(document, key=key)


def _direction(
    document: Document, own: frozenset[str], foreign: frozenset[str]
) -> tuple[str, str]:
    """Which way the money went, and through which own account."""
    paid_from = own.intersection(document.payer.accounts)
    paid_to = own.intersection(document.payee.accounts)
    if paid_from and paid_to:
        return "internal", min(paid_to)
    if paid_to:
        return "in", min(paid_to)
    if paid_from:
        return "out", min(paid_from)
    if foreign.intersection((*document.payer.accounts, *document.payee.accounts)):
        return "foreign", ""
    if document.date_in and not document.date_out:
        return "in", ""
    if document.date_out and not document.date_in:
        return "out", ""
    return "unknown", ""


def _check_totals(statement: Statement) -> Iterator[tuple[str, str, str]]:
    """Control totals that disagree: (code, stated, found)."""
    for section in statement.sections:
        figures = (section.opening, section.total_in, section.total_out)
        if section.closing is not None and None not in figures:
            closing = section.opening + section.total_in - section.total_out
            if closing != section.closing:
                yield "closing", f"{section.closing:.2f}", f"{closing:.2f}"
    for name, direction in (("total_in", "in"), ("total_out", "out")):
        stated = statement.stated(name)
        found = statement.total(direction) + statement.total("internal")
        without = statement.total(direction)
        if stated is not None and stated not in (found, without):
            yield name, f"{stated:.2f}", f"{without:.2f}"
