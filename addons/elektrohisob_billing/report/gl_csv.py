"""A book-keeping report as CSV for Excel of this country: semicolons, decimal comma."""

import csv
from datetime import date
from io import TextIOWrapper
from typing import IO

from . import gl_table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write(table: gl_table.Table, target: IO[bytes]) -> int:
    """Write the report into ``target`` row by row.

    :return: number of rows
    """
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(
        " ".join(filter(None, (column.above, column.label))) for column in table.columns
    )
    kinds = [column.is_figure for column in table.columns]
    count = 0
    for row in table.rows(0, 0):
        writer.writerow(map(_cell, kinds, row.values))
        count += 1
    text.flush()
    text.detach()
    return count


def _cell(is_figure, value):
    """A text that a spreadsheet would take for a formula gets a ``'``."""
    if value is None or value is False:
        return ""
    if is_figure and not isinstance(value, str):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
