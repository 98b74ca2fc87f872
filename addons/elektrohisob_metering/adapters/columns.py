"""Which column of a table holds what, told by the words of its header.

Words are Uzbek (both scripts, no apostrophes), Russian and English, in small letters;
a word of the vocabulary is the beginning of a word of the header.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from .tables import cell_text

HEADER_ROWS = 20
#: How readers of all kinds call the same things.
ACCOUNT = ("hisob raqam", "shaxsiy hisob", "hisobraqam", "ҳисоб рақам", "шахсий ҳисоб",
           "хисоб рак", "шахсий хисоб", "лицевой", "лиц счет", "л с", "account",
           "abonent raqam", "coato")  # fmt: skip
DATE = ("sana", "сана", "дата", "date", "kun")
METER = ("seriya", "hisoblagich", "zavod raqam", "ҳисоблагич", "завод рақам", "счетчик",
         "серийн", "заводск", "хисоблагич", "serial", "meter")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Beginnings of header words that name a column, and those that deny it."""

    names: tuple[str, ...]
    denied: tuple[str, ...] = ()


Vocabulary = Mapping[str, Words]
Row = tuple[int, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text or date. ``header``: names of the columns, ``body``: (row number
    in the file, cells); ``known`` tells whether header words were recognised."""

    header: tuple[str, ...]
    body: tuple[Row, ...] = field(default=())
    known: bool = False


def is_named(name: object, words: Words) -> bool:
    """Whether a header names the column the words are about.

    >>> is_named("Счётчик №", Words(METER)), is_named("Previous", Words(("reading",)))
    (True, False)
    """
    text = split_words(cell_text(name))
    if any(f" {word}" in text for word in words.denied):
        return False
    return any(f" {word}" in text for word in words.names)


def find_columns(
    header: Sequence[object], vocabulary: Vocabulary, taken: Iterable[int] = ()
) -> dict[str, int]:
    """Role → column, in the order of the vocabulary; a column has one role."""
    found: dict[str, int] = {}
    used = set(taken)
    for role, words in vocabulary.items():
        for index, name in enumerate(header):
            if index not in used and is_named(name, words):
                found[role] = index
                used.add(index)
                break
    return found


def split_header(
    rows: Sequence[Row], vocabulary: Vocabulary, at_least: int = 2
) -> Table:
    """Find the header among the first rows; merged and two-storey ones too."""
    storeys = (
        place
        for place, row in enumerate(rows[:HEADER_ROWS])
        if len(find_columns(row[1], vocabulary)) >= at_least
    )
    start = next(storeys, None)
    if start is not None:
        return table_from(rows, start, known=True)
    if _is_unknown_header(rows):
        return table_from(rows, 0)
    return Table(("",) * _width(rows), tuple(rows))


def table_from(rows: Sequence[Row], start: int, known: bool = False) -> Table:
    """The table whose header begins with the row at ``start``."""
    names = [cell_text(cell) for cell in rows[start][1]]
    names += [""] * (_width(rows) - len(names))
    body = start + 1
    while body < len(rows) and _is_storey(rows[body][1]):
        for index, cell in enumerate(rows[body][1]):
            names[index] = f"{names[index]} {cell_text(cell)}".strip()
        body += 1
    return Table(tuple(names), tuple(rows[body:]), known)


def split_words(text: str) -> str:
    """Lower-case words of a header, each with a blank before it."""
    text = unicodedata.normalize("NFC", text).lower().replace("ё", "е")
    text = re.sub(r"['`ʻʼ‘’]", "", text)
    return " " + " ".join(re.findall(r"\w+", text))


def _width(rows: Sequence[Row]) -> int:
    return max(len(cells) for _number, cells in rows)


def _is_unknown_header(rows: Sequence[Row]) -> bool:
    """The first row has no figures and the second has: names we do not know."""
    figures = [
        any(
            isinstance(cell, (date, datetime, time)) or any(map(str.isdigit, str(cell)))
            for cell in cells
        )
        for _number, cells in rows[:2]
    ]
    return figures == [False, True]


def _is_storey(cells: Iterable[object]) -> bool:
    """A second row of the header holds words only, or numbers of columns."""
    texts = [cell_text(cell) for cell in cells if cell != ""]
    return bool(texts) and (
        all(not any(c.isdigit() for c in text) for text in texts)
        or texts == [str(n) for n in range(1, len(texts) + 1)]
    )
