"""Bank statements of ISO 20022, camt.053 (versions .02 to .08 and whatever follows).

Names are matched without their name space, which changes with the version. An entry
with several transactions gives a document for each of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from odoo.addons.elektrohisob_metering.adapters.xml_file import read_documents

from .bank_statement import (
    MAX_AMOUNT,
    NOBODY,
    BankFileError,
    Document,
    Party,
    Section,
    Statement,
    make_statement,
    read_amount,
    sum_of,
)

OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
Node = etree._Element


def parse(data: bytes, name: str = "") -> Statement:
    """Read all statements of a file, or of every file of an archive.

    :raise FileError: see :func:`read_documents`; ``not_camt`` (``tag``): another
        document; ``no_balance``: a statement without a sum or currency
    """
    pairs, warnings, versions = [], [], []
    for _member, root in read_documents(data, name):
        message = root.find("bktocstmrstmt")
        if message is None:
            first = next(iter(root), root)
            raise BankFileError("not_camt", tag=str(first.tag)[:40])
        versions.append(root.getroottree().docinfo.encoding or "UTF-8")
        for statement in message.iterfind("stmt"):
            documents = [
                document
                for entry in statement.iterfind("ntry")
                for document in _read_entry(entry)
            ]
            account = _read_account(statement.find("acct"))
            section = _read_section(statement, account)
            own = [replace(document, own_account=account) for document in documents]
            pairs.append((section, own))
            warnings += _check_summary(statement, own)
    if not pairs:
        raise BankFileError("not_camt", tag="BkToCstmrStmt")
    return make_statement(versions[0], "camt.053", pairs, warnings=warnings)


def _text(node: Node | None, *paths: str) -> str:
    """Text of the first of the paths that has one."""
    if node is None:
        return ""
    for path in paths:
        if text := (node.findtext(path) or "").strip():
            return text
    return ""


def _read_account(node: Node | None) -> str:
    return _text(node, "id/iban", "id/othr/id", "id/prtryacct/id").replace(" ", "")


def _read_day(node: Node | None) -> date | None:
    try:
        return date.fromisoformat(_text(node, "dt", "dttm")[:10])
    except ValueError:
        return None


def _read_section(statement: Node, account: str) -> Section:
    balances = {}
    for node in statement.iterfind("bal"):
        code = _text(node, "tp/cdorprtry/cd")
        balances.setdefault(code, (_signed(node), _read_day(node.find("dt"))))
    opening = next((balances[c] for c in OPENING if c in balances), (None, None))
    closing = next((balances[c] for c in CLOSING if c in balances), (None, None))
    amount = statement.find(".//amt")
    currency = _text(statement, "acct/ccy")
    if not currency and amount is not None:
        currency = amount.get("ccy") or ""
    return Section(
        account=account,
        date_start=opening[1],
        date_end=closing[1],
        opening=opening[0],
        total_in=None,
        total_out=None,
        closing=closing[0],
        currency=currency.strip(),
    )


def _signed(node: Node) -> Decimal:
    """Sum of a balance, below zero if it is a debit.

    :raise BankFileError: ``no_balance``
    """
    try:
        amount = Decimal(_text(node, "amt"))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) > MAX_AMOUNT * 1000:
        raise BankFileError("no_balance", value=_text(node, "amt")[:40])
    return -amount if _text(node, "cdtdbtind") == "DBIT" else amount


def _check_summary(
    statement: Node, documents: list[Document]
) -> Iterator[tuple[str, str, str]]:
    """Turnovers that the bank states beside the entries: number and sums."""
    summary = statement.find("txssummry")
    if summary is None:
        return
    stated = _text(summary, "ttlntries/nbofntries")
    found = len(statement.findall("ntry"))
    if stated.isascii() and stated.isdecimal() and int(stated) != found:
        yield "count", str(int(stated)), str(found)
    for code, path, way in (
        ("total_in", "ttlcdtntries/sum", "in"),
        ("total_out", "ttldbtntries/sum", "out"),
    ):
        if text := _text(summary, path):
            amount, _problem = read_amount(text)
            total = sum_of(documents, way)
            if (amount or Decimal(0)) != total:
                yield code, text[:40], f"{total:.2f}"


def _read_entry(entry: Node) -> Iterator[Document]:
    """Documents of an entry: of its transactions, or the entry itself."""
    details = entry.findall("ntrydtls/txdtls")
    if len(details) < 2:
        yield _read_document(entry, details[0] if details else None, entry)
        return
    whole, _problem = read_amount(_text(entry, "amt"))
    parts = [_read_document(entry, detail, detail) for detail in details]
    found = sum((part.amount or Decimal(0) for part in parts), Decimal(0))
    if all(part.amount for part in parts) and found == whole:
        yield from parts
    else:  # parts without sums, or in another currency: only the whole is certain
        yield _read_document(entry, None, entry)


def _read_document(entry: Node, detail: Node | None, summed: Node) -> Document:
    text = _text(summed, "amt", "amtdtls/txamt/amt", "amtdtls/instdamt/amt")
    amount, problem = read_amount(text)
    mark = _text(summed, "cdtdbtind") or _text(entry, "cdtdbtind")
    booked = _read_day(entry.find("bookgdt")) or _read_day(entry.find("valdt"))
    state = _text(entry, "sts/cd", "sts/prtry", "sts") or "BOOK"
    direction = {"CRDT": "in", "DBIT": "out"}.get(mark, "unknown")
    return Document(
        line_no=entry.sourceline or 0,
        kind=_text(entry, "bktxcd/prtry/cd", "bktxcd/domn/cd"),
        number=_read_number(entry, detail),
        date=booked,
        amount=amount,
        raw_amount=text[:40],
        payer=_read_party(detail, "dbtr"),
        payee=_read_party(detail, "cdtr"),
        date_out=booked,
        date_in=booked,
        purpose=_read_purpose(entry, detail),
        extra=_read_extra(entry, detail),
        problem=problem,
        direction=direction if state == "BOOK" else "pending",
        is_reversal=_text(entry, "rvslind").lower() in ("true", "1"),
    )


def _read_number(entry: Node, detail: Node | None) -> str:
    """Name of the document: its own at the bank, not that of a whole bundle."""
    names = (
        *(_text(detail, f"refs/{key}") for key in ("acctsvcrref", "txid", "instrid")),
        _text(detail, "refs/endtoendid"),
        _text(entry, "acctsvcrref"),
        _text(entry, "ntryref"),
    )
    real = (name for name in names if name and name.upper() != "NOTPROVIDED")
    return next(real, "")[:64]


def _read_party(detail: Node | None, side: str) -> Party:
    if detail is None:
        return NOBODY
    parties, agents = detail.find("rltdpties"), detail.find("rltdagts")
    if parties is None:
        return NOBODY
    person = parties.find(f"{side}/pty")
    person = parties.find(side) if person is None else person
    codes = [] if person is None else person.findall("id//othr/id")
    digits = [(code.text or "").strip() for code in codes]
    account = _read_account(parties.find(f"{side}acct"))
    bank = f"{side}agt/fininstnid/"
    paths = ("clrsysmmbid/mmbid", "othr/id", "bicfi", "bic")
    return Party(
        name=_text(person, "nm"),
        code=next((d for d in digits if d.isdecimal() and len(d) in (9, 14)), ""),
        accounts=(account,) if account else (),
        bank_code=_text(agents, *(bank + path for path in paths)),
    )


def _read_purpose(entry: Node, detail: Node | None) -> str:
    if detail is not None:
        lines = [node.text or "" for node in detail.iterfind("rmtinf/ustrd")]
        lines += [
            node.text or "" for node in detail.iterfind("rmtinf/strd/cdtrrefinf/ref")
        ]
        lines.append(_text(detail, "addtltxinf"))
        whole = " ".join(" ".join(lines).split())
        if whole:
            return whole
    return " ".join(_text(entry, "addtlntryinf").split())


def _read_extra(entry: Node, detail: Node | None) -> dict[str, str]:
    found = {
        "EndToEndId": _text(detail, "refs/endtoendid"),
        "AcctSvcrRef": _text(entry, "acctsvcrref"),
    }
    return {key: value for key, value in found.items() if value}
