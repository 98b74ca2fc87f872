"""Manual operations as texts: kept beside the XML of other objects, and read again."""

import json
from dataclasses import asdict
from datetime import date

from .onec_documents import Entry, Operation
from .onec_objects import Contract, Organisation, Party


def write_operation(operation):
    """An operation as a text that is always the same."""
    return json.dumps(asdict(operation), ensure_ascii=False, default=str, indent=1)


def read_operation(text):
    """The operation of such a text."""
    told = json.loads(text)
    entries = [
        Entry(
            **{name: entry[name] for name in ("debit", "credit", "amount", "text")},
            debit_contract=_contract(entry["debit_contract"]),
            credit_contract=_contract(entry["credit_contract"]),
        )
        for entry in told["entries"]
    ]
    return Operation(
        key=told["key"],
        number=told["number"],
        day=date.fromisoformat(told["day"]),
        organisation=Organisation(**told["organisation"]),
        entries=tuple(entries),
        text=told["text"],
    )


def _contract(told):
    if not told:
        return None
    told = dict(told)
    day = told.pop("day")
    return Contract(
        organisation=Organisation(**told.pop("organisation")),
        party=Party(**told.pop("party")),
        day=day and date.fromisoformat(day),
        **told,
    )
