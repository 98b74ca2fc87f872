"""Reconciliation act on A4: both sides of the books, signatures and stamps."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table, TableStyle

from odoo.addons.elektrohisob_base.tools import pdf, pdf_document
from odoo.addons.elektrohisob_base.tools.pdf_document import escape

WIDTHS = tuple(size * mm for size in (19, 50, 19, 27, 27, 22, 22))


@dataclass(frozen=True)
class ReconciliationText:
    """What is printed: texts ready, figures already formatted.

    ``opening``, ``closing``: label, debit, credit; ``totals``: label, kWh, debit,
    credit; ``rows``: date, document, kWh, debit, credit and, if he has told them, debit
    and credit of the consumer; otherwise his two columns stay empty.
    """

    title: str
    subtitle: str
    parties: Sequence[tuple[str, str]]
    columns: Sequence[str]
    sides: tuple[str, str]
    opening: tuple[str, str, str]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str]
    closing: tuple[str, str, str]
    parts: Sequence[tuple[str, str]]
    remark: str
    signatures: Sequence[tuple[str, str]]
    stamp: str
    page: str


def render(text: ReconciliationText) -> bytes:
    """PDF of the act."""
    return pdf_document.build_many([get_part(text)], title=text.title)


def get_part(text: ReconciliationText) -> pdf_document.Part:
    """The same as one of several documents in a file."""
    return pdf_document.Part(_story(text), foot=text.title, page=text.page)


def _story(text):
    heading, plain = pdf_document.heading(), pdf_document.plain()
    yield Paragraph(escape(text.title), heading)
    yield Paragraph(escape(text.subtitle), plain)
    yield Spacer(1, 3 * mm)
    for label, value in text.parties:
        if value:
            yield Paragraph(pdf_document.fact(label, value), plain)
    yield Spacer(1, 4 * mm)
    yield _table(text)
    yield Spacer(1, 4 * mm)
    for label, value in text.parts:
        yield Paragraph(pdf_document.fact(label, value), plain)
    yield Paragraph(escape(text.remark), plain)
    yield Spacer(1, 10 * mm)
    yield KeepTogether([_signatures(text, plain)])


def _table(text):
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=10)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)

    def bold(texts):
        return [Paragraph(escape(part), head) for part in texts]

    ours, theirs = text.sides
    rows = [
        bold(["", "", "", ours, "", theirs, ""]),
        bold(text.columns),
        [text.opening[0], "", "", *text.opening[1:], "", ""],
        *(
            [row[0], Paragraph(escape(row[1]), cell), *row[2:5], *(row[5:] or ("", ""))]
            for row in text.rows
        ),
        [text.totals[0], "", *text.totals[1:], "", ""],
        [text.closing[0], "", "", *text.closing[1:], "", ""],
    ]
    table = Table(
        [[pdf.clean(c) if isinstance(c, str) else c for c in row] for row in rows],
        colWidths=WIDTHS,
        repeatRows=2,
    )
    table.setStyle(_style((2, len(rows) - 2, len(rows) - 1)))
    return table


def _style(bold_rows):
    return TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), pdf.REGULAR, 8),
            *pdf_document.GRID,
            ("BACKGROUND", (0, 1), (-1, 1), pdf_document.GREY),
            ("SPAN", (0, 0), (2, 0)),
            ("SPAN", (3, 0), (4, 0)),
            ("SPAN", (5, 0), (6, 0)),
            ("ALIGN", (2, 2), (-1, -1), "RIGHT"),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            *(("FONT", (0, r), (-1, r), pdf.BOLD, 8) for r in bold_rows),
            *(("SPAN", (0, r), (1, r)) for r in bold_rows),
        ]
    )


def _signatures(text, plain):
    cells = [
        Paragraph(
            f"{pdf_document.fact(label, name)}<br/><br/>"
            f"____________________ / ____________________ /<br/><br/>"
            f"{escape(text.stamp)}",
            plain,
        )
        for label, name in text.signatures
    ]
    return Table([cells], colWidths=[93 * mm] * len(cells))
