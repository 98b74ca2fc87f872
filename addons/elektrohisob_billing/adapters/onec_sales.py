"""Sales of EnterpriseData: invoices, what corrects them, facturas.

Advances are not set off by the peer (НеПогашать): what is set off is told by documents
of its own, with the sums of our books.
"""

from . import onec_parts as parts
from .onec_objects import get_guid

KEEP_ADVANCES = "НеПогашать"
TAXED = "ПродажаОблагаетсяНДС"


def _line(number, line):
    return [
        ("НомерСтрокиДокумента", str(number)),
        ("Номенклатура", parts.item(line.item)),
        ("Количество", parts.count(line.quantity)),
        ("Сумма", parts.money(line.amount)),
        ("Цена", parts.price(line.amount, line.quantity)),
        ("СуммаНДС", parts.money(line.vat)),
        ("Содержание", line.text),
        ("СчетДоходов", line.income_account),
        ("СчетУчетаНДСПоРеализации", line.vat_account),
    ]


def _lines(sale, write):
    return [
        ("Строка", write(number, line))
        for number, line in enumerate(sale.lines, start=1)
    ]


def write_sale(sale, version):
    """РеализацияТоваровУслуг."""
    settlement = parts.settlement(sale, sale.debt_account, sale.advance_account)
    return [
        ("КлючевыеСвойства", parts.document(sale)),
        ("ВидОперации", "РеализацияКлиенту"),
        ("Валюта", parts.currency()),
        ("Сумма", parts.money(sale.amount)),
        ("СуммаВключаетНДС", "true"),
        ("Контрагент", parts.party(sale.contract.party)),
        ("ДанныеВзаиморасчетов", settlement),
        ("Комментарий", parts.own_comment(version, sale.comment)),
        ("Налогообложение", TAXED),
        ("Услуги", _lines(sale, _line)),
        ("СпособПогашенияЗадолженности", KEEP_ADVANCES),
        ("ОбщиеСвойстваОбъектовФормата", parts.common(version, sale.comment)),
    ]


def _correction_line(number, line):
    """What stands after the correction, and what stood before it."""
    quantity, amount, vat = line.before
    quantity_now, now = quantity + line.quantity, amount + line.amount
    vat_now = vat + line.vat
    return [
        ("НомерСтрокиДокумента", str(number)),
        ("Номенклатура", parts.item(line.item)),
        ("Количество", parts.count(quantity_now)),
        ("КоличествоДоКорректировки", parts.count(quantity)),
        ("КоличествоДоИзменения", parts.count(quantity)),
        ("Сумма", parts.money(now)),
        ("СуммаДоИзменения", parts.money(amount)),
        ("СуммаДоКорректировки", parts.money(amount)),
        ("Цена", parts.price(now, quantity_now)),
        ("ЦенаДоИзменения", parts.price(amount, quantity)),
        ("ЦенаДоКорректировки", parts.price(amount, quantity)),
        ("СуммаНДС", parts.money(vat_now)),
        ("СуммаНДСДоИзменения", parts.money(vat)),
        ("СуммаНДСДоКорректировки", parts.money(vat)),
        ("Содержание", line.text),
        ("СчетДоходов", line.income_account),
        ("СчетУчетаНДСПоРеализации", line.vat_account),
        ("СчетУчетаРасчетов", None),
    ]


def write_correction(correction, version):
    """КорректировкаРеализацииТоваров."""
    contract = correction.contract
    origin = [("РеализацияТоваровУслугСсылка", parts.document(correction.origin))]
    return [
        ("КлючевыеСвойства", parts.document(correction)),
        ("Комментарий", parts.own_comment(version, correction.comment)),
        ("Валюта", parts.currency()),
        ("Сумма", parts.money(correction.amount)),
        ("Контрагент", parts.party(contract.party)),
        ("Договор", parts.contract(contract)),
        ("СуммаВключаетНДС", "true"),
        ("ДокументРеализации", origin),
        ("ИсправляемыйДокументРеализации", origin),
        ("ВидОперации", "СогласованноеИзменение"),
        ("ОтражатьВУчете", "true"),
        ("Услуги", _lines(correction, _correction_line)),
        ("СчетУчетаРасчетовСКонтрагентом", correction.debt_account),
        ("Налогообложение", TAXED),
        ("ОбщиеСвойстваОбъектовФормата", parts.common(version, correction.comment)),
    ]


def _tax_invoice(one, kind, key):
    return [
        ("Ссылка", get_guid(kind, key)),
        ("Номер", one.number),
        ("Дата", parts.moment(one.day)),
        ("Организация", parts.organisation(one.contract.organisation)),
    ]


def write_tax_invoice(invoice, version):
    """СчетФактураВыданный."""
    basis, contract = invoice.basis, invoice.contract
    is_correction = basis.kind == "correction"
    names = {
        "sale": "РеализацияТоваровУслугСсылка",
        "correction": "КорректировкаРеализацииСсылка",
    }
    row = [("ДокументОснование", [(names[basis.kind], parts.document(basis))])]
    if is_correction:
        origin = basis.origin
        row.append(
            ("ИсходныйДокумент", _tax_invoice(origin, "tax_invoice", origin.key))
        )
    return [
        ("КлючевыеСвойства", _tax_invoice(invoice, invoice.kind, invoice.key)),
        ("Валюта", parts.currency()),
        ("Сумма", parts.money(basis.amount)),
        ("Контрагент", parts.party(contract.party)),
        ("Договор", parts.contract(contract)),
        ("СуммаНДС", parts.money(basis.vat)),
        ("ВидСчетаФактуры", "Корректировочный" if is_correction else "НаРеализацию"),
        ("Выставлен", "true"),
        ("ДатаВыставления", parts.iso(invoice.day)),
        ("ДокументыОснования", [("Строка", row)]),
        ("ИННКонтрагента", contract.party.stir),
    ]
