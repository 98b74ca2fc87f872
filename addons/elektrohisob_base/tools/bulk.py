"""The only place that writes bulk tables past the ORM: COPY and set updates.

Bulk tables hold hundreds of millions of rows (readings, consumption, charges,
payments, ledger entries); the ORM creates about 10 thousand rows a second,
COPY several times that. Callers flush and invalidate.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import islice
from struct import pack
from weakref import WeakKeyDictionary
from zlib import crc32

from psycopg2.errors import QueryCanceled

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

NULL = "\\N"
LINES_AT_ONCE = 500
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_needs_escapes = re.compile(r"[\\\t\n\r]").search


def copy_value(value: object) -> str:
    """One value in PostgreSQL's COPY text format (``None`` is NULL)."""
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _needs_escapes(value) else value
    if value is None:
        return NULL
    if value is True:
        return "t"
    if value is False:
        return "f"
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


def array_text(values: Iterable[int | date]) -> str:
    """Numbers or days as text of a PostgreSQL array.

    As the parameter of a query it is read at once, where a list is an expression of
    as many constants: 10 000 accounts with their days cost 14 ms instead of 49.

    >>> array_text((1, 2))
    '{1,2}'
    """
    return f"{{{','.join(map(str, values))}}}"


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
    """COPY ready ``lines`` (tab separated, already escaped) into ``table``.

    Lines are taken as the database asks for them: it writes what it has while the
    caller's generator makes the next ones. What the generator raises is raised, and
    nothing is written.
    """
    stream = _LineStream(lines)
    if stream.is_empty:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    try:
        cr._obj.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', stream)
    except QueryCanceled as error:
        raise stream.error or error from None


def copy_binary(cr: BaseCursor, table: str, values: Mapping[str, object]) -> None:
    """COPY one row as bytes, for values of megabytes.

    :param values: by column: int4, text, boolean, bytea, or timestamp in UTC
    """
    cells = [_binary(value) for value in values.values()]
    parts = [b"PGCOPY\n\xff\r\n\0", pack("!iih", 0, 0, len(cells))]
    for cell in cells:
        parts += (pack("!i", len(cell)), cell)
    parts.append(pack("!h", -1))
    names = ", ".join(f'"{column}"' for column in values)
    cr._obj.copy_expert(
        f'COPY "{table}" ({names}) FROM STDIN (FORMAT binary)',
        BytesIO(b"".join(parts)),
    )


def _binary(value: object) -> bytes:
    """A value as PostgreSQL sends it.

    >>> _binary(1), _binary(True), _binary("a"), _binary(b"b")
    (b'\\x00\\x00\\x00\\x01', b'\\x01', b'a', b'b')
    """
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bool):
        return pack("!?", value)
    if isinstance(value, int):
        return pack("!i", value)
    if isinstance(value, datetime):
        return pack("!q", (value - datetime(2000, 1, 1)) // timedelta(microseconds=1))
    raise TypeError(f"no binary form of {type(value).__name__}")


class _LineStream:
    """Lines as the file that psycopg2 reads from, a portion at a time."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: Iterator[str] = iter(lines)
        self.error: Exception | None = None
        self._portion = self._next_portion()
        self.is_empty = not self._portion

    # a file for psycopg2, not a model: pylint: disable=method-required-super
    def read(self, _size: int = -1) -> str:
        """The next portion, "" at the end; psycopg2 takes any length."""
        portion, self._portion = self._portion, ""
        try:
            return portion or self._next_portion()
        except Exception as error:
            self.error = error  # psycopg2 keeps only its text
            raise

    def _next_portion(self) -> str:
        lines = "\n".join(islice(self._lines, LINES_AT_ONCE))
        return lines and f"{lines}\n"


def reserve_ids(cr: BaseCursor, table: str, count: int) -> list[int]:
    """Take ``count`` ids of ``table``'s sequence for rows written by COPY."""
    cr.execute(
        SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", count)
    )
    return [row[0] for row in cr.fetchall()]


def insert_missing(
    cr: BaseCursor, table: str, columns: Sequence[str], select: SQL
) -> int:
    """Insert what ``select`` gives, but rows that are there already; count of new."""
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) %s ON CONFLICT DO NOTHING",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            select,
        )
    )
    return cr.rowcount


def insert_text(
    table: str, columns: Mapping[str, str], source: str = "", only_missing: bool = False
) -> str:
    """Text of an INSERT as a part of a statement to be :class:`Prepared`.

    :param columns: expression by column
    :param source: what follows FROM, if the row is of a table
    :param only_missing: leave out rows that are there already

    >>> insert_text("t", {"a": "n.x", "b": "1"}, "n")
    'INSERT INTO t (a, b) SELECT n.x, 1 FROM n'
    """
    names, values = ", ".join(columns), ", ".join(columns.values())
    tail = " ON CONFLICT DO NOTHING" if only_missing else ""
    source = f" FROM {source}" if source else ""
    return f"INSERT INTO {table} ({names}) SELECT {values}{source}{tail}"


class Prepared:
    """A long statement that the database reads once for each session.

    For statements that run hundreds of times a second: reading and planning one that
    writes four tables takes longer than its work. Odoo empties a session each time it
    lends it, so this helps only where :func:`keep_session` was called.

    :param name: for whoever reads ``pg_prepared_statements``
    :param types: type of the database by parameter
    :param text: the statement; ``%(parameter)s`` stands for a parameter
    """

    def __init__(self, name: str, types: Mapping[str, str], text: str) -> None:
        self._name = f"elektrohisob_{name}_{crc32(text.encode()):08x}"
        self._names = tuple(types)
        marks = {key: f"%({key})s::{kind}" for key, kind in types.items()}
        self._text = text % marks
        places = {key: f"${number}" for number, key in enumerate(types, 1)}
        kinds = f" ({', '.join(types.values())})" if types else ""
        given = f" ({', '.join(['%s'] * len(types))})" if types else ""
        self._prepare = f"PREPARE {self._name}{kinds} AS {text % places}"
        self._execute = f"EXECUTE {self._name}{given}"

    def execute(self, cr: BaseCursor, values: Mapping[str, object]) -> list[tuple]:
        """Rows of the statement with ``values`` for its parameters."""
        known = _kept.get(cr.connection)
        if known is None:
            cr.execute(self._text, dict(values))
            return cr.fetchall() if cr.description else []
        if self._name not in known:
            cr.execute(self._prepare)  # stays, even if the transaction does not
            known.add(self._name)
        cr.execute(self._execute, [values[name] for name in self._names])
        return cr.fetchall() if cr.description else []


_kept: WeakKeyDictionary = WeakKeyDictionary()


def keep_session(cr: BaseCursor) -> None:
    """Let the session of a cursor keep what it has prepared and planned.

    Only for a process that leaves nothing else in its sessions: no settings but those
    of a transaction, no temporary tables, no locks beyond its end. It looks rows up one
    by one, by an index: a plan made while a table was empty reads all of it, and is
    kept, also those of foreign keys.
    """
    if cr.connection not in _kept:
        cr.execute("SET enable_seqscan = off")
        _kept[cr.connection] = set()
        cr.connection.reset = cr.connection.rollback
