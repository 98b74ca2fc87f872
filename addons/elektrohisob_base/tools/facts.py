"""What a change of a fact was, so that it can be told years later in any language."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from odoo.fields import Field
from odoo.models import BaseModel
from odoo.tools import format_date

Snapshot = dict[int, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of an account that changed from ``day`` on.

    ``detail``: ``name`` of the fact and, where they changed, ``fields``: name →
    [value before, value after].
    """

    account_id: int
    day: date
    res_id: int
    detail: Mapping = field(default_factory=dict)

    @property
    def values(self) -> tuple[int, date, int, str]:
        """Values of the columns, ``detail`` as JSON."""
        text = json.dumps(dict(self.detail)) if self.detail else "{}"
        return self.account_id, self.day, self.res_id, text


def snapshot(records: BaseModel, names: Iterable[str]) -> Snapshot:
    """Plain values of the fields ``names`` of each record, to compare later."""
    names = list(names)
    return {
        record.id: {name: _plain(record[name]) for name in names} for record in records
    }


def differences(before: Snapshot, after: Snapshot) -> dict[int, dict[str, list]]:
    """Fields whose value changed, of each record: name → [before, after]."""
    return {
        key: changed
        for key, values in after.items()
        if (
            changed := {
                name: [before[key][name], value]
                for name, value in values.items()
                if before[key][name] != value
            }
        )
    }


def label(env, field_: Field) -> str:
    """Name of a field in the language of the user."""
    return field_.get_description(env, ["string"])["string"]


def readable(env, field_: Field, value: object) -> str:
    """A plain value of a snapshot as people of the language write it."""
    if value in (None, False, ""):
        return "–"
    if value is True:
        return "✓"
    if field_.type == "selection":
        return dict(field_._description_selection(env)).get(value, str(value))
    if field_.type == "date":
        return format_date(env, value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def _plain(value):
    if isinstance(value, BaseModel):
        return ", ".join(value.mapped("display_name")) or None
    if isinstance(value, date):
        return value.isoformat()
    return value or (0 if value == 0 and value is not False else None)
