"""A book-keeping report on A4 across: head on every page, totals, signatures."""

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from odoo.addons.elektrohisob_base.tools import pdf, pdf_document
from odoo.addons.elektrohisob_base.tools.pdf_document import escape

from . import gl_table

PAPER = landscape(A4)
ROOM = PAPER[0] - 2 * pdf_document.MARGIN
SIZES = ((10, 7.5), (14, 6.5), (1000, 5.2))  # columns at most, points
ROWS_OF_A_PART = 400  # ReportLab is quadratic in the rows of one table


def render(table: gl_table.Table, signatures: Sequence[str], page: str) -> bytes:
    """PDF of the report.

    :param signatures: offices that sign
    :param page: text with ``{page}``
    """
    return pdf_document.build(
        _story(table, signatures),
        title=table.title,
        foot=table.title,
        page=page,
        paper=PAPER,
    )


def _story(table, signatures):
    heading, plain = pdf_document.heading(), pdf_document.plain()
    yield Paragraph(escape(table.title), heading)
    yield Paragraph(escape(table.subtitle), plain)
    for remark in table.remarks:
        yield Paragraph(escape(remark), plain)
    yield Spacer(1, 3 * mm)
    rows = [*table.rows(0, 0), *table.totals]
    for start in range(0, max(len(rows), 1), ROWS_OF_A_PART):
        yield _part(table, rows[start : start + ROWS_OF_A_PART])
    yield Spacer(1, 3 * mm)
    for proof in table.proofs:
        sign = "" if proof.is_right else "! "
        yield Paragraph(escape(sign + proof.text), plain)
    yield Spacer(1, 10 * mm)
    yield pdf_document.signatures(signatures)


def _part(table, rows):
    size = _get_size(table.columns)
    cell = ParagraphStyle(
        "cell", fontName=pdf.REGULAR, fontSize=size, leading=size * 1.25
    )
    bold = ParagraphStyle("bold", parent=cell, fontName=pdf.BOLD)
    head = ParagraphStyle("head", parent=bold, alignment=1)
    heads, styles = _get_heads(table.columns, head)
    lines = list(heads)
    for number, row in enumerate(rows, len(heads)):
        strong = row.style != gl_table.ROW
        lines.append(
            [
                _cell(column, value, bold if strong else cell)
                for column, value in zip(table.columns, row.values, strict=True)
            ]
        )
        if strong:
            styles.append(("FONT", (0, number), (-1, number), pdf.BOLD, size))
        if row.style == gl_table.TOTAL:
            shade = ("BACKGROUND", (0, number), (-1, number), pdf_document.GREY)
            styles.append(shade)
    whole = sum(column.width for column in table.columns)
    widths = [ROOM * column.width / whole for column in table.columns]
    drawn = Table(lines, colWidths=widths, repeatRows=len(heads))
    drawn.setStyle(TableStyle([*_get_frame(table.columns, len(heads), size), *styles]))
    return drawn


def _get_size(columns):
    """Smaller letters for wide tables."""
    return next(size for most, size in SIZES if len(columns) <= most)


def _get_frame(columns, heads, size):
    """Styles of the whole table: grid, head, figures at the right."""
    return [
        ("FONT", (0, 0), (-1, -1), pdf.REGULAR, size),
        *pdf_document.GRID,
        ("BACKGROUND", (0, 0), (-1, heads - 1), pdf_document.GREY),
        ("LEFTPADDING", (0, 0), (-1, -1), 1.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        *(
            ("ALIGN", (number, heads), (number, -1), "RIGHT")
            for number, column in enumerate(columns)
            if column.is_figure
        ),
    ]


def _cell(column, value, style):
    """Figures are drawn as they are, texts are broken into lines."""
    text = gl_table.shown(column, value)
    if column.is_figure or column.kind == gl_table.DAY or not text:
        return pdf.clean(text)
    return Paragraph(escape(text), style)


def _get_heads(columns, style):
    """One row of labels, or two when labels stand over several columns."""
    labels = [Paragraph(escape(column.label), style) for column in columns]
    if not any(column.above for column in columns):
        return [labels], []
    above, spans, start = [], [], 0
    for number, column in enumerate(columns):
        first = not number or columns[number - 1].above != column.above
        start = number if first or not column.above else start
        if not column.above:
            above.append(labels[number])
            spans.append(("SPAN", (number, 0), (number, 1)))
            continue
        above.append(Paragraph(escape(column.above), style) if first else "")
        is_last = number + 1 == len(columns) or (
            columns[number + 1].above != column.above
        )
        if is_last and number > start:
            spans.append(("SPAN", (start, 0), (number, 0)))
    return [above, labels], spans
