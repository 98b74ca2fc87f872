"""Parts of objects of EnterpriseData 1.8 and 1.15, in the order of the schemas.

An element is (name, value): text, a list of elements, or None where it is left out.
The rate of VAT is never written: the format knows no 12 per cent, the sum goes instead.
"""

import re

from lxml import etree

from .onec_objects import get_guid

NAMESPACE = "http://v8.1c.ru/edi/edi_stnd/EnterpriseData/%s"
OLD = "1.8"
CURRENCY = ("860", "UZS")
#: Signs that XML cannot hold; a name typed by people may have them.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def say(name, parts, version):
    """An object as text of XML, to be put into the body of a message."""
    space = NAMESPACE % version
    root = etree.Element(f"{{{space}}}{name}", nsmap={None: space})
    _fill(root, parts, space)
    return etree.tostring(root, encoding="unicode")


def _fill(parent, parts, space):
    for name, value in parts:
        if value is None or value == "" or value == []:
            continue
        child = etree.SubElement(parent, f"{{{space}}}{name}")
        if isinstance(value, list):
            _fill(child, value, space)
        else:
            child.text = FORBIDDEN.sub(" ", value)


# === VALUES === #


def money(tiyin):
    """Tiyin as the format writes sums."""
    sign = "-" if tiyin < 0 else ""
    return f"{sign}{abs(tiyin) // 100}.{abs(tiyin) % 100:02}"


def count(thousandths):
    """Thousandths as the format writes quantities."""
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{abs(thousandths) // 1000}.{abs(thousandths) % 1000:03}"


def price(amount, quantity):
    """Sum of one unit, VAT included."""
    return money(round(abs(amount * 1000) / abs(quantity)) if quantity else 0)


def moment(day):
    """A day as the moment of a document."""
    return f"{day.isoformat()}T12:00:00"


def iso(day):
    """A day, or None."""
    return day and day.isoformat()


def common(version, comment):
    """The comment: from 1.15 on in a last element common to all objects."""
    if not comment or version == OLD:
        return None
    return [("Комментарий", comment)]


def own_comment(version, comment):
    """The comment where 1.8 has it."""
    return comment if version == OLD else None


# === CATALOGS === #


def currency():
    """The currency of the country."""
    code, name = CURRENCY
    return [
        ("Ссылка", get_guid("currency", code)),
        ("ДанныеКлассификатора", [("Код", code), ("Наименование", name)]),
    ]


def organisation(unit):
    """Whose books they are."""
    return [
        ("Ссылка", get_guid(unit.kind, unit.key)),
        ("Наименование", unit.name),
        ("ИНН", unit.stir),
        ("ЮридическоеФизическоеЛицо", "ЮридическоеЛицо"),
    ]


def party(one):
    """A counterparty, with what finds it again in a base that knows it already."""
    person = "ФизическоеЛицо" if one.is_person else "ЮридическоеЛицо"
    return [
        ("Ссылка", get_guid(one.kind, one.key)),
        ("Наименование", one.name),
        ("НаименованиеПолное", one.name),
        ("ИНН", one.stir),
        ("ЮридическоеФизическоеЛицо", person),
    ]


def bank(key, name):
    """A bank by its MFO."""
    if not key:
        return None
    return [
        ("Ссылка", get_guid("bank", key)),
        ("ДанныеКлассификатораБанков", [("Наименование", name), ("БИК", key)]),
    ]


def bank_account(account):
    """A bank account with its bank and owner."""
    owner = account.owner
    write, name = {
        "organisation": (organisation, "ОрганизацииСсылка"),
        "party": (party, "КонтрагентыСсылка"),
    }[owner.kind]
    return [
        ("Ссылка", get_guid(account.kind, account.key)),
        ("НомерСчета", account.number),
        ("Банк", bank(account.mfo, account.bank)),
        ("Владелец", [(name, write(owner))]),
    ]


def contract(one):
    """A contract with a consumer."""
    return [
        ("Ссылка", get_guid(one.kind, one.key)),
        ("ВидДоговора", "СПокупателем"),
        ("Организация", organisation(one.organisation)),
        ("Контрагент", party(one.party)),
        ("ВалютаВзаиморасчетов", currency()),
        ("Наименование", one.name),
        ("Дата", iso(one.day)),
        ("Номер", one.number),
    ]


def item(one):
    """What is sold."""
    return [
        ("Ссылка", get_guid(one.kind, one.key)),
        ("НаименованиеПолное", one.name),
        ("Наименование", one.name),
    ]


# === DOCUMENTS === #


def settlement(document, debt_account, advance_account=""):
    """How a document is settled: contract, currency, accounts of the books."""
    return [
        ("Договор", contract(document.contract)),
        ("ВалютаВзаиморасчетов", currency()),
        ("КурсВзаиморасчетов", "1"),
        ("КратностьВзаиморасчетов", "1"),
        ("РасчетыВУсловныхЕдиницах", "false"),
        ("СчетУчетаРасчетовСКонтрагентом", debt_account),
        ("СчетУчетаРасчетовПоАвансам", advance_account),
    ]


def document(one, kind=""):
    """What tells a document from all others."""
    return [
        ("Ссылка", get_guid(kind or one.kind, one.key)),
        ("Дата", moment(one.day)),
        ("Номер", one.number),
        ("Организация", organisation(one.contract.organisation)),
    ]
