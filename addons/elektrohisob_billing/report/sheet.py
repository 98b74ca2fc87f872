"""What our ReportLab documents draw with: texts, rules and boxes on a canvas."""

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.pdf import REGULAR

INK = HexColor("#1c2730")
GREY = HexColor("#5b6770")
LINE = HexColor("#c3ccd2")
PALE = HexColor("#eef3f6")
ACCENT = HexColor("#0b5c8a")
ALARM = HexColor("#a61b1b")
BAR = HexColor("#9dbccd")


class Sheet:
    """Pages of one document; sets colour only when it changes, which is slow."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.color: Color | None = None

    def show_page(self) -> None:
        """Finish the page."""
        self.canvas.showPage()
        self.color = None

    def fill(self, color: Color) -> None:
        """Draw with ``color`` from here on."""
        if color is not self.color:
            self.canvas.setFillColor(color)
            self.color = color

    def text(self, x, y, text, size=8.0, font=REGULAR, color=INK) -> None:
        """One line of text from ``x`` to the right."""
        self.fill(color)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def right(self, x, y, text, size=8.0, font=REGULAR, color=INK) -> None:
        """One line of text that ends at ``x``."""
        self.text(x - pdf.width(text, font, size), y, text, size, font, color)

    def centre(self, x, y, text, size=8.0, font=REGULAR, color=INK) -> None:
        """One line of text around ``x``."""
        self.text(x - pdf.width(text, font, size) / 2, y, text, size, font, color)

    def rule(self, x, y, width, color=LINE) -> None:
        """Thin horizontal line."""
        self.canvas.setStrokeColor(color)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x, y, x + width, y)

    def box(self, x, y, width, height, color=PALE) -> None:
        """Filled box with round corners."""
        self.fill(color)
        self.canvas.roundRect(x, y, width, height, 4, stroke=0, fill=1)

    def bars(self, x, y, width, height, bars) -> None:
        """Bar chart in the box with the lower left corner (x, y): ``bars`` are
        name, shown figure and height in any unit; the last one stands out."""
        highest = max((value for _name, _shown, value in bars), default=0)
        step = width / len(bars)
        thick = step * 0.66
        for index, (name, shown, value) in enumerate(bars):
            middle = x + step * (index + 0.5)
            tall = (height - 24) * max(value, 0) / highest if highest > 0 else 0
            if tall:
                self.fill(ACCENT if index == len(bars) - 1 else BAR)
                self.canvas.rect(middle - thick / 2, y + 12, thick, tall, 0, 1)
            self.centre(middle, y + 4, name, 6, color=GREY)
            if value:
                self.centre(middle, y + 14 + tall, shown, 6, color=GREY)
        self.rule(x, y + 12, width)
