"""Act of a movement of devices on A4: facts, a table of devices, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from odoo.addons.elektrohisob_base.tools import pdf

WIDTHS = tuple(size * mm for size in (8, 32, 28, 24, 28, 28, 20, 20))
GREY = colors.Color(0.93, 0.93, 0.93)


@dataclass(frozen=True)
class ActText:
    """What is printed: texts ready, figures already formatted."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    remarks: Sequence[str]
    signatures: Sequence[tuple[str, str]]  # office, name
    page: str  # "Page {page}"


def render(text: ActText) -> bytes:
    """PDF of the act."""
    pdf.register_fonts()
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=11 * mm,
        rightMargin=11 * mm,
        topMargin=14 * mm,
        bottomMargin=16 * mm,
        title=pdf.clean(text.title),
    )

    def footer(canvas, _document):
        canvas.setFont(pdf.REGULAR, 8)
        number = text.page.format(page=canvas.getPageNumber())
        canvas.drawRightString(A4[0] - 11 * mm, 9 * mm, pdf.clean(number))
        canvas.drawString(11 * mm, 9 * mm, pdf.clean(text.title))

    document.build(list(_story(text)), onFirstPage=footer, onLaterPages=footer)
    return buffer.getvalue()


def _story(text):
    heading = ParagraphStyle("heading", fontName=pdf.BOLD, fontSize=14, leading=18)
    plain = ParagraphStyle("plain", fontName=pdf.REGULAR, fontSize=9, leading=12)
    strong = ParagraphStyle("strong", parent=plain, fontName=pdf.BOLD, fontSize=10)
    yield Paragraph(_escape(text.title), heading)
    yield Paragraph(_escape(text.subtitle), plain)
    yield Spacer(1, 3 * mm)
    for label, value in text.facts:
        if value:
            yield Paragraph(
                f'{_escape(label)}: <font name="{pdf.BOLD}">{_escape(value)}</font>',
                plain,
            )
    yield Spacer(1, 4 * mm)
    yield _table(text)
    yield Spacer(1, 4 * mm)
    for remark in text.remarks:
        yield Paragraph(_escape(remark), strong)
    yield Spacer(1, 12 * mm)
    for office, name in text.signatures:
        yield Paragraph(
            f"{_escape(office)}: ____________________ {_escape(name)}", plain
        )
        yield Spacer(1, 6 * mm)


def _escape(text):
    plain = pdf.clean(text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _table(text):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=10)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    rows = [[Paragraph(_escape(name), head) for name in text.columns]]
    rows += [[Paragraph(_escape(part), cell) for part in row] for row in text.rows]
    table = Table(rows, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), GREY),
                ("GRID", (0, 0), (-1, -1), 0.4, colors.Color(0.6, 0.6, 0.6)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
    )
    return table
