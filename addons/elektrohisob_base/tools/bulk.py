"""The only place that writes bulk tables past the ORM: COPY and set updates.

Bulk tables hold hundreds of millions of rows (readings, consumption, charges,
payments, ledger entries); the ORM creates about 10 thousand rows a second,
COPY several times that. Callers flush and invalidate.
"""

from collections.abc import Iterable, Sequence
from io import StringIO

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_value(value: object) -> str:
    """One value in PostgreSQL's COPY text format (``None`` is NULL)."""
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    return str(value)


def copy_rows(
    cr: BaseCursor,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """COPY ``rows`` (sequences of plain values) into ``columns`` of ``table``."""
    copy_lines(cr, table, columns, ("\t".join(map(copy_value, row)) for row in rows))


def copy_lines(
    cr: BaseCursor, table: str, columns: Sequence[str], lines: Iterable[str]
) -> None:
    """COPY ready ``lines`` (tab separated, already escaped) into ``table``."""
    text = "\n".join(lines)
    if not text:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    cr._obj.copy_expert(statement, StringIO(text + "\n"))


def reserve_ids(cr: BaseCursor, table: str, count: int) -> range:
    """Take ``count`` consecutive-enough ids of ``table``'s sequence.

    Ids are taken one block at a time; blocks of parallel transactions do not mix.
    """
    sequence = f"{table}_id_seq"
    cr.execute(
        SQL(
            "SELECT setval(%s, nextval(%s) + %s) FROM "
            "(SELECT pg_advisory_xact_lock(hashtext(%s))) AS locked",
            sequence,
            sequence,
            count - 1,
            sequence,
        )
    )
    last = cr.fetchone()[0]
    return range(last - count + 1, last + 1)
