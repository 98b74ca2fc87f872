"""The reading sheet (obxod varag'i) on A4 across: plain data in, PDF out.

Made for a clipboard: a tall box a digit, remark codes at the foot of every page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.elektrohisob_base.tools import pdf

WIDTH, HEIGHT = landscape(A4)
LEFT, RIGHT, TOP, BOTTOM = 24, WIDTH - 24, HEIGHT - 24, 24
ROW = 25
# Left edge and heading of each column, in points from the left margin.
EDGES = (0, 24, 104, 254, 424, 504, 582, 632, 738, 794)
COLUMNS = 9


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One meter; energy in kWh as the register shows."""

    number: int
    account: str
    consumer: str
    address: str
    meter: str
    digits: int
    day: date | None
    value: str
    usual: str
    note: str = ""
    register: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One route on one day. ``labels``: words of the form in the reader's language."""

    company: str
    route: str
    day: date
    reader: str
    code: str
    rows: tuple[SheetRow, ...]
    remarks: tuple[str, ...]
    labels: dict[str, str]


def render(sheets: Iterable[Sheet]) -> bytes:
    """All sheets in one PDF, each begins on a new page."""
    pdf.register_fonts()
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=landscape(A4), pageCompression=1)
    for sheet in sheets:
        _draw_sheet(canvas, sheet)
    canvas.save()
    return stream.getvalue()


def _draw_sheet(canvas, sheet):
    legend = _legend(sheet)
    foot = BOTTOM + 34 + 9 * len(legend)
    per_page = int((TOP - 66 - foot) // ROW)
    pages = max(1, -(-len(sheet.rows) // per_page))
    for digits in {row.digits for row in sheet.rows}:
        _define_boxes(canvas, digits)
    for page in range(pages):
        _draw_head(canvas, sheet, page + 1, pages)
        y = TOP - 66
        for row in sheet.rows[page * per_page : (page + 1) * per_page]:
            _draw_row(canvas, row, y)
            y -= ROW
        _draw_foot(canvas, sheet, legend)
        canvas.showPage()


def _draw_head(canvas, sheet, page, pages):
    labels = sheet.labels
    canvas.setFont(pdf.BOLD, 13)
    canvas.drawString(LEFT, TOP - 12, pdf.clean(f"{labels['title']}  {sheet.route}"))
    canvas.setFont(pdf.REGULAR, 9)
    canvas.drawString(LEFT, TOP - 26, pdf.clean(sheet.company))
    text = f"{labels['day']}: {pdf.day(sheet.day)}   {labels['reader']}: {sheet.reader}"
    canvas.drawString(LEFT, TOP - 38, pdf.clean(text))
    canvas.drawRightString(RIGHT - 44, TOP - 12, f"{page} / {pages}")
    pdf.draw_qr(canvas, sheet.code, RIGHT - 42, TOP - 40, 42)
    canvas.setFont(pdf.BOLD, 7.5)
    canvas.setLineWidth(0.8)
    y = TOP - 66
    canvas.line(LEFT, y, RIGHT, y)
    for index, name in enumerate(labels["columns"].split("|")):
        room = EDGES[index + 1] - EDGES[index] - 4
        for line, part in enumerate(pdf.wrap(pdf.clean(name), pdf.BOLD, 7.5, room, 2)):
            canvas.drawString(LEFT + EDGES[index] + 2, y + 12 - 9 * line, part)


def _draw_row(canvas, row, top):
    base = top - 10
    canvas.saveState()
    canvas.translate(LEFT, top - ROW)
    canvas.doForm(f"boxes{row.digits}")
    canvas.restoreState()
    canvas.setFont(pdf.REGULAR, 8)
    canvas.drawString(LEFT + 2, base, str(row.number))
    _text(canvas, row.account, 1, base)
    _text(canvas, row.consumer, 2, base)
    _text(canvas, row.note, 2, base - 10, 7)
    room = EDGES[4] - EDGES[3] - 4
    lines = pdf.wrap(pdf.clean(row.address), pdf.REGULAR, 8, room, 2)
    for line, part in enumerate(lines):
        canvas.drawString(LEFT + EDGES[3] + 2, base - 10 * line, part)
    _text(canvas, row.meter, 4, base)
    _text(canvas, row.register, 4, base - 11, 9)
    _text(canvas, row.value, 5, base)
    _text(canvas, pdf.day(row.day), 5, base - 10, 7)
    _text(canvas, row.usual, 6, base)


def _define_boxes(canvas, digits):
    """Line and boxes of a row with so many digits, drawn once for all such rows."""
    name = f"boxes{digits}"
    if canvas.hasForm(name):
        return
    canvas.beginForm(name)
    canvas.setLineWidth(0.3)
    canvas.line(0, 0, RIGHT - LEFT, 0)
    size = min(15, (EDGES[8] - EDGES[7] - 6) / max(digits, 1))
    for digit in range(digits):
        canvas.rect(EDGES[7] + 2 + digit * size, 4, size, ROW - 8)
    canvas.rect(EDGES[8] + 4, 4, 40, ROW - 8)
    canvas.endForm()


def _text(canvas, text, column, y, size=8):
    if not text:
        return
    room = EDGES[column + 1] - EDGES[column] - 4
    canvas.setFont(pdf.REGULAR, size)
    canvas.drawString(
        LEFT + EDGES[column] + 2,
        y,
        pdf.fit(pdf.clean(text), pdf.REGULAR, size, room),
    )


def _legend(sheet):
    text = f"{sheet.labels['remarks']}: " + "; ".join(sheet.remarks)
    return pdf.wrap(pdf.clean(text), pdf.REGULAR, 7, RIGHT - LEFT)


def _draw_foot(canvas, sheet, legend):
    y = BOTTOM + 24 + 9 * len(legend)
    canvas.setFont(pdf.REGULAR, 7)
    for line in legend:
        canvas.drawString(LEFT, y, line)
        y -= 9
    canvas.setFont(pdf.REGULAR, 8)
    canvas.drawString(LEFT, BOTTOM, pdf.clean(sheet.labels["signature"]))
