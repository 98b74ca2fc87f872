"""ReportLab helper shared by everything we print ourselves: fonts with Cyrillic
and Uzbek letters, figures and dates as people here write them, QR as vectors.

Mass documents go past QWeb: ReportLab makes hundreds of pages a second.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import segno
from babel.dates import format_date
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from odoo.tools import file_path

REGULAR = "ElektrohisobSans"
BOLD = "ElektrohisobSans-Bold"
NBSP = "\u00a0"
MINUS = "\u2212"

_ODOO_FONTS = "web/static/fonts/google/Open_Sans/Open_Sans-"
_FONT_FILES = {
    REGULAR: (
        f"{_ODOO_FONTS}Regular.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    ),
    BOLD: (
        f"{_ODOO_FONTS}Bold.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    ),
}
# Open Sans has no U+02BB (oʻ, gʻ) and U+02BC (tutuq); the quotes look the same. It has
# no arrow either
_LETTERS = str.maketrans(
    {"\u02bb": "\u2018", "\u02bc": "\u2019", "\u202f": NBSP, "→": "›"}
)
_LOCALES = {"uz_UZ": "uz", "ru_RU": "ru"}


class FontMissing(RuntimeError):
    """No font with Cyrillic and Uzbek letters is on this machine."""


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make REGULAR and BOLD known to ReportLab.

    :raise FontMissing: neither Odoo's Open Sans nor DejaVu Sans was found
    """
    rl_config.useA85 = 0  # plain compressed pages: smaller and twice as fast
    for name, candidates in _FONT_FILES.items():
        pdfmetrics.registerFont(TTFont(name, _find_font(candidates)))


def _find_font(candidates: tuple[str, ...]) -> str:
    for candidate in candidates:
        if candidate.startswith("/"):
            if Path(candidate).exists():
                return candidate
            continue
        try:
            return file_path(candidate)
        except FileNotFoundError:
            continue
    raise FontMissing(
        f"None of the fonts {', '.join(candidates)} is on this machine. "
        "Install the package fonts-dejavu-core."
    )


def clean(text: str | None) -> str:
    """``text`` in letters the fonts have, in one line."""
    return (text or "").translate(_LETTERS).replace("\n", " ")


@lru_cache(maxsize=20000)
def width(text: str, font: str, size: float) -> float:
    """Width of ``text`` in points."""
    return pdfmetrics.stringWidth(text, font, size)


def fit(text: str, font: str, size: float, room: float) -> str:
    """``text`` cut with an ellipsis so that it takes at most ``room`` points."""
    if width(text, font, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle] + "…", font, size) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrap(text: str, font: str, size: float, room: float, lines: int = 0) -> list[str]:
    """``text`` broken at spaces into rows of ``room`` points, at most ``lines`` of
    them (0: any number); the last one is cut, and so is a word wider than a row."""
    rows: list[str] = []
    row = ""
    for word in text.split():
        longer = f"{row} {word}" if row else word
        if not row or width(longer, font, size) <= room:
            row = longer
        else:
            rows.append(row)
            row = word
    if row:
        rows.append(row)
    if lines and len(rows) > lines:
        rows[lines - 1 :] = [" ".join(rows[lines - 1 :])]
    return [fit(row, font, size, room) for row in rows]


def _grouped(digits: str) -> str:
    return f"{int(digits):,}".replace(",", NBSP)


@lru_cache(maxsize=50000)
def money(tiyin: int) -> str:
    """``123450050`` → ``1 234 500,50`` (so'm), with a true minus sign."""
    sign = MINUS if tiyin < 0 else ""
    whole, rest = divmod(abs(tiyin), 100)
    return f"{sign}{_grouped(str(whole))},{rest:02d}"


@lru_cache(maxsize=50000)
def kwh(wh: int) -> str:
    """``1234500`` → ``1 234,5`` (kWh), without trailing zeros."""
    sign = MINUS if wh < 0 else ""
    whole, rest = divmod(abs(wh), 1000)
    tail = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{sign}{_grouped(str(whole))}{tail}"


def tiyin(amount: float | Decimal | None) -> int:
    """Tiyin of an amount in so'm."""
    return round((amount or 0) * 100)


def watthours(energy: float | Decimal | None) -> int:
    """Wh of energy in kWh."""
    return round((energy or 0) * 1000)


def day(value: date | None) -> str:
    """``31.12.2026``."""
    return f"{value:%d.%m.%Y}" if value else ""


@lru_cache(maxsize=2000)
def month(value: date, lang: str) -> str:
    """Month and year in the language ``lang``: ``Oktabr 2026``, ``Октябрь 2026``."""
    text = format_date(value, "LLLL y", locale=_LOCALES.get(lang, "en"))
    return text[:1].upper() + text[1:]


def month_within(value: date, lang: str) -> str:
    """The same within a sentence: ``oktabr 2026``, ``октябрь 2026``."""
    text = month(value, lang)
    return text.lower() if lang in _LOCALES else text


@lru_cache(maxsize=500)
def month_short(value: date, lang: str) -> str:
    """Three letters of the month in the language ``lang``."""
    text = format_date(value, "LLL", locale=_LOCALES.get(lang, "en"))
    return text[:3].capitalize()


def draw_qr(canvas: Canvas, payload: str, x: float, y: float, size: float) -> None:
    """Draw ``payload`` as a QR code with its quiet zone, lower left corner (x, y).

    The mask is fixed: choosing it is 9/10 of the work, and readers take any.
    """
    code = segno.make_qr(payload, error="m", mask=3, boost_error=False)
    modules = code.matrix
    count = len(modules) + 8
    unit = size / count
    rows = [f"q {unit:.4f} 0 0 {-unit:.4f} {x:.2f} {y + size:.2f} cm"]
    for row, line in enumerate(modules, start=4):
        start = None
        for column, dark in enumerate((*line, 0), start=4):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                rows.append(f"{start} {row} {column - start} 1 re")
                start = None
    canvas.addLiteral("\n".join(rows) + "\nf Q")
