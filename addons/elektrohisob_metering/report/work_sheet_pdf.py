"""Work sheets on A4: a table per crew and day with room to write by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from odoo.addons.elektrohisob_base.tools import pdf

PAPER = landscape(A4)
WIDTHS = tuple(size * mm for size in (10, 52, 74, 52, 42, 45))
GREY = colors.Color(0.93, 0.93, 0.93)


@dataclass(frozen=True)
class Sheet:
    """What is printed for a crew and a day: texts ready, figures formatted."""

    title: str
    company: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str], Sequence[str], Sequence[str]]]
    signatures: Sequence[str]
    page: str  # "Page {page}"


def render(sheets: Sequence[Sheet]) -> bytes:
    """PDF of the sheets, each on a page of its own."""
    pdf.register_fonts()
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=PAPER,
        leftMargin=11 * mm,
        rightMargin=11 * mm,
        topMargin=12 * mm,
        bottomMargin=14 * mm,
        title=pdf.clean(sheets[0].title),
    )

    def footer(canvas, _document):
        canvas.setFont(pdf.REGULAR, 8)
        number = sheets[0].page.format(page=canvas.getPageNumber())
        canvas.drawRightString(PAPER[0] - 11 * mm, 8 * mm, pdf.clean(number))
        canvas.drawString(11 * mm, 8 * mm, pdf.clean(sheets[0].company))

    story = []
    for sheet in sheets:
        if story:
            story.append(PageBreak())
        story += _story(sheet)
    document.build(story, onFirstPage=footer, onLaterPages=footer)
    return buffer.getvalue()


def _story(sheet):
    heading = ParagraphStyle("heading", fontName=pdf.BOLD, fontSize=14, leading=18)
    plain = ParagraphStyle("plain", fontName=pdf.REGULAR, fontSize=9, leading=12)
    facts = " · ".join(
        f'{_escape(label)}: <font name="{pdf.BOLD}">{_escape(value)}</font>'
        for label, value in sheet.facts
        if value
    )
    yield Paragraph(_escape(sheet.title), heading)
    yield Paragraph(_escape(sheet.company), plain)
    yield Paragraph(facts, plain)
    yield Spacer(1, 3 * mm)
    yield _table(sheet)
    yield Spacer(1, 10 * mm)
    row = [f"{pdf.clean(label)} ____________________" for label in sheet.signatures]
    signatures = Table([row], colWidths=[93 * mm] * len(row))
    signatures.setStyle(TableStyle([("FONT", (0, 0), (-1, -1), pdf.REGULAR, 9)]))
    yield signatures


def _table(sheet):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=9.6)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    rows = [[Paragraph(_escape(name), head) for name in sheet.columns]]
    for place, *parts in sheet.rows:
        cells = [Paragraph(_lines(lines), cell) for lines in parts]
        rows.append([place, *cells, "", ""])
    table = Table(rows, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), pdf.REGULAR, 8),
                ("BACKGROUND", (0, 0), (-1, 0), GREY),
                ("GRID", (0, 0), (-1, -1), 0.4, colors.Color(0.6, 0.6, 0.6)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 1), (-1, -1), 5),
            ]
        )
    )
    return table


def _lines(lines):
    """The first line bold, empty ones left out."""
    shown = [_escape(line) for line in lines if line]
    if shown:
        shown[0] = f'<font name="{pdf.BOLD}">{shown[0]}</font>'
    return "<br/>".join(shown)


def _escape(text):
    plain = pdf.clean(text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
