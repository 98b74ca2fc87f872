"""Bank statements in the text format 1CClientBankExchange (1.01–1.03).

Bytes in, frozen dataclasses out; ``client_bank_1c_text`` reads the lines. The
Uzbek dialect says МФО where the original says БИК.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal

from .bank_statement import (
    BankFileError,
    Document,
    Party,
    Section,
    Statement,
    identify,
)
from .client_bank_1c_text import (
    DOCUMENT_KEYS,
    SIGNATURE,
    decode,
    parse_amount,
    parse_date,
    split,
)

_PARTY_CODE = re.compile(
    r"^\s*(?:ИНН|СТИР|STIR|INN)?[\s:]*([0-9]{9,14})[\s,/]+", re.IGNORECASE
)


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
    header, raw_sections, raw_documents, complete = split(lines)
    if not complete:
        raise BankFileError("cut")
    sections = tuple(_section(values) for values in raw_sections)
    file_accounts = [*header.get("РасчСчет", ()), *(s.account for s in sections)]
    accounts = tuple(dict.fromkeys(filter(None, file_accounts)))
    own = frozenset(own_accounts) or frozenset(accounts)
    foreign = frozenset(accounts) - own
    documents = identify(
        (_document(*raw) for raw in raw_documents),
        lambda document: _direction(document, own, foreign),
    )
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
        documents=tuple(documents),
        header=header,
    )
    return replace(statement, warnings=tuple(_check_totals(statement)))


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
            if value and key not in DOCUMENT_KEYS
        },
        problem=problem,
    )


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
