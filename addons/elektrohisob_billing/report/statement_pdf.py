"""Statement of account on A4: a table that runs over pages, totals, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from odoo.addons.elektrohisob_base.tools import pdf, pdf_document
from odoo.addons.elektrohisob_base.tools.pdf_document import escape

WIDTHS = tuple(size * mm for size in (20, 33, 38, 21, 25, 25, 25))


@dataclass(frozen=True)
class StatementText:
    """What is printed: texts ready, figures already formatted."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[str]
    opening: tuple[str, str]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str]
    closing: tuple[str, str]
    remark: str
    signatures: Sequence[str]
    page: str  # "Page {page}"


def render(text: StatementText) -> bytes:
    """PDF of the statement."""
    return pdf_document.build(
        _story(text), title=text.title, foot=text.title, page=text.page
    )


def _story(text):
    heading, plain = pdf_document.heading(), pdf_document.plain()
    yield Paragraph(escape(text.title), heading)
    yield Paragraph(escape(text.subtitle), plain)
    yield Spacer(1, 3 * mm)
    for label, value in text.facts:
        if value:
            yield Paragraph(pdf_document.fact(label, value), plain)
    yield Spacer(1, 4 * mm)
    yield _table(text)
    yield Spacer(1, 4 * mm)
    yield Paragraph(escape(text.remark), plain)
    yield Spacer(1, 14 * mm)
    yield pdf_document.signatures(text.signatures)


def _table(text):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=10)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    right = ParagraphStyle("right", parent=head, alignment=2)
    rows = [
        [
            Paragraph(escape(name), head if index < 3 else right)
            for index, name in enumerate(text.columns)
        ]
    ]
    rows.append([text.opening[0], "", "", "", "", "", text.opening[1]])
    for row in text.rows:
        rows.append(
            [row[0], *(Paragraph(escape(part), cell) for part in row[1:3]), *row[3:]]
        )
    rows.append(list(text.totals))
    rows.append([text.closing[0], "", "", "", "", "", text.closing[1]])
    table = Table(
        [[pdf.clean(c) if isinstance(c, str) else c for c in row] for row in rows],
        colWidths=WIDTHS,
        repeatRows=1,
    )
    bold_rows = (1, len(rows) - 2, len(rows) - 1)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), pdf.REGULAR, 8),
                *pdf_document.GRID,
                ("ALIGN", (3, 1), (-1, -1), "RIGHT"),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                *(("FONT", (0, r), (-1, r), pdf.BOLD, 8) for r in bold_rows),
                *(("SPAN", (0, r), (5, r)) for r in (1, len(rows) - 1)),
                ("SPAN", (0, len(rows) - 2), (2, len(rows) - 2)),
            ]
        )
    )
    return table
