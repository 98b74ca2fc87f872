"""Work sheets on A4: a table per crew and day with room to write by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from odoo.addons.elektrohisob_base.tools import pdf, pdf_document
from odoo.addons.elektrohisob_base.tools.pdf_document import escape

WIDTHS = tuple(size * mm for size in (10, 52, 74, 52, 42, 45))


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
    story: list[Flowable] = []
    for sheet in sheets:
        if story:
            story.append(PageBreak())
        story += _story(sheet)
    return pdf_document.build(
        story,
        title=sheets[0].title,
        foot=sheets[0].company,
        page=sheets[0].page,
        paper=landscape(A4),
        top=12 * mm,
        bottom=14 * mm,
        foot_line=8 * mm,
    )


def _story(sheet):
    heading, plain = pdf_document.heading(), pdf_document.plain()
    facts = " · ".join(
        pdf_document.fact(label, value) for label, value in sheet.facts if value
    )
    yield Paragraph(escape(sheet.title), heading)
    yield Paragraph(escape(sheet.company), plain)
    yield Paragraph(facts, plain)
    yield Spacer(1, 3 * mm)
    yield _table(sheet)
    yield Spacer(1, 10 * mm)
    yield pdf_document.signatures(sheet.signatures)


def _table(sheet):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=9.6)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    rows = [[Paragraph(escape(name), head) for name in sheet.columns]]
    for place, *parts in sheet.rows:
        cells = [Paragraph(_lines(lines), cell) for lines in parts]
        rows.append([place, *cells, "", ""])
    table = Table(rows, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), pdf.REGULAR, 8),
                *pdf_document.GRID,
                ("BOTTOMPADDING", (0, 1), (-1, -1), 5),
            ]
        )
    )
    return table


def _lines(lines):
    """The first line bold, empty ones left out."""
    shown = [escape(line) for line in lines if line]
    if shown:
        shown[0] = f'<font name="{pdf.BOLD}">{shown[0]}</font>'
    return "<br/>".join(shown)
