"""Words of tables of interval data: which column holds what, which energy it is."""

import re
from functools import lru_cache

from .columns import ACCOUNT, DATE, METER, Table, Words, find_columns, split_words
from .tables import cell_text

KINDS = ("A+", "A-", "R+", "R-")
SLOTS = (24, 48, 96)
VOCABULARY = {
    "account": Words(ACCOUNT),
    "serial": Words(METER),
    "point": Words(("код точки", "точка учета", "точка измер", "точк", "nuqta", "нуқта",
                    "point", "объект", "obyekt", "фидер", "fider", "feeder")),
    "date": Words(DATE),
    "time": Words(("vaqt", "вақт", "soat", "соат", "время", "час", "time", "hour",
                   "interval", "интервал", "период", "period")),
    "register": Words(("kanal", "канал", "channel", "registr", "регистр", "register",
                       "вид энерг", "energiya tur", "obis")),
    "status": Words(("status", "статус", "holat", "ҳолат", "достовер", "качеств",
                     "quality", "признак")),
    "value": Words(("qiymat", "қиймат", "значен", "value", "энерг", "energiya",
                    "energy", "kwh", "квт", "mwh", "мвт", "расход", "потреб",
                    "istemol", "sarf")),
}  # fmt: skip
_SIGNED = re.compile(r"(?:^|[\s,(])([AА]|[RQ])\s?([+−–-])(?=$|[\s,).])", re.IGNORECASE)
_OBIS = re.compile(r"(?:^|[:\s])([1-4])\.8\.\d")
_WORDED = (
    ("R-", r" реакт\w* (?:\w+ )?отдач| reaktiv (?:berilgan|uzat)|reactive export"),
    ("R+", r" реакт\w* (?:\w+ )?при[её]м| reaktiv qabul|reactive import"),
    (
        "A-",
        r" акт\w* (?:\w+ )?отдач| (?:faol|aktiv) (?:berilgan|uzat)|active export",
    ),
    ("A+", r" акт\w* (?:\w+ )?при[её]м| (?:faol|aktiv) qabul|active import"),
)
SPAN = re.compile(
    r"(\d{1,2})[:.](\d{2})(?::\d{2})?(?:\s*[-–]\s*(\d{1,2})[:.](\d{2}).*)?"
)
_LABEL = re.compile(
    r"(?:[hчs]\.?\s?)?\d{1,2}(?:\s?(?:h|ч|час|soat)\.?)?", re.IGNORECASE
)


def guess(table: Table) -> tuple[dict[str, int], tuple[int, int] | None]:
    """(role → column, columns of the values of a day) by the words of the header."""
    slots = _guess_slots(table)
    taken = set(range(slots[0], slots[1] + 1)) if slots else set()
    columns: dict[str, int] = {}
    for index, name in enumerate(table.header):
        kind = kind_of(name)
        if kind and kind not in columns and index not in taken:
            columns[kind] = index
            taken.add(index)
    columns |= find_columns(table.header, VOCABULARY, taken)
    if slots or columns.keys() & set(KINDS):
        columns.pop("value", None)
    return columns, slots


@lru_cache(maxsize=4096)
def kind_of(text: object, is_code: bool = False) -> str:
    """Kind of energy a header or a code of a register names, "" if none.

    >>> kind_of("А+, кВт·ч"), kind_of("1-0:2.8.0"), kind_of("03", is_code=True)
    ('A+', 'A-', 'R+')
    """
    name = cell_text(text).strip()
    if match := _SIGNED.search(name):
        letter = "A" if match[1].upper() in "AА" else "R"
        return letter + ("+" if match[2] == "+" else "-")
    if match := _OBIS.search(name):
        return KINDS[int(match[1]) - 1]
    if is_code and name.lstrip("0") in ("1", "2", "3", "4"):
        return KINDS[int(name) - 1]
    words = split_words(name)
    return next((kind for kind, rule in _WORDED if re.search(rule, words)), "")


def _guess_slots(table: Table) -> tuple[int, int] | None:
    """The longest run of columns that are called by times or numbers of intervals."""
    runs: list[tuple[int, int]] = []
    start = None
    for index, name in enumerate((*table.header, "end")):
        is_label = bool(SPAN.fullmatch(name.strip()) or _LABEL.fullmatch(name.strip()))
        if is_label and start is None:
            start = index
        elif not is_label and start is not None:
            runs.append((start, index - 1))
            start = None
    runs = [run for run in runs if run[1] - run[0] + 1 in SLOTS]
    return max(runs, key=lambda run: run[1] - run[0], default=None)
