"""Rows by their keys, remembered for the length of one package."""

from collections.abc import Iterable

from odoo.api import Environment
from odoo.models import BaseModel

from ..engine.sync import tail

#: What tells rows of models that are not kept in step.
NATURAL_KEYS = {
    "res.company": "network_code",
    "res.currency": "name",
    "res.country": "code",
    "res.lang": "code",
}


class MissingRow(Exception):
    """A row that another one names is not here (yet)."""


def get_reference(record: BaseModel) -> str | None:
    """Key of a row that a many2one names, or None."""
    if not record:
        return None
    if hasattr(record, "_get_sync_key"):
        return record._get_sync_key()
    return record[NATURAL_KEYS[record._name]] or None


def has_key(env: Environment, model: str) -> bool:
    """Whether rows of ``model`` are known across databases."""
    return model in NATURAL_KEYS or hasattr(env[model], "_get_sync_key")


class Finder:
    """Finds rows by key, each once; with the rights of the environment."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self._known: dict[tuple[str, str], BaseModel] = {}

    def load(self, model: str, keys: Iterable[str]) -> None:
        """Look many keys up at once."""
        wanted = [key for key in keys if (model, key) not in self._known]
        records = self.env[model].with_context(active_test=False)
        if model in NATURAL_KEYS:
            name = NATURAL_KEYS[model]
            rows = records.search([(name, "in", wanted)])
            found = {row[name]: row for row in rows}
        else:
            found = records._sync_find(wanted)
        for key in wanted:
            self._known[model, key] = found.get(key, records.browse())

    def find(self, model: str, key: str) -> BaseModel:
        """The row, or an empty recordset."""
        if (model, key) not in self._known:
            self.load(model, [key])
        return self._known[model, key]

    def need(self, model: str, key: str) -> BaseModel:
        """The row.

        :raise MissingRow: there is none
        """
        row = self.find(model, key)
        if not row:
            raise MissingRow(f"{self.env[model]._description}: {tail(key)} ({key})")
        return row

    def keep(self, model: str, key: str, row: BaseModel) -> None:
        """Remember a row that was made or found otherwise."""
        self._known[model, key] = row
