"""Frame of a document on A4 made of a table: margins, foot line, styles, grid.

What stands in it is the document's own; mass bills are drawn without it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Table,
    TableStyle,
)

from . import pdf

MARGIN = 11 * mm
GREY = colors.Color(0.93, 0.93, 0.93)
LINE = colors.Color(0.6, 0.6, 0.6)

HEADING = {"fontName": pdf.BOLD, "fontSize": 14, "leading": 18}
PLAIN = {"fontName": pdf.REGULAR, "fontSize": 9, "leading": 12}

# What the tables of all documents have: grey head, thin grid, text from the top.
GRID = (
    ("BACKGROUND", (0, 0), (-1, 0), GREY),
    ("GRID", (0, 0), (-1, -1), 0.4, LINE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
)


def heading() -> ParagraphStyle:
    """Style of the title."""
    pdf.register_fonts()
    return ParagraphStyle("heading", **HEADING)


def plain() -> ParagraphStyle:
    """Style of running text."""
    pdf.register_fonts()
    return ParagraphStyle("plain", **PLAIN)


def escape(text: str | None) -> str:
    """``text`` in letters the fonts have, for a paragraph that takes markup."""
    cleaned = pdf.clean(text)
    return cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fact(label: str, value: str) -> str:
    """Markup of a label with its value in bold."""
    return f'{escape(label)}: <font name="{pdf.BOLD}">{escape(value)}</font>'


def signatures(labels: Iterable[str]) -> Table:
    """A line to sign on for each of the ``labels``, side by side."""
    row = [f"{pdf.clean(label)} ____________________" for label in labels]
    table = Table([row], colWidths=[93 * mm] * len(row))
    table.setStyle(TableStyle([("FONT", (0, 0), (-1, -1), pdf.REGULAR, 9)]))
    return table


@dataclass(frozen=True)
class Part:
    """One of several documents in a file: what stands in it, the line at its foot,
    and how its pages are numbered (a text with ``{page}``)."""

    story: Iterable[Flowable]
    foot: str
    page: str


class _Begin(Flowable):
    """Nothing to see: here a document begins."""

    def __init__(self, part: Part, told: dict) -> None:
        super().__init__()
        self.part = part
        self.told = told
        self.width = self.height = 0

    def draw(self) -> None:
        """Note whose foot the pages have from here on."""
        self.told["part"] = self.part
        self.told["before"] = self.canv.getPageNumber() - 1


def build(
    story: Iterable[Flowable],
    *,
    title: str,
    foot: str,
    page: str,
    paper: tuple[float, float] = A4,
    top: float = 14 * mm,
    bottom: float = 16 * mm,
    foot_line: float = 9 * mm,
) -> bytes:
    """PDF of a ``story``, ``foot`` and the number of the ``page`` (a text with
    ``{page}``) at the foot of each page."""
    return build_many(
        [Part(story, foot, page)],
        title=title,
        paper=paper,
        top=top,
        bottom=bottom,
        foot_line=foot_line,
    )


def build_many(
    parts: Iterable[Part],
    *,
    title: str,
    paper: tuple[float, float] = A4,
    top: float = 14 * mm,
    bottom: float = 16 * mm,
    foot_line: float = 9 * mm,
) -> bytes:
    """PDF of documents one after the other, each from a page of its own and numbered
    from 1; fonts are in the file once."""
    pdf.register_fonts()
    buffer, told = BytesIO(), {}
    document = BaseDocTemplate(
        buffer,
        pagesize=paper,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=top,
        bottomMargin=bottom,
        title=pdf.clean(title),
    )

    def footer(canvas, _document):
        canvas.setFont(pdf.REGULAR, 8)
        number = told["part"].page.format(page=canvas.getPageNumber() - told["before"])
        canvas.drawRightString(paper[0] - MARGIN, foot_line, pdf.clean(number))
        canvas.drawString(MARGIN, foot_line, pdf.clean(told["part"].foot))

    frame = Frame(MARGIN, bottom, document.width, document.height, id="normal")
    document.addPageTemplates(
        PageTemplate(id="all", frames=[frame], pagesize=paper, onPageEnd=footer)
    )
    flowables: list[Flowable] = []
    for part in parts:
        if flowables:
            flowables.append(PageBreak())
        flowables += [_Begin(part, told), *part.story]
    document.build(flowables)
    return buffer.getvalue()
