"""Events of meters in a table: Excel or CSV with a header."""

from datetime import UTC, date, datetime

from . import head_end
from .columns import DATE, METER, Words, find_columns
from .head_end import MeterEvent, Row
from .tables import TableError, read_rows

VOCABULARY = {
    "serial": Words(METER),
    "time": Words((*DATE, "time", "vaqt", "вақт", "время")),
    "code": Words(("code", "event", "kod", "hodisa", "ҳодиса", "код", "событи")),
    "detail": Words(("detail", "note", "comment", "izoh", "изоҳ", "примеч",
                     "коммент")),
}  # fmt: skip
TIMES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")


def read_events(data: bytes) -> list[Row]:
    """Rows below the header; a bad row spoils no other.

    :raise TableError: as `tables.read_rows`, or ``no_column`` with the roles missing
    """
    (_number, header), *rows = read_rows(data)
    places = find_columns(header, VOCABULARY)
    missing = [role for role in ("serial", "time", "code") if role not in places]
    if missing:
        raise TableError("no_column", roles=", ".join(missing))
    return [_read_row(number, cells, places) for number, cells in rows]


def _read_row(number: int, cells: tuple[object, ...], places: dict[str, int]) -> Row:
    raw = "; ".join(str(cell) for cell in cells)
    values = {
        role: cells[place] if place < len(cells) else ""
        for role, place in places.items()
    }
    serial, code = str(values["serial"]).strip(), str(values["code"]).strip()
    if not serial or not code:
        return Row(number, raw, flaw="incomplete")
    try:
        moment = _instant(values["time"])
    except ValueError:
        return Row(number, raw, flaw="bad_time")
    detail = str(values.get("detail", "")).strip()
    return Row(number, raw, MeterEvent(serial, code, moment, detail))


def _instant(cell: object) -> datetime:
    if isinstance(cell, date):
        return head_end.instant(cell.isoformat())
    text = str(cell).strip()
    for layout in TIMES:
        try:
            moment = datetime.strptime(text, layout)
        except ValueError:
            continue
        moment = moment.replace(tzinfo=head_end.TASHKENT)
        return moment.astimezone(UTC).replace(tzinfo=None)
    return head_end.instant(text)
