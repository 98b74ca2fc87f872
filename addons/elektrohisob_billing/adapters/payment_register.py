"""Registers of payments of banks and post offices in columns of anybody's choice.

A table (.csv, .xlsx, .xls, .dbf) is read by a layout that says once which column
holds what. Rows become documents like those of a bank statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.elektrohisob_metering.adapters import tables
from odoo.addons.elektrohisob_metering.adapters.columns import (
    ACCOUNT,
    DATE,
    Row,
    Table,
    Words,
    find_columns,
    split_header,
    split_words,
    table_from,
)
from odoo.addons.elektrohisob_metering.adapters.tables import cell_text

from .bank_statement import (
    NOBODY,
    BankFileError,
    Document,
    Party,
    Section,
    Statement,
    make_statement,
    read_amount,
)
from .payment_register_cells import (
    RegisterLayout,
    find_day,
    read_account,
    read_code,
    read_day,
    read_figure,
    read_number,
)

RAW_CELLS = 300
TOTAL = ("jami", "жами", "итого", "всего", "total", "umumiy", "умумий")
VOCABULARY = {
    "row_id": Words(("tranzaksiya", "транзакц", "transaction", "id плат", "ид плат",
                     "tolov id", "to lov id", "payment id", "уникальн", "trn id",
                     "trnid")),
    "payer_account": Words(("счет плат", "р с плат", "tolovchi hisob")),
    "account": Words((*ACCOUNT, "abonent", "абонент", "accno", "ls", "лс")),
    "amount": Words(("summa", "сумма", "amount", "sum", "tolov", "to lov", "оплат",
                     "плат", "suma"), denied=("komissiya", "комисс", "fee", "дата",
                     "sana", "date", "номер", "plat dok", "платеж пор")),
    "fee": Words(("komissiya", "комисс", "fee", "vozn", "вознагр")),
    "date": Words((*DATE, "data")),
    "number": Words(("kvitansiya", "квитанц", "чек", "chek", "receipt", "hujjat",
                     "документ", "document", "номер док", "ndoc", "doc")),
    "payer": Words(("fio", "фио", "f i sh", "ф и о", "ism", "имя", "плательщик",
                    "tolovchi", "name", "iste molchi", "istemolchi", "потребител")),
    "address": Words(("manzil", "адрес", "address", "addr")),
    "purpose": Words(("maqsad", "назначен", "purpose", "izoh", "примеч", "comment")),
    "period": Words(("davr", "период", "period", "oy", "месяц", "month")),
    "state": Words(("holat", "статус", "состояние", "status", "state")),
}  # fmt: skip
CANCELLED = ("bekor", "qaytar", "отмен", "возвр", "сторн", "аннул", "cancel", "revers",
             "refund", "storno", "-1", "-2")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Register:
    """The table of a register, and what its own control totals say."""

    table: Table
    total: tuple[object, ...] = ()


def read_register(data: bytes, layout: RegisterLayout) -> Register:
    """Header, rows and control totals of the file.

    :raise TableError: see :func:`tables.read_rows`
    """
    options = tables.Options(layout.encoding, layout.delimiter)
    rows = tables.read_rows(data, options)
    total: tuple[object, ...] = ()
    place = _find_total(rows, layout.total_row)
    kept = rows[: -layout.footer_rows] if layout.footer_rows else rows
    if place is not None:
        total = rows[place][1]
        kept = [row for row in kept if row is not rows[place]]
    if not kept:
        raise BankFileError("no_rows")
    return Register(_split(kept, layout.header_row), total)


def guess(table: Table) -> dict[str, int]:
    """Role → column by the words of the header."""
    return find_columns(table.header, VOCABULARY)


def parse(data: bytes, layout: RegisterLayout, name: str = "") -> Statement:
    """The register as a statement of one section.

    :raise FileError: see :func:`read_register`; ``no_columns`` (``roles``);
        ``no_rows``; ``no_name_date``: the name of the file holds no date
    """
    if layout.missing:
        raise BankFileError("no_columns", roles=layout.missing)
    register = read_register(data, layout)
    day = find_day(name, layout.date_format) if layout.name_date else None
    if layout.name_date and not day:
        raise BankFileError("no_name_date")
    documents, total = [], register.total
    for number, cells in register.table.body:
        if cells == register.table.header or _is_empty(cells, layout):
            continue
        if _is_total(cells, layout):
            total = total or _spread_total(cells, layout)
            continue
        documents.append(_read_row(number, cells, layout, day))
    if not documents:
        raise BankFileError("no_rows")
    count, amount = _read_totals(total, layout)
    days = [d.date for d in documents if d.date]
    start, end = min(days, default=None), max(days, default=None)
    section = Section("", start, end, None, amount, None, None, count=count)
    return make_statement(layout.encoding, "", [(section, documents)])


def _split(rows: Sequence[Row], header_row: int) -> Table:
    width = max(len(cells) for _number, cells in rows)
    if header_row < 0:
        return Table(("",) * width, tuple(rows))
    for place, (number, _cells) in enumerate(rows):
        if number == header_row:
            return table_from(rows, place)
    return split_header(rows, VOCABULARY)


def _find_total(rows: Sequence[Row], total_row: int) -> int | None:
    if total_row < 0:
        return len(rows) + total_row if -total_row <= len(rows) else None
    places = (i for i, (number, _cells) in enumerate(rows) if number == total_row)
    return next(places, None) if total_row else None


def _cell(cells: Sequence[object], index: int | None) -> object:
    return cells[index] if index is not None and 0 <= index < len(cells) else ""


def _is_empty(cells: Sequence[object], layout: RegisterLayout) -> bool:
    return all(
        _cell(cells, layout.columns.get(role)) == "" for role in ("account", "amount")
    )


def _is_total(cells: Sequence[object], layout: RegisterLayout) -> bool:
    """A row of totals names itself and no account."""
    account = cell_text(_cell(cells, layout.columns["account"]))
    if sum(map(str.isdigit, account)) > 4:
        return False
    words = " ".join(split_words(cell_text(cell)) for cell in cells if cell != "")
    return any(f" {word}" in words for word in TOTAL)


def _spread_total(cells: tuple[object, ...], layout: RegisterLayout) -> tuple:
    """Control totals of a row that was found by its words: the sum alone."""
    amount = _cell(cells, layout.columns["amount"])
    return ("", amount) if amount != "" else ()


def _read_totals(
    total: tuple[object, ...], layout: RegisterLayout
) -> tuple[int | None, Decimal | None]:
    """(number of rows, sum in so'm) that the register states.

    :raise BankFileError: ``bad_total``: a cell of the totals holds no figure
    """
    if not total:
        if layout.total_row:
            raise BankFileError("bad_total", value="")
        return None, None
    if layout.total_row:
        places = layout.total_count_column - 1, layout.total_sum_column - 1
        stated = [_cell(total, i) if i >= 0 else "" for i in places]
        if not layout.total_count_column and not layout.total_sum_column:
            return None, None
        needed = [i >= 0 for i in places]
    else:
        stated, needed = [total[0], total[1]], [False, True]
    figures = [read_figure(cell_text(cell), layout) for cell in stated]
    for figure, cell, is_needed in zip(figures, stated, needed, strict=True):
        if is_needed and figure is None:
            raise BankFileError("bad_total", value=cell_text(cell)[:40])
    count, amount = figures
    if amount is not None and layout.unit == "tiyin":
        amount /= 100
    return None if count is None else int(count), amount


def _read_row(
    number: int, cells: Sequence[object], layout: RegisterLayout, day: date | None
) -> Document:
    def text(role: str) -> str:
        return cell_text(_cell(cells, layout.columns.get(role))).strip()

    raw = text("amount")
    amount, problem = read_amount(read_number(raw, layout.decimal))
    if amount and layout.unit == "tiyin":
        amount, problem = read_amount(str(amount / 100))
    found = day or read_day(
        _cell(cells, layout.columns.get("date")), layout.date_format
    )
    account, wrong = read_account(_cell(cells, layout.columns["account"]), layout)
    words = [f"л/с {text('account')}", *map(text, ("address", "period", "purpose"))]
    paid_from = text("payer_account")
    extra = {role: text(role) for role in ("fee", "period", "address") if text(role)}
    if wrong:
        extra["account"] = text("account")
    is_cancelled = text("state").lower().startswith(CANCELLED)
    return Document(
        line_no=number,
        kind="",
        number=read_code(text("number"))[:64],
        date=found if isinstance(found, date) else None,
        amount=amount,
        raw_amount=raw,
        payer=Party(text("payer"), "", (paid_from,) if paid_from else (), ""),
        payee=NOBODY,
        date_out=None,
        date_in=None,
        purpose=" ".join(filter(None, words))[:RAW_CELLS],
        extra=extra,
        problem=problem,
        direction="out" if is_cancelled else "in",
        account="" if wrong else account,
        row_id=read_code(text("row_id"))[:64],
        is_reversal=is_cancelled,
    )
