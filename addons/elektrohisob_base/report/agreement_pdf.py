"""Contract and additional agreement on A4: clauses, parties, annexes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from ..tools import pdf, pdf_document
from ..tools.pdf_document import MARGIN, escape

WIDTH = A4[0] - 2 * MARGIN


@dataclass(frozen=True)
class Annex:
    """A table of the contract: texts ready, figures already formatted."""

    title: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[float] = ()  # shares of the width of the page
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class AgreementText:
    """What is printed, in the language of the document."""

    title: str
    place: str
    day: str
    clauses: Sequence[tuple[str, str]]  # ("heading" or "clause", text)
    parties_title: str
    parties: Sequence[tuple[str, Sequence[str], str]]  # title, lines, who signs
    annexes: Sequence[Annex] = field(default_factory=tuple)
    page: str = "{page}"


def split_clauses(body: str) -> Iterator[tuple[str, str]]:
    """Paragraphs of a template: a line that begins with # is a heading."""
    for line in body.splitlines():
        line = line.strip()
        if line.startswith("#"):
            yield "heading", line.lstrip("# ")
        elif line:
            yield "clause", line


def render(text: AgreementText) -> bytes:
    """PDF of the document with its annexes."""
    return pdf_document.build(
        _story(text), title=text.title, foot=text.title, page=text.page
    )


def _story(text: AgreementText) -> Iterator[Flowable]:
    plain = pdf_document.plain()
    title = ParagraphStyle(
        "title", parent=pdf_document.heading(), alignment=TA_CENTER, spaceAfter=6
    )
    heading = ParagraphStyle(
        "clause-heading",
        parent=plain,
        fontName=pdf.BOLD,
        fontSize=10,
        alignment=TA_CENTER,
        spaceBefore=6,
        spaceAfter=3,
        keepWithNext=True,
    )
    clause = ParagraphStyle(
        "clause", parent=plain, alignment=TA_JUSTIFY, spaceAfter=2.5
    )
    styles = {"heading": heading, "clause": clause}
    yield Paragraph(escape(text.title), title)
    yield _line(text.place, text.day)
    yield Spacer(1, 3 * mm)
    for kind, words in text.clauses:
        yield Paragraph(escape(words), styles[kind])
    yield KeepTogether([Paragraph(escape(text.parties_title), heading), _parties(text)])
    for annex in text.annexes:
        yield PageBreak()
        yield Paragraph(escape(annex.title), heading)
        for label, value in annex.facts:
            if value:
                yield Paragraph(pdf_document.fact(label, value), plain)
        if annex.columns:
            yield Spacer(1, 3 * mm)
            yield _table(annex)
        yield Spacer(1, 12 * mm)
        yield _signatures(text)


def _line(left: str, right: str) -> Table:
    table = Table([[pdf.clean(left), pdf.clean(right)]], colWidths=[WIDTH / 2] * 2)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), pdf.REGULAR, 9),
                ("ALIGN", (1, 0), (1, 0), "RIGHT"),
            ]
        )
    )
    return table


def _parties(text: AgreementText) -> Table:
    plain = pdf_document.plain()
    strong = ParagraphStyle("party", parent=plain, fontName=pdf.BOLD)
    cells = []
    for title, lines, signer in text.parties:
        cell = [Paragraph(escape(title), strong)]
        cell += [Paragraph(escape(line), plain) for line in lines if line]
        cell += [Spacer(1, 8 * mm), Paragraph(escape(signer), plain)]
        cell += [Spacer(1, 6 * mm), Paragraph("____________________", plain)]
        cells.append(cell)
    table = Table([cells], colWidths=[WIDTH / 2] * 2)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def _signatures(text: AgreementText) -> Table:
    return pdf_document.signatures([title for title, *_rest in text.parties])


def _table(annex: Annex) -> Table:
    cell = ParagraphStyle("cell", fontName=pdf.REGULAR, fontSize=8, leading=10)
    head = ParagraphStyle("head", parent=cell, fontName=pdf.BOLD)
    rows = [[Paragraph(escape(name), head) for name in annex.columns]]
    rows += [[Paragraph(escape(part), cell) for part in row] for row in annex.rows]
    shares = annex.widths or [1] * len(annex.columns)
    widths = [WIDTH * share / sum(shares) for share in shares]
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle([*pdf_document.GRID]))
    return table
