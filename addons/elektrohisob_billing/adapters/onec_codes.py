"""Codes of our general ledger in the words of another chart of accounts."""

from dataclasses import fields, is_dataclass, replace

SIDES = ("debit", "credit")


def map_codes(one, codes):
    """An object of ``onec_documents`` with its accounts as the peer names them.

    :param codes: code of ours → code of the peer; what is not in it stays

    >>> from .onec_documents import Entry
    >>> map_codes(Entry("4010", "9020", 5), {"4010": "40.10"})
    Entry(debit='40.10', credit='9020', amount=5, text='', debit_contract=None, \
credit_contract=None)
    """
    if not codes or not is_dataclass(one):
        return one
    changed = {}
    for field in fields(one):
        value = getattr(one, field.name)
        if isinstance(value, str):
            if field.name.endswith("_account") or field.name in SIDES:
                changed[field.name] = codes.get(value, value)
        elif isinstance(value, tuple):
            changed[field.name] = tuple(map_codes(part, codes) for part in value)
        elif field.name in ("basis", "origin"):
            changed[field.name] = map_codes(value, codes)
    return replace(one, **changed)
