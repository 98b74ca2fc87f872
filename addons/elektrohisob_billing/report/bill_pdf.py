"""The household bill on A5: plain data in, PDF out.

Made for reading without glasses: figures to the right, one question answered per
block. What does not fit goes on to a second page.
"""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from ..engine.bill import Charge, Group
from ..tools import pdf
from ..tools.pdf import BOLD, REGULAR, clean, money

INK = HexColor("#1c2730")
GREY = HexColor("#5b6770")
LINE = HexColor("#c3ccd2")
PALE = HexColor("#eef3f6")
ACCENT = HexColor("#0b5c8a")
ALARM = HexColor("#a61b1b")
BAR = HexColor("#9dbccd")

LEFT, BOTTOM = 26.0, 24.0
RIGHT, TOP = A5[0] - 26.0, A5[1] - 24.0
WIDTH = RIGHT - LEFT
QR_SIZE = 88.0
FOOT = QR_SIZE + 14

Data = dict[str, Any]


def render(bills: Iterable[Data]) -> bytes:
    """PDF of ``bills`` (see ``elektrohisob.bill._get_bill_data``) in their order."""
    pdf.register_fonts()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A5, pageCompression=1)
    canvas.setCreator("Elektrohisob")
    for index, bill in enumerate(bills):
        if not index:
            canvas.setTitle(bill["bill_number"])
        _Bill(canvas, bill).draw()
    canvas.save()
    return buffer.getvalue()


class _Bill:
    """One bill on the canvas; ``y`` is the lower edge of what is drawn."""

    def __init__(self, canvas: Canvas, bill: Data) -> None:
        self.canvas = canvas
        self.bill = bill
        self.labels = bill["labels"]
        self.y = TOP
        self.page = 1
        self.color = None

    def draw(self) -> None:
        self._header()
        self._consumer()
        self._meters()
        self._charges()
        self._balance()
        self._result()
        self.canvas.showPage()

    # --- primitives

    def _text(self, x, y, text, size=8.0, font=REGULAR, color=INK) -> None:
        self._fill(color)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def _fill(self, color) -> None:
        if color is not self.color:
            self.canvas.setFillColor(color)
            self.color = color

    def _right(self, x, y, text, size=8.0, font=REGULAR, color=INK) -> None:
        self._text(x - pdf.width(text, font, size), y, text, size, font, color)

    def _rule(self, y, color=LINE) -> None:
        self.canvas.setStrokeColor(color)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(LEFT, y, RIGHT, y)

    def _box(self, x, y, width, height, color) -> None:
        self._fill(color)
        self.canvas.roundRect(x, y, width, height, 4, stroke=0, fill=1)

    def _need(self, height: float) -> None:
        """Go on to the next page when ``height`` points are not left."""
        if self.y - height >= BOTTOM:
            return
        note = clean(self.labels["continued"])
        self._right(RIGHT, BOTTOM - 8, note, 7, color=GREY)
        self.canvas.showPage()
        self.color = None
        self.page += 1
        self.y = TOP - 8
        bill = self.bill
        title = f"{clean(self.labels['title'])} · {bill['bill_number']}"
        self._text(LEFT, self.y, title, 7.5, color=GREY)
        page = clean(self.labels["page"] % self.page)
        self._right(RIGHT, self.y, page, 7.5, color=GREY)
        self.y -= 6
        self._rule(self.y)
        self.y -= 4

    # --- blocks

    def _header(self) -> None:
        supplier, labels = self.bill["supplier"], self.labels
        room = WIDTH - 120
        y = TOP - 9
        for row in pdf.wrap(clean(supplier["name"]), BOLD, 10, room, 2):
            self._text(LEFT, y, row, 10, BOLD, ACCENT)
            y -= 12
        facts = [supplier["address"], _facts(supplier, labels)]
        for row in facts:
            for line in pdf.wrap(clean(row), REGULAR, 6.5, room, 2):
                self._text(LEFT, y, line, 6.5, color=GREY)
                y -= 8
        self._phones(supplier)
        self.y = min(y, TOP - 30)
        self._rule(self.y, ACCENT)
        self.y -= 17
        title = clean(labels["title"])
        self._text(LEFT, self.y, title, 13, BOLD)
        month = clean(pdf.month(self.bill["month"], self.bill["lang"]))
        self._right(RIGHT, self.y, month, 13, BOLD)
        self.y -= 9
        number = f"{clean(labels['number'])} {self.bill['bill_number']}"
        self._text(LEFT, self.y, number, 7, color=GREY)
        self.y -= 6

    def _phones(self, supplier) -> None:
        y = TOP - 11
        for label, key in (("call_centre", "call_centre"), ("sms", "sms_number")):
            if not supplier[key]:
                continue
            self._right(RIGHT, y, clean(supplier[key]), 13, BOLD)
            x = RIGHT - pdf.width(clean(supplier[key]), BOLD, 13) - 5
            self._right(x, y, clean(self.labels[label]), 7, color=GREY)
            y -= 15

    def _consumer(self) -> None:
        height = 46.0
        self.y -= height
        self._box(LEFT, self.y, WIDTH, height, PALE)
        left = 152.0
        self._text(
            LEFT + 8, self.y + height - 13, clean(self.labels["account"]), 7, color=GREY
        )
        self._text(LEFT + 8, self.y + 11, self.bill["number_shown"], 17, BOLD)
        room = WIDTH - left - 14
        names = pdf.wrap(clean(self.bill["name"]), BOLD, 9, room, 2)
        rows = [(row, BOLD, 9.0) for row in names]
        address = pdf.wrap(clean(self.bill["address"]), REGULAR, 7.5, room, 2)
        rows += [(row, REGULAR, 7.5) for row in address]
        y = self.y + height - 12 - (4 - len(rows)) * 4
        for row, font, size in rows:
            self._text(LEFT + left + 8, y, row, size, font)
            y -= 10
        self.y -= 6

    def _meters(self) -> None:
        labels = self.labels
        columns = (LEFT + 238, LEFT + 312, RIGHT)
        self._need(30)
        self.y -= 10
        self._text(LEFT, self.y, clean(labels["meter"]), 7, color=GREY)
        heads = (labels["before"], labels["now"], labels["energy"])
        for x, head in zip(columns, heads, strict=True):
            self._right(x, self.y, clean(head), 7, color=GREY)
        for meter in self.bill["meters"]:
            self._meter(meter, columns)
        if not self.bill["meters"]:
            self.y -= 12
            self._text(LEFT, self.y, clean(labels["no_meter"]), 8.5)
        self.y -= 6
        self._rule(self.y)

    def _meter(self, meter, columns) -> None:
        self._need(22)
        self.y -= 12
        k = meter["k"] or 1
        serial = clean(meter["meter"]) + (f" × {k}" if k != 1 else "")
        room = columns[0] - LEFT - 78
        self._text(LEFT, self.y, pdf.fit(serial, BOLD, 9, room), 9, BOLD)
        type_name = pdf.fit(clean(meter["type"]), REGULAR, 7, room)
        self._text(LEFT, self.y - 9, type_name, 7, color=GREY)
        for x, value, day in (
            (columns[0], meter["v1"], meter["d1"]),
            (columns[1], meter["v2"], meter["d2"]),
        ):
            if value is not None:
                shown = pdf.kwh(pdf.watthours(value))
                self._right(x, self.y, shown, 9, BOLD)
            if day:
                shown = pdf.day(date.fromisoformat(day))
                self._right(x, self.y - 9, shown, 7, color=GREY)
        if meter["q"] == "estimated":
            note = clean(self.labels["estimated"])
            self._right(columns[1], self.y, note, 7.5, color=ALARM)
        self._right(columns[2], self.y, pdf.kwh(meter["wh"]), 9, BOLD)
        self.y -= 9

    def _charges(self) -> None:
        labels = self.labels
        self._need(44)
        self.y -= 13
        self._text(LEFT, self.y, clean(labels["charges"]), 9, BOLD, ACCENT)
        for x, name in ((280, "energy"), (330, "price")):
            self._right(x, self.y, clean(labels[name]), 7, color=GREY)
        self._right(RIGHT, self.y, clean(labels["sum"]), 7, color=GREY)
        for group, sentences in self.bill["groups"]:
            self._group(group, sentences)
        if not self.bill["groups"]:
            self.y -= 13
            self._text(LEFT, self.y, clean(labels["nothing"]), 8.5)
        self.y -= 6
        self._rule(self.y)

    def _group(self, group: Group, sentences: list[str]) -> None:
        self._need(26)
        self.y -= 12
        title = pdf.month(group.month, self.bill["lang"])
        if not group.is_whole_month:
            title += f", {group.start:%d.%m}–{group.last:%d.%m}"  # noqa: RUF001
        if group.kind == "correction":
            title = self.labels["correction"] % title
        self._text(LEFT, self.y, clean(title), 8, BOLD)
        for block in group.blocks:
            self._need(12)
            self.y -= 11.5
            self._text(LEFT + 8, self.y, clean(_block(block, self.labels)), 8)
            self._right(280, self.y, pdf.kwh(block.wh), 8.5)
            self._right(330, self.y, money(block.price), 8.5)
            self._right(RIGHT, self.y, money(block.amount), 8.5, BOLD)
        for sentence in sentences:
            for row in pdf.wrap(clean(sentence), REGULAR, 7, WIDTH - 16):
                self._need(9)
                self.y -= 9
                self._text(LEFT + 8, self.y, row, 7, color=GREY)

    def _balance(self) -> None:
        bill, labels = self.bill, self.labels
        opening = bill["opening"]
        self.y -= 2
        if opening:
            name = "debt_before" if opening > 0 else "credit_before"
            self._line(labels[name], abs(opening))
        self._line(labels["charged"], bill["charged"])
        if bill["corrections"]:
            self._line(labels["corrections"], bill["corrections"])
        for other in bill["others"]:
            self._line(other["label"], other["tiyin"])
        for payment in bill["payments"]:
            label = f"{labels['payment']} {pdf.day(payment['day'])}"
            self._line(f"{label}, {payment['channel']}", -payment["tiyin"])

    def _line(self, label: str, amount: int) -> None:
        self._need(12)
        self.y -= 12
        figures = money(amount)
        room = WIDTH - pdf.width(figures, BOLD, 9) - 10
        self._text(LEFT, self.y, pdf.fit(clean(label), REGULAR, 8.5, room), 8.5)
        self._right(RIGHT, self.y, figures, 9, BOLD)

    def _result(self) -> None:
        """Closing balance, reasons, payment code and chart: kept together."""
        why = " ".join(self.bill["why"])
        rows = pdf.wrap(clean(why), REGULAR, 7.5, WIDTH) if why else []
        self._need(44 + (9.5 * len(rows) + 14 if rows else 0) + FOOT + 6)
        self._closing()
        if rows:
            self.y -= 13
            self._text(LEFT, self.y, clean(self.labels["why"]), 8, BOLD, ACCENT)
            for row in rows:
                self.y -= 9.5
                self._text(LEFT, self.y, row, 7.5)
        self._foot()

    def _closing(self) -> None:
        bill, labels = self.bill, self.labels
        closing = bill["closing"]
        height = 36.0
        self.y -= height + 6
        self._box(LEFT, self.y, WIDTH, height, PALE)
        if closing > 0:
            self._text(
                LEFT + 8, self.y + 21, clean(labels["to_pay"]), 11, BOLD, ALARM
            )
            due = labels["due"] % pdf.day(bill["due"])
        else:
            label = labels["credit" if closing else "nothing_due"]
            self._text(LEFT + 8, self.y + 21, clean(label), 11, BOLD, ACCENT)
            due = labels["nothing_due"] if closing else ""
        self._text(LEFT + 8, self.y + 9, clean(due), 8)
        figures = f"{money(abs(closing))} {clean(labels['sum'])}"
        self._right(RIGHT - 8, self.y + 17, figures, 16, BOLD)
        vat = clean(labels["vat"] % money(bill["vat"]))
        self._right(RIGHT - 8, self.y + 6, vat, 6.5, color=GREY)

    def _foot(self) -> None:
        canvas, labels = self.canvas, self.labels
        self._fill(INK)
        pdf.draw_qr(canvas, self.bill["qr"], LEFT - 6, BOTTOM + 8, QR_SIZE)
        note = pdf.wrap(clean(labels["qr"]), REGULAR, 6.5, QR_SIZE + 10, 2)
        for index, row in enumerate(note):
            self._text(LEFT, BOTTOM + 5 - 7.5 * index, row, 6.5, color=GREY)
        self._chart(LEFT + QR_SIZE + 12, BOTTOM, WIDTH - QR_SIZE - 12, QR_SIZE + 8)

    def _chart(self, x, y, width, height) -> None:
        history = self.bill["history"]
        label = clean(self.labels["history"])
        self._text(x, y + height - 6, label, 7, color=GREY)
        highest = max((wh for _month, wh in history), default=0)
        step = width / len(history)
        room = height - 36
        for index, (month, wh) in enumerate(history):
            middle = x + step * (index + 0.5)
            bar = room * max(wh, 0) / highest if highest > 0 else 0
            color = ACCENT if month == self.bill["month"] else BAR
            if bar:
                self._fill(color)
                width_of_bar = step * 0.66
                self.canvas.rect(
                    middle - width_of_bar / 2, y + 12, width_of_bar, bar, 0, 1
                )
            name = clean(pdf.month_short(month, self.bill["lang"]))
            self._centre(middle, y + 4, name, 6)
            if wh:
                shown = pdf.kwh(round(wh, -3))
                self._centre(middle, y + 14 + bar, shown, 6)
        self._rule_of_chart(x, y + 12, width)

    def _rule_of_chart(self, x, y, width) -> None:
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x, y, x + width, y)

    def _centre(self, x, y, text, size) -> None:
        self._text(x - pdf.width(text, REGULAR, size) / 2, y, text, size, color=GREY)


def _facts(supplier: Data, labels: Data) -> str:
    """Requisites of the supplier in one line."""
    parts = [
        f"{labels['stir']} {supplier['stir']}" if supplier["stir"] else "",
        supplier["bank"],
        f"{labels['bank_account']} {supplier['bank_account']}"
        if supplier["bank_account"]
        else "",
        f"{labels['mfo']} {supplier['mfo']}" if supplier["mfo"] else "",
    ]
    return ", ".join(part for part in parts if part)


def _block(block: Charge, labels: Data) -> str:
    """Bounds of a block in words."""
    if block.upper is None:
        if not block.lower:
            return labels["all"]
        return labels["block_from"] % pdf.kwh(block.lower)
    if not block.lower:
        return labels["block_to"] % pdf.kwh(block.upper)
    return labels["block"] % {
        "low": pdf.kwh(block.lower + 1000),
        "high": pdf.kwh(block.upper),
    }
