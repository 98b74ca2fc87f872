"""Register of electronic invoices as a table (Excel, CSV): the download of a cabinet.

Columns are found by their headings in Uzbek and Russian; a row that cannot be read is
told with its reason, the others are taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from odoo.addons.elektrohisob_metering.adapters.readings_table import parse_day
from odoo.addons.elektrohisob_metering.adapters.tables import (
    TableError,
    cell_text,
    read_rows,
)

from .einvoice import (
    ACCEPTED,
    ANNULLED,
    CANCELLED,
    DRAFT,
    OTHER,
    REFUSED,
    SENT,
    UNDELIVERED,
    Registered,
    sum_of,
)

HEADS = {  # role → words of its heading; the first role that fits takes the column
    "id": ("id", "facturaid", "идентификатор", "roaming"),
    "number": ("номер документа", "номер эсф", "hujjat raqami", "raqami", "номер", "№"),
    "date": ("дата документа", "дата эсф", "hujjat sanasi", "sana", "дата"),
    "buyer": ("инн покупателя", "xaridor stir", "инн партнера", "stir", "инн"),
    "total": ("с учетом ндс", "с ндс", "qqs bilan", "jami", "итого"),
    "vat": ("сумма ндс", "qqs summasi", "ндс", "qqs"),
    "net": ("стоимость поставки", "yetkazib berish", "без ндс", "qqssiz", "стоимость"),
    "state": ("статус", "состояние", "holat", "status"),
}
NEEDED = ("number", "date", "buyer", "total")
WORDS = (  # beginning of a state → ours
    (("подписан", "принят", "imzolangan", "qabul", "accept"), ACCEPTED),
    (("отказ", "отклон", "rad", "reject"), REFUSED),
    (("аннулир", "annul", "bekor qilingan (dsq)", "revoked"), ANNULLED),
    (("отмен", "bekor", "cancel"), CANCELLED),
    (("ожида", "отправ", "kutil", "yubor", "sent", "receive", "pending"), SENT),
    (("ошиб", "недейств", "xato", "haqiqiy emas", "fail", "not_real"), UNDELIVERED),
    (("черновик", "сохран", "qoralama", "saqlang", "template", "draft"), DRAFT),
)
HEAD_ROWS = 30


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken. ``code``: number, date, buyer, total"""

    line: int
    code: str
    raw: str


def parse(data: bytes) -> tuple[list[tuple[int, Registered]], list[BadRow]]:
    """Rows of a register with their numbers in the file, and those that are bad.

    :raise TableError: no table; ``no_columns`` if headings are not found
    """
    rows = read_rows(data)
    place, columns = _find_head(rows)
    good: list[tuple[int, Registered]] = []
    bad: list[BadRow] = []
    for number, cells in rows[place + 1 :]:
        found = _row(cells, columns)
        if isinstance(found, Registered):
            good.append((number, found))
        elif found:
            raw = ";".join(map(cell_text, cells))[:200]
            bad.append(BadRow(number, found, raw))
    return good, bad


def _find_head(
    rows: Sequence[tuple[int, tuple[object, ...]]],
) -> tuple[int, dict[str, int]]:
    for place, (_number, cells) in enumerate(rows[:HEAD_ROWS]):
        columns = _columns([_plain(cell) for cell in cells])
        if all(role in columns for role in NEEDED):
            return place, columns
    raise TableError("no_columns")


def _plain(cell: object) -> str:
    text = cell_text(cell).lower().replace("ё", "е")
    return re.sub(r"[\s\n]+", " ", re.sub(r"[ʻ‘’'`]", "", text)).strip()


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """Role → column; a word nearer to the beginning of its list is the better one."""
    found: dict[str, int] = {}
    for role, words in HEADS.items():
        for word in words:
            free = [
                place
                for place, head in enumerate(heads)
                if place not in found.values()
                and (head == word if word in ("id", "№") else word in head)
            ]
            if free:
                found[role] = free[0]
                break
    return found


def _row(cells: Sequence[object], columns: Mapping[str, int]) -> Registered | str:
    """The row; the code of what is wrong; "" for a row that is none."""

    def cell(role: str) -> object:
        place = columns.get(role, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    number = cell_text(cell("number")).strip()
    buyer = re.sub(r"\D", "", cell_text(cell("buyer")).removesuffix(".0"))
    if not number and not buyer:
        return ""  # a total, or an empty row
    if not number:
        return "number"
    day = _day(cell("date"))
    if not day:
        return "date"
    if len(buyer) not in (0, 9, 14):
        return "buyer"
    total = sum_of(cell_text(cell("total")).replace("\u00a0", ""))
    if total is None:
        return "total"
    net = sum_of(cell_text(cell("net")).replace("\u00a0", ""))
    vat = sum_of(cell_text(cell("vat")).replace("\u00a0", ""))
    return Registered(
        cell_text(cell("id")).strip().lower(),
        number.removesuffix(".0") if number.endswith(".0") else number,
        day,
        state_of(_plain(cell("state"))),
        buyer,
        *_sums(net, vat, total),
    )


def _sums(
    net: Decimal | None, vat: Decimal | None, total: Decimal
) -> tuple[Decimal | None, Decimal | None, Decimal]:
    """What is missing of three sums follows from the two others."""
    if net is None and vat is not None:
        net = total - vat
    if vat is None and net is not None:
        vat = total - net
    return net, vat, total


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = cell_text(cell).strip().split(" ")[0].split("T")[0]
    found = parse_day(text)
    return found if isinstance(found, date) else None


def state_of(word: str) -> str:
    """Our state for a word of a register; no word is a signed one."""
    if not word:
        return ACCEPTED
    for beginnings, state in WORDS:
        if word.startswith(beginnings):
            return state
    return OTHER
