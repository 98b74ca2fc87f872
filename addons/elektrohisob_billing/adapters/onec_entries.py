"""Entries that a document makes in the books of 1C: for registers typed in by hand."""

from .onec_documents import Entry


def get_entries(document):
    """Entries of a document of ``onec_documents``; none of a factura or a catalog."""
    make = MAKERS.get(document.kind)
    return [entry for entry in (make(document) if make else ()) if entry.amount]


def _sale(sale):
    named = sale.contract
    for line in sale.lines:
        net = line.amount - line.vat
        text = line.text or line.item.name
        yield Entry(sale.debt_account, line.income_account, net, text, named)
        yield Entry(sale.debt_account, line.vat_account, line.vat, text, named)


def _receipt(money):
    own, named = money.money_account, (None, money.contract)
    yield Entry(own, money.debt_account, money.debt, money.purpose, *named)
    yield Entry(own, money.advance_account, money.advance, money.purpose, *named)


def _refund(money):
    own, named = money.money_account, money.contract
    yield Entry(money.debt_account, own, money.debt, money.purpose, named)
    yield Entry(money.advance_account, own, money.advance, money.purpose, named)


def _debt(change):
    both = (change.contract, change.contract)
    sides = (change.other_account, change.debt_account)
    if change.is_growth:
        sides = sides[::-1]
    yield Entry(*sides, change.amount, change.comment, *both)


def _offset(offset):
    both = (offset.contract, offset.contract)
    sides = (offset.advance_account, offset.debt_account)
    yield Entry(*sides, offset.amount, offset.comment, *both)


MAKERS = {
    "sale": _sale,
    "correction": _sale,
    "payment": _receipt,
    "cash_receipt": _receipt,
    "online_receipt": _receipt,
    "refund": _refund,
    "write_off": _debt,
    "debt_transfer": _debt,
    "offset": _offset,
    "operation": lambda operation: operation.entries,
}
