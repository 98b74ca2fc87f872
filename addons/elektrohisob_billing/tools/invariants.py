"""The rules of the books in ``data/invariants.sql``, checked one by one."""

import re
from collections.abc import Iterator
from pathlib import Path

from odoo.sql_db import BaseCursor

FILE = Path(__file__).resolve().parent.parent / "data" / "invariants.sql"
_NAME = re.compile(r"(?m)^--\s*name:\s*(.+)$")


def statements(text: str | None = None) -> Iterator[tuple[str, str]]:
    """(name, statement) of the rules; a statement finds what breaks its rule."""
    parts = _NAME.split(FILE.read_text(encoding="utf-8") if text is None else text)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        yield name.strip(), body.strip().rstrip(";")


def broken(cr: BaseCursor) -> dict[str, list[tuple]]:
    """First rows of the rules that are broken; the caller flushes."""
    found = {}
    for name, statement in statements():
        cr.execute(statement)
        rows = cr.fetchmany(5)
        if rows:
            found[name] = rows
    return found
