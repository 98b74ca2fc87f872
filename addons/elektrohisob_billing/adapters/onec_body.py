"""Objects of EnterpriseData 1.8 and 1.15 as texts of XML."""

from . import onec_money as money
from . import onec_parts as parts
from . import onec_sales as sales
from .onec_objects import get_guid
from .onec_parts import OLD

VERSIONS = ("1.15", OLD)
CATALOGS = {
    "organisation": "Справочник.Организации",
    "bank": "Справочник.Банки",
    "party": "Справочник.Контрагенты",
    "bank_account": "Справочник.БанковскиеСчета",
    "contract": "Справочник.Договоры",
    "item": "Справочник.Номенклатура",
}
DEBTS = "Документ.КорректировкаДолга"
DOCUMENTS = {
    "sale": "Документ.РеализацияТоваровУслуг",
    "correction": "Документ.КорректировкаРеализацииТоваров",
    "tax_invoice": "Документ.СчетФактураВыданный",
    "payment": "Документ.ПБДСРасчетыСКонтрагентами",
    "refund": "Документ.СБДСРасчетыСКонтрагентами",
    "cash_receipt": "Документ.ПКОРасчетыСКонтрагентами",
    "online_receipt": "Документ.ОперацияПоПлатежнойКарте",
    "write_off": DEBTS,
    "debt_transfer": DEBTS,
    "offset": DEBTS,
}
NAMES = {**CATALOGS, **DOCUMENTS}
#: What we take from the peer.
TAKEN = (
    "Справочник.Контрагенты",
    "Справочник.БанковскиеСчета",
    "Документ.ПБДСРасчетыСКонтрагентами",
    "Документ.ПБДСПрочееПоступление",
)


def write_object(what, version):
    """An object as text of XML, to be put into the body of a message.

    :param what: dataclass of ``onec_objects`` or ``onec_documents``
    :param str version: one of ``VERSIONS``
    """
    return parts.say(NAMES[what.kind], WRITERS[what.kind](what, version), version)


def write_removal(kind, key, version):
    """The mark that an object is to be deleted, as text of XML."""
    name = NAMES[kind].split(".")[1]
    reference = [(f"{name}Ссылка", get_guid(kind, key))]
    named = [("СсылкаНаОбъект", reference)]
    return parts.say("УдалениеОбъекта", [("СсылкаНаОбъект", named)], version)


# === CATALOGS === #


def _write_keys(keys):
    return lambda what, version: [("КлючевыеСвойства", keys(what))]


def _write_party(party, version):
    contacts = [
        (kind, text)
        for kind, text in (
            ("ЮридическийАдрес", party.address),
            ("Телефон", party.phone),
        )
        if text
    ]
    rows = [
        ("Строка", [("ВидКонтактнойИнформации", kind), ("ЗначенияПолей", text)])
        for kind, text in contacts
    ]
    return [("КлючевыеСвойства", parts.party(party)), ("КонтактнаяИнформация", rows)]


def _write_bank_account(account, version):
    return [
        ("КлючевыеСвойства", parts.bank_account(account)),
        ("Наименование", f"{account.number} {account.bank}".strip()),
        ("ВалютаДенежныхСредств", parts.currency()),
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
        ("КлючевыеСвойства", parts.item(item)),
        ("ТипНоменклатуры", "Услуга"),
        ("ЕдиницаИзмерения", unit),
    ]


WRITERS = {
    "organisation": _write_keys(parts.organisation),
    "bank": _write_keys(lambda bank: parts.bank(bank.key, bank.name)),
    "party": _write_party,
    "bank_account": _write_bank_account,
    "contract": _write_keys(parts.contract),
    "item": _write_item,
    "sale": sales.write_sale,
    "correction": sales.write_correction,
    "tax_invoice": sales.write_tax_invoice,
    "payment": money.write_payment,
    "refund": money.write_refund,
    "cash_receipt": money.write_cash_receipt,
    "online_receipt": money.write_online_receipt,
    "write_off": money.write_debt_change,
    "debt_transfer": money.write_debt_change,
    "offset": money.write_offset,
}
