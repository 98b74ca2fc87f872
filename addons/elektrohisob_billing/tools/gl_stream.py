"""Rows of a query that are too many for memory."""

from collections.abc import Iterator
from itertools import count

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

ROWS_AT_ONCE = 5000
_numbers = count(1)


def stream(cr: BaseCursor, query: SQL) -> Iterator[tuple]:
    """Rows of ``query``, held by the database and fetched some thousand at a time.

    Callers flush what the query reads.
    """
    with cr._cnx.cursor(name=f"elektrohisob_stream_{next(_numbers)}") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(query.code, query.params)
        yield from cursor
