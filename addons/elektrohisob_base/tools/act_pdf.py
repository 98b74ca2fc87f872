"""Act on A4: facts, a table, remarks, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from . import pdf, pdf_document
from .pdf_document import escape


@dataclass(frozen=True)
class ActText:
    """What is printed: texts ready, figures already formatted."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[str]
    widths: Sequence[int]  # of the columns, mm
    rows: Sequence[Sequence[str]]
    remarks: Sequence[str]
    signatures: Sequence[tuple[str, str]]  # office, name
    page: str  # "Page {page}"


def render(text: ActText) -> bytes:
    """PDF of the act."""
    return pdf_document.build_many([get_part(text)], title=text.title)


def get_part(text: ActText) -> pdf_document.Part:
    """The same as one of several documents in a file."""
    return pdf_document.Part(_story(text), foot=text.title, page=text.page)


def _story(text):
    heading, plain = pdf_document.heading(), pdf_document.plain()
    strong = ParagraphStyle("strong", parent=plain, fontName=pdf.BOLD, fontSize=10)
    yield Paragraph(escape(text.title), heading)
    yield Paragraph(escape(text.subtitle), plain)
    yield Spacer(1, 3 * mm)
    for label, value in text.facts:
        if value:
            yield Paragraph(pdf_document.fact(label, value), plain)
    yield Spacer(1, 4 * mm)
    yield _table(text)
    yield Spacer(1, 4 * mm)
    for remark in text.remarks:
        yield Paragraph(escape(remark), strong)
    yield Spacer(1, 12 * mm)
    for office, name in text.signatures:
        yield Paragraph(f"{escape(office)}: ____________________ {escape(name)}", plain)
        yield Spacer(1, 6 * mm)


def _table(text):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=10)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    rows = [[Paragraph(escape(name), head) for name in text.columns]]
    rows += [[Paragraph(escape(part), cell) for part in row] for row in text.rows]
    table = Table(rows, colWidths=[width * mm for width in text.widths], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                *pdf_document.GRID,
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
    )
    return table
