"""Money and debts of EnterpriseData: bank and cash documents, КорректировкаДолга.

Money that covers a debt and money paid ahead are two rows: the first settles the debt
of the contract, the second settles nothing and stays on the account of advances.
"""

from . import onec_parts as parts

BUYER = "СПокупателем"
CARD, SERVICE = "ОплатаОтКлиентаПлатежнойКартой", "ОплатаОтКлиентаЧерезПлатежнуюСистему"
WRITE_OFF, OFFSET = "СписаниеЗадолженности", "ПроведениеВзаимозачета"


def _rows(document):
    """The two parts of money, those of zero left out."""
    rows = []
    for amount, way in (
        (document.debt, "Автоматически"),
        (document.advance, "НеПогашать"),
    ):
        if amount:
            accounts = (document.debt_account, document.advance_account)
            row = [
                ("Сумма", parts.money(amount)),
                ("СуммаВзаиморасчетов", parts.money(amount)),
                ("ДанныеВзаиморасчетов", parts.settlement(document, *accounts)),
                ("СпособПогашенияЗадолженности", way),
            ]
            rows.append(("Строка", row))
    return rows


def _account(account):
    return account and parts.bank_account(account)


def write_payment(payment, version):
    """ПБДСРасчетыСКонтрагентами: money that came through a bank."""
    facts = [
        ("ДатаВыписки", parts.iso(payment.day)),
        ("ДатаВходящегоДокумента", parts.iso(payment.bank_day)),
        ("НомерВходящегоДокумента", payment.bank_number),
        ("ТипПлатежногоДокумента", "ПлатежноеПоручение"),
        ("Валюта", parts.currency()),
        ("Сумма", parts.money(payment.amount)),
        ("БанковскийСчетОрганизации", _account(payment.bank_account)),
        ("НазначениеПлатежа", payment.purpose),
    ]
    return [
        ("КлючевыеСвойства", parts.document(payment)),
        ("ОбщиеДанные", facts),
        ("ВидРасчетов", BUYER),
        ("Контрагент", parts.party(payment.contract.party)),
        ("БанковскийСчетКонтрагента", _account(payment.payer_account)),
        ("РасшифровкаПлатежа", _rows(payment)),
    ]


def write_refund(refund, version):
    """СБДСРасчетыСКонтрагентами: money given back through a bank."""
    facts = [
        ("ДатаВыписки", parts.iso(refund.day)),
        ("ТипПлатежногоДокумента", "ПлатежноеПоручение"),
        ("Валюта", parts.currency()),
        ("Сумма", parts.money(refund.amount)),
        ("Комментарий", parts.own_comment(version, refund.purpose)),
        ("БанковскийСчетОрганизации", _account(refund.bank_account)),
    ]
    return [
        ("КлючевыеСвойства", parts.document(refund)),
        ("ОбщиеДанные", facts),
        ("Контрагент", parts.party(refund.contract.party)),
        ("ВидРасчетов", BUYER),
        ("РасшифровкаПлатежа", _rows(refund)),
        ("ОбщиеСвойстваОбъектовФормата", parts.common(version, refund.purpose)),
    ]


def write_cash_receipt(receipt, version):
    """ПКОРасчетыСКонтрагентами: money taken at the cash desk."""
    facts = [
        ("Валюта", parts.currency()),
        ("Сумма", parts.money(receipt.amount)),
        ("Основание", receipt.purpose),
        ("ПринятоОт", receipt.payer),
    ]
    return [
        ("КлючевыеСвойства", parts.document(receipt)),
        ("ОбщиеДанные", facts),
        ("Контрагент", parts.party(receipt.contract.party)),
        ("ВидРасчетов", BUYER),
        ("РасшифровкаПлатежа", _rows(receipt)),
    ]


def write_online_receipt(receipt, version):
    """ОперацияПоПлатежнойКарте: money that a payment service took. 1.8 knows cards
    only; to the books a card and a service are the same, money on its way."""
    way = CARD if version == parts.OLD else SERVICE
    new = version != parts.OLD
    return [
        ("КлючевыеСвойства", [*parts.document(receipt), ("ВидОперации", way)]),
        ("Валюта", parts.currency()),
        ("Контрагент", parts.party(receipt.contract.party)),
        ("Сумма", parts.money(receipt.amount)),
        ("Комментарий", parts.own_comment(version, receipt.purpose)),
        ("РасшифровкаПлатежа", _rows(receipt)),
        ("НаименованиеПлатежнойСистемы", receipt.service if new else None),
        ("ОбщиеСвойстваОбъектовФормата", parts.common(version, receipt.purpose)),
    ]


def _debt_row(document, account):
    row = [
        ("Сумма", parts.money(document.amount)),
        ("СуммаВзаиморасчетов", parts.money(document.amount)),
        ("ДанныеВзаиморасчетов", parts.settlement(document, account)),
        ("ВидРасчетов", BUYER),
    ]
    return [("Строка", row)]


def write_debt_change(change, version):
    """КорректировкаДолга that writes a debt off to an account, or lets one grow."""
    party, total = parts.party(change.contract.party), parts.money(change.amount)
    rows, grows = _debt_row(change, change.debt_account), change.is_growth
    return [
        ("КлючевыеСвойства", parts.document(change)),
        ("Валюта", parts.currency()),
        ("ВидОперации", WRITE_OFF),
        ("СуммаДебиторскойЗадолженности", None if grows else total),
        ("СуммаКредиторскойЗадолженности", total if grows else None),
        ("КонтрагентДебитор", None if grows else party),
        ("КонтрагентКредитор", party if grows else None),
        ("Комментарий", parts.own_comment(version, change.comment)),
        ("ДебиторскаяЗадолженность", None if grows else rows),
        ("КредиторскаяЗадолженность", rows if grows else None),
        ("СчетДт", None if grows else change.other_account),
        ("СчетКт", change.other_account if grows else None),
        ("ОбщиеСвойстваОбъектовФормата", parts.common(version, change.comment)),
    ]


def write_offset(offset, version):
    """КорректировкаДолга that sets off an advance against a debt."""
    party, total = parts.party(offset.contract.party), parts.money(offset.amount)
    return [
        ("КлючевыеСвойства", parts.document(offset)),
        ("Валюта", parts.currency()),
        ("ВидОперации", OFFSET),
        ("СуммаДебиторскойЗадолженности", total),
        ("СуммаКредиторскойЗадолженности", total),
        ("КонтрагентДебитор", party),
        ("КонтрагентКредитор", party),
        ("Комментарий", parts.own_comment(version, offset.comment)),
        ("ДебиторскаяЗадолженность", _debt_row(offset, offset.debt_account)),
        ("КредиторскаяЗадолженность", _debt_row(offset, offset.advance_account)),
        ("ОбщиеСвойстваОбъектовФормата", parts.common(version, offset.comment)),
    ]
