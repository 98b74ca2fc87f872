"""Writing 1CClientBankExchange: statements for a 1C, payment orders for a bank.

The order of keys is that of the format; lines end with CR LF, the encoding is cp1251.
A value is one line: there is no quoting, so line ends become spaces.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .bank_statement import Document, Section
from .client_bank_1c_text import END_OF_FILE, SIGNATURE

VERSION = "1.03"
ENCODING = "cp1251"
ORDER = "Платежное поручение"
#: Letters of Uzbek that cp1251 does not have, and how banks write them.
LETTERS = str.maketrans({
    "ʻ": "'", "ʼ": "'", "‘": "'", "’": "'", "Қ": "К", "қ": "к", "Ғ": "Г", "ғ": "г",
    "Ҳ": "Х", "ҳ": "х",
})  # fmt: skip
_SIGNS = re.compile(r"[\s\x00-\x1f]+")


@dataclass(frozen=True)
class Owner:
    """Whose file it is: name, STIR, bank account, MFO and name of the bank."""

    name: str
    stir: str = ""
    account: str = ""
    mfo: str = ""
    bank: str = ""


def write_statement(
    sections: Iterable[tuple[Section, list[Document]]],
    owner: Owner,
    made: datetime,
    sender: str = "Elektrohisob",
) -> bytes:
    """A statement of one or several accounts.

    :param sections: totals of an account with its documents
    """
    pairs = list(sections)
    lines = list(_header([section for section, _documents in pairs], made, sender))
    for section, _documents in pairs:
        lines += _section(section)
    for _totals, documents in pairs:
        for document in documents:
            lines += _document(document, owner)
    return _encode([*lines, END_OF_FILE])


def write_orders(
    documents: list[Document],
    owner: Owner,
    made: datetime,
    sender: str = "Elektrohisob",
) -> bytes:
    """Payment orders for the bank: what the owner wants to pay."""
    days = [document.date for document in documents if document.date]
    days = days or [made.date()]
    section = Section(owner.account, min(days), max(days), None, None, None, None)
    lines = [
        *_header([section], made, sender, documents=[ORDER]),
        *(line for one in documents for line in _document(one, owner, is_order=True)),
    ]
    return _encode([*lines, END_OF_FILE])


def _header(
    sections: list[Section],
    made: datetime,
    sender: str,
    documents: Iterable[str] = (),
) -> Iterator[str]:
    starts = [section.date_start for section in sections if section.date_start]
    ends = [section.date_end for section in sections if section.date_end]
    yield SIGNATURE
    yield f"ВерсияФормата={VERSION}"
    yield "Кодировка=Windows"
    yield f"Отправитель={_clean(sender)}"
    yield "Получатель="
    yield f"ДатаСоздания={_day(made.date())}"
    yield f"ВремяСоздания={made:%H:%M:%S}"
    yield f"ДатаНачала={_day(min(starts, default=made.date()))}"
    yield f"ДатаКонца={_day(max(ends, default=made.date()))}"
    for number in dict.fromkeys(section.account for section in sections):
        yield f"РасчСчет={number}"
    for kind in documents:
        yield f"Документ={kind}"


def _section(section: Section) -> Iterator[str]:
    yield "СекцияРасчСчет"
    yield f"ДатаНачала={_day(section.date_start)}"
    yield f"ДатаКонца={_day(section.date_end)}"
    yield f"РасчСчет={section.account}"
    for key, amount in (
        ("НачальныйОстаток", section.opening),
        ("ВсегоПоступило", section.total_in),
        ("ВсегоСписано", section.total_out),
        ("КонечныйОстаток", section.closing),
    ):
        if amount is not None:
            yield f"{key}={_sum(amount)}"
    yield "КонецРасчСчет"


def _document(
    document: Document, owner: Owner, is_order: bool = False
) -> Iterator[str]:
    yield f"СекцияДокумент={document.kind or ORDER}"
    yield f"Номер={_clean(document.number)}"
    yield f"Дата={_day(document.date)}"
    yield f"Сумма={_sum(document.amount)}"
    for side, party, moved, day in (
        ("Плательщик", document.payer, "ДатаСписано", document.date_out),
        ("Получатель", document.payee, "ДатаПоступило", document.date_in),
    ):
        account = party.account
        yield f"{side}Счет={account}"
        if day:
            yield f"{moved}={_day(day)}"
        name = _clean(party.name)
        yield f"{side}={f'ИНН {party.code} {name}' if party.code else name}"
        yield f"{side}ИНН={party.code}"
        yield f"{side}1={name}"
        yield f"{side}РасчСчет={account}"
        if account and account == owner.account:
            yield f"{side}Банк1={_clean(owner.bank)}"
        yield f"{side}БИК={party.bank_code}"
        yield f"{side}МФО={party.bank_code}"
    if is_order:
        yield "ВидОплаты=01"
    purpose = _clean(document.purpose)
    yield f"НазначениеПлатежа={purpose}"
    yield f"НазначениеПлатежа1={purpose}"
    yield "КонецДокумента"


def _clean(text: str) -> str:
    return _SIGNS.sub(" ", text or "").strip()


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _sum(amount: Decimal | None) -> str:
    return f"{amount:.2f}" if amount is not None else ""


def _encode(lines: list[str]) -> bytes:
    text = "\r\n".join([*lines, ""])
    return text.translate(LETTERS).encode(ENCODING, "replace")
