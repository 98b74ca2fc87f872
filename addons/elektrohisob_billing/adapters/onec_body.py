"""Objects of EnterpriseData 1.8 and 1.15, in the order of the schemas.

An element is (name, value): text, a list of elements, or None where it is left out.
The rate of VAT is never written: the format knows no 12 per cent, the sum goes instead.
"""

from lxml import etree

from .onec_objects import get_guid

VERSIONS = ("1.15", "1.8")
NAMESPACE = "http://v8.1c.ru/edi/edi_stnd/EnterpriseData/%s"
CURRENCY = ("860", "UZS")
CATALOGS = {
    "organisation": "Справочник.Организации",
    "party": "Справочник.Контрагенты",
    "bank_account": "Справочник.БанковскиеСчета",
    "contract": "Справочник.Договоры",
    "item": "Справочник.Номенклатура",
}
DOCUMENTS = {
    "sale": "Документ.РеализацияТоваровУслуг",
    "payment": "Документ.ПБДСРасчетыСКонтрагентами",
    "write_off": "Документ.КорректировкаДолга",
}
NAMES = {**CATALOGS, **DOCUMENTS}


def write_object(what, version):
    """An object as text of XML, to be put into the body of a message.

    :param what: dataclass of ``onec_objects``
    :param str version: one of ``VERSIONS``
    """
    parts = WRITERS[what.kind](what, version)
    return _say(NAMES[what.kind], parts, version)


def write_removal(kind, key, version):
    """The mark that an object is to be deleted, as text of XML."""
    reference = NAMES[kind].split(".")[1] + "Ссылка"
    named = [("СсылкаНаОбъект", [(reference, get_guid(kind, key))])]
    return _say("УдалениеОбъекта", [("СсылкаНаОбъект", named)], version)


def _say(name, parts, version):
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
            child.text = value


def _sum(tiyin):
    sign = "-" if tiyin < 0 else ""
    return f"{sign}{abs(tiyin) // 100}.{abs(tiyin) % 100:02}"


def _quantity(thousandths):
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{abs(thousandths) // 1000}.{abs(thousandths) % 1000:03}"


def _moment(day):
    return f"{day.isoformat()}T12:00:00"


def _common(version, comment):
    """The comment: from 1.15 on in a last element common to all objects."""
    if not comment:
        return None
    return [("Комментарий", comment)] if version != "1.8" else None


def _own_comment(version, comment):
    return comment if version == "1.8" else None


def _currency():
    code, name = CURRENCY
    return [
        ("Ссылка", get_guid("currency", code)),
        ("ДанныеКлассификатора", [("Код", code), ("Наименование", name)]),
    ]


def _organisation(unit):
    return [
        ("Ссылка", get_guid(unit.kind, unit.key)),
        ("Наименование", unit.name),
        ("ИНН", unit.stir),
        ("ЮридическоеФизическоеЛицо", "ЮридическоеЛицо"),
    ]


def _party(party):
    person = "ФизическоеЛицо" if party.is_person else "ЮридическоеЛицо"
    return [
        ("Ссылка", get_guid(party.kind, party.key)),
        ("Наименование", party.name),
        ("НаименованиеПолное", party.name),
        ("ИНН", party.stir),
        ("ЮридическоеФизическоеЛицо", person),
    ]


def _bank_account(account):
    names = [("Наименование", account.bank), ("БИК", account.mfo)]
    bank = [
        ("Ссылка", get_guid("bank", account.mfo)),
        ("ДанныеКлассификатораБанков", names),
    ]
    return [
        ("Ссылка", get_guid(account.kind, account.key)),
        ("НомерСчета", account.number),
        ("Банк", bank if account.mfo else None),
        ("Владелец", [("ОрганизацииСсылка", _organisation(account.organisation))]),
    ]


def _contract(contract):
    return [
        ("Ссылка", get_guid(contract.kind, contract.key)),
        ("ВидДоговора", "СПокупателем"),
        ("Организация", _organisation(contract.organisation)),
        ("Контрагент", _party(contract.party)),
        ("ВалютаВзаиморасчетов", _currency()),
        ("Наименование", contract.name),
        ("Дата", contract.day and contract.day.isoformat()),
        ("Номер", contract.number),
    ]


def _item(item):
    return [
        ("Ссылка", get_guid(item.kind, item.key)),
        ("НаименованиеПолное", item.name),
        ("Наименование", item.name),
    ]


def _settlement(document):
    """How the document is settled: contract, currency, accounts of the books."""
    return [
        ("Договор", _contract(document.contract)),
        ("ВалютаВзаиморасчетов", _currency()),
        ("КурсВзаиморасчетов", "1"),
        ("КратностьВзаиморасчетов", "1"),
        ("РасчетыВУсловныхЕдиницах", "false"),
        ("СчетУчетаРасчетовСКонтрагентом", document.debt_account),
        ("СчетУчетаРасчетовПоАвансам", getattr(document, "advance_account", "")),
    ]


def _document(document):
    return [
        ("Ссылка", get_guid(document.kind, document.key)),
        ("Дата", _moment(document.day)),
        ("Номер", document.number),
        ("Организация", _organisation(document.contract.organisation)),
    ]


def _write_catalog(keys):
    return lambda what, version: [("КлючевыеСвойства", keys(what))]


def _write_bank_account(account, version):
    return [
        ("КлючевыеСвойства", _bank_account(account)),
        ("Наименование", f"{account.number} {account.bank}".strip()),
        ("ВалютаДенежныхСредств", _currency()),
    ]


def _write_item(item, version):
    unit = [
        ("Ссылка", get_guid("unit", item.unit)),
        (
            "ДанныеКлассификатора",
            [("Код", item.unit_code), ("Наименование", item.unit)],
        ),
    ]
    return [
        ("КлючевыеСвойства", _item(item)),
        ("ТипНоменклатуры", "Услуга"),
        ("ЕдиницаИзмерения", unit),
    ]


def _sale_line(number, line):
    price = abs(line.amount * 1000) / abs(line.quantity) if line.quantity else 0
    return [
        ("НомерСтрокиДокумента", str(number)),
        ("Номенклатура", _item(line.item)),
        ("Количество", _quantity(line.quantity)),
        ("Сумма", _sum(line.amount)),
        ("Цена", _sum(round(price))),
        ("СуммаНДС", _sum(line.vat)),
        ("Содержание", line.text),
        ("СчетДоходов", line.income_account),
        ("СчетУчетаНДСПоРеализации", line.vat_account),
    ]


def _write_sale(sale, version):
    lines = [
        ("Строка", _sale_line(number, line))
        for number, line in enumerate(sale.lines, start=1)
    ]
    return [
        ("КлючевыеСвойства", _document(sale)),
        ("ВидОперации", "РеализацияКлиенту"),
        ("Валюта", _currency()),
        ("Сумма", _sum(sale.amount)),
        ("СуммаВключаетНДС", "true"),
        ("Контрагент", _party(sale.contract.party)),
        ("ДанныеВзаиморасчетов", _settlement(sale)),
        ("Комментарий", _own_comment(version, sale.comment)),
        ("Налогообложение", "ПродажаОблагаетсяНДС"),
        ("Услуги", lines),
        ("ОбщиеСвойстваОбъектовФормата", _common(version, sale.comment)),
    ]


def _write_payment(payment, version):
    facts = [
        ("ДатаВыписки", payment.day.isoformat()),
        ("ДатаВходящегоДокумента", payment.bank_day and payment.bank_day.isoformat()),
        ("НомерВходящегоДокумента", payment.bank_number),
        ("ТипПлатежногоДокумента", "ПлатежноеПоручение"),
        ("Валюта", _currency()),
        ("Сумма", _sum(payment.amount)),
        ("БанковскийСчетОрганизации", _bank_account(payment.bank_account)),
        ("НазначениеПлатежа", payment.purpose),
    ]
    line = [
        ("Сумма", _sum(payment.amount)),
        ("СуммаВзаиморасчетов", _sum(payment.amount)),
        ("ДанныеВзаиморасчетов", _settlement(payment)),
        ("СпособПогашенияЗадолженности", "Автоматически"),
    ]
    return [
        ("КлючевыеСвойства", _document(payment)),
        ("ОбщиеДанные", facts),
        ("ВидРасчетов", "СПокупателем"),
        ("Контрагент", _party(payment.contract.party)),
        ("РасшифровкаПлатежа", [("Строка", line)]),
    ]


def _write_write_off(written, version):
    line = [
        ("Сумма", _sum(written.amount)),
        ("СуммаВзаиморасчетов", _sum(written.amount)),
        ("ДанныеВзаиморасчетов", _settlement(written)),
        ("ВидРасчетов", "СПокупателем"),
    ]
    return [
        ("КлючевыеСвойства", _document(written)),
        ("Валюта", _currency()),
        ("ВидОперации", "СписаниеЗадолженности"),
        ("СуммаДебиторскойЗадолженности", _sum(written.amount)),
        ("КонтрагентДебитор", _party(written.contract.party)),
        ("Комментарий", _own_comment(version, written.comment)),
        ("ДебиторскаяЗадолженность", [("Строка", line)]),
        ("СчетДт", written.loss_account),
        ("ОбщиеСвойстваОбъектовФормата", _common(version, written.comment)),
    ]


WRITERS = {
    "organisation": _write_catalog(_organisation),
    "party": _write_catalog(_party),
    "bank_account": _write_bank_account,
    "contract": _write_catalog(_contract),
    "item": _write_item,
    "sale": _write_sale,
    "payment": _write_payment,
    "write_off": _write_write_off,
}
