"""Invoice of an organisation (hisob-faktura) on A4: requisites of both sides, meters
with readings, priced lines with VAT, sum in words, signatures, payment code."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from odoo.addons.elektrohisob_base.tools import pdf, pdf_document
from odoo.addons.elektrohisob_base.tools.pdf_document import escape

HALF = 94 * mm
METER_WIDTHS = tuple(size * mm for size in (32, 28, 16, 31, 31, 20, 30))
LINE_WIDTHS = tuple(size * mm for size in (7, 43, 15, 19, 20, 26, 9, 21, 28))
QR_SIZE = 26 * mm


@dataclass(frozen=True)
class InvoiceText:
    """What is printed: texts ready, figures already formatted.

    ``seller``, ``buyer``: head, then (label, value); ``meters`` and ``lines`` are
    cells in the order of their columns.
    """

    title: str
    subtitle: str
    notes: Sequence[str]
    seller: tuple[str, Sequence[tuple[str, str]]]
    buyer: tuple[str, Sequence[tuple[str, str]]]
    meter_title: str
    meter_columns: Sequence[str]
    meters: Sequence[Sequence[str]]
    energy: Sequence[tuple[str, str]]
    columns: Sequence[str]
    lines: Sequence[Sequence[str]]
    totals: Sequence[str]
    words: str
    sums: Sequence[tuple[str, str]]
    signatures: Sequence[tuple[str, str]]  # office, name
    stamp: str
    qr: str
    qr_note: str
    page: str  # "Page {page}"


class _QR(Flowable):
    """A payment code with its quiet zone."""

    def __init__(self, payload):
        super().__init__()
        self.payload = payload
        self.width = self.height = QR_SIZE

    def draw(self):
        pdf.draw_qr(self.canv, self.payload, 0, 0, QR_SIZE)


def render(text: InvoiceText) -> bytes:
    """PDF of one invoice."""
    return pdf_document.build_many([get_part(text)], title=text.title)


def get_part(text: InvoiceText) -> pdf_document.Part:
    """The same as one of several documents in a file."""
    return pdf_document.Part(_story(text), foot=text.title, page=text.page)


def _story(text):
    heading, plain = pdf_document.heading(), pdf_document.plain()
    strong = ParagraphStyle("strong", parent=plain, fontName=pdf.BOLD)
    yield Paragraph(escape(text.title), heading)
    yield Paragraph(escape(text.subtitle), plain)
    for note in text.notes:
        yield Paragraph(escape(note), strong)
    yield Spacer(1, 3 * mm)
    yield _parties(text, plain, strong)
    yield Spacer(1, 3 * mm)
    if text.meters:
        yield Paragraph(escape(text.meter_title), strong)
        yield Spacer(1, 1 * mm)
        yield _table(text.meter_columns, text.meters, METER_WIDTHS, right=(3, 4, 5, 6))
        yield Spacer(1, 1 * mm)
    for label, value in text.energy:
        yield Paragraph(pdf_document.fact(label, value), plain)
    yield Spacer(1, 3 * mm)
    yield _table(
        text.columns,
        [*text.lines, text.totals],
        LINE_WIDTHS,
        right=(3, 4, 5, 6, 7, 8),
        total=True,
    )
    yield Spacer(1, 3 * mm)
    yield Paragraph(escape(text.words), strong)
    yield Spacer(1, 2 * mm)
    for label, value in text.sums:
        yield Paragraph(pdf_document.fact(label, value), plain)
    yield Spacer(1, 6 * mm)
    yield KeepTogether([_foot(text, plain)])


def _parties(text, plain, strong):
    cells = [
        [
            Paragraph(escape(head), strong),
            *(
                Paragraph(pdf_document.fact(label, value), plain)
                for label, value in facts
                if value
            ),
        ]
        for head, facts in (text.seller, text.buyer)
    ]
    table = Table([cells], colWidths=[HALF, HALF])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, 0), 0),
                ("BOX", (0, 0), (-1, -1), 0.4, pdf_document.LINE),
                ("INNERGRID", (0, 0), (-1, -1), 0.4, pdf_document.LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _table(columns, rows, widths, right=(), total=False):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=7.5, leading=9.5)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    figure = ParagraphStyle("figure", parent=cell, alignment=2)
    sum_style = ParagraphStyle("sum", parent=figure, fontName=pdf.BOLD)
    drawn = [[Paragraph(escape(name), head) for name in columns]]
    for place, row in enumerate(rows):
        is_total = total and place == len(rows) - 1
        label, number = (head, sum_style) if is_total else (cell, figure)
        drawn.append(
            [
                Paragraph(escape(part), number if column in right else label)
                for column, part in enumerate(row)
            ]
        )
    table = Table(drawn, colWidths=widths, repeatRows=1)
    style = [*pdf_document.GRID, ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]
    style += [
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    if total:
        style.append(("SPAN", (0, -1), (2, -1)))
    table.setStyle(TableStyle(style))
    return table


def _foot(text, plain):
    """Who signs, the stamps, and the payment code beside them."""
    small = ParagraphStyle("small", parent=plain, fontSize=6.5, leading=8)
    signed = []
    for office, name in text.signatures:
        line = f"{escape(office)}: ____________________ {escape(name)}"
        signed += [Paragraph(line, plain), Spacer(1, 5 * mm)]
    signed.append(Paragraph(escape(text.stamp), plain))
    code = [_QR(text.qr), Paragraph(escape(text.qr_note), small)] if text.qr else []
    table = Table([[signed, code]], colWidths=[150 * mm, 38 * mm])
    table.setStyle(
        TableStyle(
            [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)]
        )
    )
    return table
