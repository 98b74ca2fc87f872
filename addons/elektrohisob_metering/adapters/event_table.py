"""Events of meters in a table: Excel or CSV with a header."""

import unicodedata
from datetime import UTC, date, datetime

from . import head_end
from .head_end import MeterEvent, Row
from .tables import TableError, read_rows

# what the columns are called, by role; compared in lower case
COLUMNS = {
    "serial": {"meter", "serial", "serial number", "hisoblagich", "счётчик", "счетчик"},
    "time": {"time", "date", "date and time", "vaqt", "vaqti", "sana", "время", "дата"},
    "code": {"code", "event", "kod", "hodisa", "код", "событие"},
    "detail": {"detail", "note", "comment", "izoh", "примечание", "комментарий"},
}
TIMES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")


def read_events(data: bytes) -> list[Row]:
    """Rows below the header; a bad row spoils no other.

    :raise TableError: as `tables.read_rows`, or ``no_column`` with the roles missing
    """
    (_number, header), *rows = read_rows(data)
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = unicodedata.normalize("NFC", str(cell)).strip().lower()
        for role, names in COLUMNS.items():
            if name in names:
                places.setdefault(role, place)
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
