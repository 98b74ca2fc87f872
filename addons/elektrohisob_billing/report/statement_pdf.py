"""Statement of account on A4: a table that runs over pages, totals, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from odoo.addons.elektrohisob_base.tools import pdf

WIDTHS = tuple(size * mm for size in (20, 33, 38, 21, 25, 25, 25))
GREY = colors.Color(0.93, 0.93, 0.93)


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
    yield Paragraph(_escape(text.remark), plain)
    yield Spacer(1, 14 * mm)
    yield _signatures(text.signatures)


def _escape(text):
    plain = pdf.clean(text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _table(text):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=10)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    right = ParagraphStyle("right", parent=head, alignment=2)
    rows = [
        [
            Paragraph(_escape(name), head if index < 3 else right)
            for index, name in enumerate(text.columns)
        ]
    ]
    rows.append([text.opening[0], "", "", "", "", "", text.opening[1]])
    for row in text.rows:
        rows.append(
            [row[0], *(Paragraph(_escape(part), cell) for part in row[1:3]), *row[3:]]
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
                ("BACKGROUND", (0, 0), (-1, 0), GREY),
                ("GRID", (0, 0), (-1, -1), 0.4, colors.Color(0.6, 0.6, 0.6)),
                ("ALIGN", (3, 1), (-1, -1), "RIGHT"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                *(("FONT", (0, r), (-1, r), pdf.BOLD, 8) for r in bold_rows),
                *(("SPAN", (0, r), (5, r)) for r in (1, len(rows) - 1)),
                ("SPAN", (0, len(rows) - 2), (2, len(rows) - 2)),
            ]
        )
    )
    return table


def _signatures(labels):
    row = [f"{pdf.clean(label)} ____________________" for label in labels]
    table = Table([row], colWidths=[93 * mm] * len(row))
    table.setStyle(TableStyle([("FONT", (0, 0), (-1, -1), pdf.REGULAR, 9)]))
    return table
