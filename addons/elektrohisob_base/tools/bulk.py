"""The only place that writes bulk tables past the ORM: COPY and set updates.

Bulk tables hold hundreds of millions of rows (readings, consumption, charges,
payments, ledger entries); the ORM creates about 10 thousand rows a second,
COPY several times that. Callers flush and invalidate.
"""

from collections.abc import Iterable, Sequence
from io import StringIO

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_value(value: object) -> str:
    """One value in PostgreSQL's COPY text format (``None`` is NULL)."""
    if value is None:
        return NULL
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    return str(value)


def money_text(tiyin: int) -> str:
    """Tiyin as text in so'm.

    >>> money_text(-5), money_text(123456)
    ('-0.05', '1234.56')
    """
    if tiyin < 0:
        return "-" + money_text(-tiyin)
    return f"{tiyin // 100}.{tiyin % 100:02d}"


def kwh_text(wh: int) -> str:
    """Wh as text in kWh.

    >>> kwh_text(-5), kwh_text(123456)
    ('-0.005', '123.456')
    """
    if wh < 0:
        return "-" + kwh_text(-wh)
    return f"{wh // 1000}.{wh % 1000:03d}"


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


def reserve_ids(cr: BaseCursor, table: str, count: int) -> list[int]:
    """Take ``count`` ids of ``table``'s sequence for rows written by COPY."""
    cr.execute(
        SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", count)
    )
    return [row[0] for row in cr.fetchall()]
