"""Objects of EnterpriseData that a 1C sends us: counterparties, bank accounts, money
that came to a bank account.

Elements of any version in, plain values out. What cannot be read is told by a code, and
what we do not take is counted.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from .bank_statement import BankFileError, Document, Party, Statement, identify

PARTY = "Справочник.Контрагенты"
BANK_ACCOUNT = "Справочник.БанковскиеСчета"
RECEIPTS = ("Документ.ПБДСРасчетыСКонтрагентами", "Документ.ПБДСПрочееПоступление")
REMOVAL = "УдалениеОбъекта"
LONGEST = 512
_AMOUNT = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Counterparty:
    """A counterparty of the peer, as it knows it."""

    guid: str
    name: str
    full_name: str = ""
    stir: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    bank_account: str = ""
    bank_name: str = ""
    bank_mfo: str = ""
    is_person: bool = False


@dataclass(frozen=True)
class Account:
    """A bank account of a counterparty."""

    owner: str
    number: str
    bank: str = ""
    mfo: str = ""


@dataclass(frozen=True)
class Body:
    """What we take of a message, in the order told."""

    parties: tuple[Counterparty, ...]
    accounts: tuple[Account, ...]
    receipts: tuple[Document, ...]
    removed: tuple[str, ...]
    others: dict[str, int]


class Reader:
    """Texts of an element by the names of a path, whatever the version."""

    def __init__(self, element):
        self.element = element
        self.space = etree.QName(element).namespace or ""

    def find(self, path):
        """The element of a path, as a reader; None if it is not there."""
        steps = "/".join(f"{{{self.space}}}{step}" for step in path.split("/"))
        found = self.element.find(steps)
        return None if found is None else Reader(found)

    def say(self, path):
        """Text of a path in one line; "" if it is not there."""
        found = self.find(path)
        text = "".join(found.element.itertext()) if found else ""
        return " ".join(text.split())[:LONGEST]

    def each(self, path):
        """Readers of all elements of a path."""
        steps = "/".join(f"{{{self.space}}}{step}" for step in path.split("/"))
        return [Reader(one) for one in self.element.iterfind(steps)]


def read_body(body, own_accounts=()):
    """What we take of the body of a message.

    :param body: element of ``onec_message.read_message``, or None
    :param own_accounts: numbers of our bank accounts; empty: those the documents name
    """
    parties, accounts, receipts, removed = [], [], [], []
    others = Counter()
    for line_no, element in enumerate([] if body is None else body, start=1):
        name, reader = etree.QName(element).localname, Reader(element)
        if name == PARTY:
            parties.append(_read_party(reader))
        elif name == BANK_ACCOUNT:
            accounts += _read_account(reader)
        elif name in RECEIPTS:
            receipts.append(_read_receipt(reader, line_no, name))
        elif name == REMOVAL:
            removed.append(reader.say("СсылкаНаОбъект"))
        else:
            others[name] += 1
    found = identify(receipts, lambda doc: _direction(doc, frozenset(own_accounts)))
    return Body(
        tuple(parties), tuple(accounts), tuple(found), tuple(removed), dict(others)
    )


def make_statement(documents):
    """The receipts as a bank statement, for the queue of payments.

    :raise BankFileError: ``empty``
    """
    if not documents:
        raise BankFileError("empty")
    days = [doc.value_date for doc in documents if doc.value_date]
    return Statement(
        encoding="utf-8",
        version="EnterpriseData",
        sender="",
        accounts=tuple(sorted({doc.own_account for doc in documents} - {""})),
        date_start=min(days, default=None),
        date_end=max(days, default=None),
        sections=(),
        documents=tuple(documents),
    )


# === OBJECTS === #


def _read_party(reader):
    keys = reader.find("КлючевыеСвойства") or reader
    contacts = {
        row.say("ВидКонтактнойИнформации"): row.say("ЗначенияПолей")
        for row in reader.each("КонтактнаяИнформация/Строка")
    }
    account = reader.find("ОсновнойБанковскийСчет")
    bank = "Банк/ДанныеКлассификатораБанков"
    return Counterparty(
        guid=keys.say("Ссылка"),
        name=keys.say("Наименование"),
        full_name=keys.say("НаименованиеПолное"),
        stir=keys.say("ИНН"),
        address=_plain(contacts, "ЮридическийАдрес", "ФактическийАдрес"),
        phone=_plain(contacts, "Телефон", "ТелефонРабочий"),
        email=_plain(contacts, "АдресЭлектроннойПочты"),
        bank_account=account.say("НомерСчета") if account else "",
        bank_name=account.say(f"{bank}/Наименование") if account else "",
        bank_mfo=account.say(f"{bank}/БИК") if account else "",
        is_person=keys.say("ЮридическоеФизическоеЛицо") == "ФизическоеЛицо",
    )


def _plain(contacts, *kinds):
    """The first contact of a kind; one written as XML gives its ``Представление``."""
    text = next((contacts[kind] for kind in kinds if contacts.get(kind)), "")
    if not text.startswith("<"):
        return text
    shown = re.search('Представление="([^"]*)"', text)
    return shown.group(1) if shown else ""


def _read_account(reader):
    keys = reader.find("КлючевыеСвойства") or reader
    owner = keys.say("Владелец/КонтрагентыСсылка/Ссылка")
    if not owner:
        return []
    bank = "Банк/ДанныеКлассификатораБанков"
    names = keys.say(f"{bank}/Наименование"), keys.say(f"{bank}/БИК")
    return [Account(owner, keys.say("НомерСчета"), *names)]


def _read_receipt(reader, line_no, name):
    """A bank document as one of a statement; its reference is its identity."""
    facts = reader.find("ОбщиеДанные") or reader
    keys = reader.find("КлючевыеСвойства") or reader
    payer = reader.find("Контрагент")
    raw = facts.say("Сумма")
    amount = Decimal(raw) if _AMOUNT.fullmatch(raw) else None
    is_good = amount is not None and amount > 0
    own = facts.say("БанковскийСчетОрганизации/НомерСчета")
    theirs = reader.say("БанковскийСчетКонтрагента/НомерСчета")
    mfo = reader.say("БанковскийСчетКонтрагента/Банк/ДанныеКлассификатораБанков/БИК")
    return Document(
        line_no=line_no,
        kind=name,
        number=facts.say("НомерВходящегоДокумента") or keys.say("Номер"),
        date=_read_day(keys.say("Дата")),
        amount=amount if is_good else None,
        raw_amount=raw,
        payer=Party(
            payer.say("Наименование") if payer else "",
            payer.say("ИНН") if payer else "",
            tuple(filter(None, [theirs])),
            mfo,
        ),
        payee=Party("", "", tuple(filter(None, [own])), ""),
        date_out=None,
        date_in=_read_day(facts.say("ДатаВыписки")) or _read_day(keys.say("Дата")),
        purpose=facts.say("НазначениеПлатежа") or facts.say("Комментарий"),
        extra={},
        problem="" if is_good else "bad_amount",
        row_id=keys.say("Ссылка"),
    )


def _direction(document, own):
    """Money that came; to an account that is not ours it is foreign."""
    number = document.payee.account
    if own and number and number not in own:
        return "foreign", ""
    return "in", number


def _read_day(text):
    if not _DAY.match(text):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
