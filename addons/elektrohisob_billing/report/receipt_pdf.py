"""Papers of the cash desk on a roll 80 mm wide: receipts and reports of a shift.

Texts come ready, in the language of the one who reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.elektrohisob_base.tools import pdf

WIDTH = 80 * mm
MARGIN = 5 * mm
ROOM = WIDTH - 2 * MARGIN
LABEL = 23 * mm
QR = 28 * mm
LEADING = 1.3


@dataclass(frozen=True)
class Receipt:
    """What is printed: texts, and rows of (label, value)."""

    company: str
    title: str
    stamp: str  # printed across when the payment is void, else empty
    rows: Sequence[tuple[str, str]]
    amount: str
    words: str
    qr: str  # empty: no code
    footer: Sequence[str]
    label_width: float = LABEL


def render(receipt: Receipt) -> bytes:
    """PDF of one page as long as its text."""
    pdf.register_fonts()
    blocks = list(_blocks(receipt))
    height = sum(size for size, _draw in blocks) + 2 * MARGIN
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, height), pageCompression=1)
    canvas.setTitle(pdf.clean(receipt.title))
    top = height - MARGIN
    for size, draw in blocks:
        draw(canvas, top)
        top -= size
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _blocks(receipt):
    """Blocks from top to bottom: (height, function drawing it below ``top``)."""
    yield from _centred(receipt.company, pdf.BOLD, 9)
    yield from _centred(receipt.title, pdf.BOLD, 11)
    if receipt.stamp:
        yield from _centred(receipt.stamp, pdf.BOLD, 12)
    yield _rule()
    for label, value in receipt.rows:
        yield from _row(label, value, receipt.label_width)
    yield _rule()
    yield from _centred(receipt.amount, pdf.BOLD, 16)
    yield from _centred(receipt.words, pdf.REGULAR, 8)
    yield _rule()
    if receipt.qr:
        yield (
            QR,
            lambda canvas, top: pdf.draw_qr(
                canvas, receipt.qr, (WIDTH - QR) / 2, top - QR, QR
            ),
        )
    for line in receipt.footer:
        yield from _centred(line, pdf.REGULAR, 8)


def _centred(text, font, size):
    for line in pdf.wrap(pdf.clean(text), font, size, ROOM):

        def draw(canvas, top, line=line):
            canvas.setFont(font, size)
            canvas.drawCentredString(WIDTH / 2, top - size, line)

        yield size * LEADING, draw


def _row(label, value, width):
    size = 8
    lines = pdf.wrap(pdf.clean(value), pdf.BOLD, size, ROOM - width) or [""]

    def draw(canvas, top):
        canvas.setFont(pdf.REGULAR, size)
        caption = pdf.fit(pdf.clean(label), pdf.REGULAR, size, width - mm)
        canvas.drawString(MARGIN, top - size, caption)
        canvas.setFont(pdf.BOLD, size)
        for index, line in enumerate(lines):
            canvas.drawString(MARGIN + width, top - size - index * size * LEADING, line)

    yield len(lines) * size * LEADING + 1, draw


def _rule():
    def draw(canvas, top):
        canvas.setLineWidth(0.5)
        canvas.setDash(1, 1)
        canvas.line(MARGIN, top - 4, WIDTH - MARGIN, top - 4)
        canvas.setDash()

    return 8, draw
