"""The household bill on A5: plain data in, PDF out.

Made for reading without glasses: figures to the right, one question answered per
block. What does not fit goes on to a second page.
"""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.pdf import BOLD, REGULAR, clean, money

from ..engine.bill import Group
from .bill_words import block_bounds, requisites
from .sheet import ACCENT, ALARM, GREY, INK, PALE, Sheet

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


class _Bill(Sheet):
    """One bill on the canvas; ``y`` is the lower edge of what is drawn."""

    def __init__(self, canvas: Canvas, bill: Data) -> None:
        super().__init__(canvas)
        self.bill = bill
        self.labels = bill["labels"]
        self.y = TOP
        self.page = 1

    def draw(self) -> None:
        self._header()
        self._consumer()
        self._meters()
        self._charges()
        self._balance()
        self._result()
        self.show_page()

    # --- blocks

    def _need(self, height: float) -> None:
        """Go on to the next page when ``height`` points are not left."""
        if self.y - height >= BOTTOM:
            return
        note = clean(self.labels["continued"])
        self.right(RIGHT, BOTTOM - 8, note, 7, color=GREY)
        self.show_page()
        self.page += 1
        self.y = TOP - 8
        bill = self.bill
        title = f"{clean(self.labels['title'])} · {bill['bill_number']}"
        self.text(LEFT, self.y, title, 7.5, color=GREY)
        page = clean(self.labels["page"] % self.page)
        self.right(RIGHT, self.y, page, 7.5, color=GREY)
        self.y -= 6
        self.rule(LEFT, self.y, WIDTH)
        self.y -= 4

    def _header(self) -> None:
        supplier, labels = self.bill["supplier"], self.labels
        room = WIDTH - 120
        y = TOP - 9
        for row in pdf.wrap(clean(supplier["name"]), BOLD, 10, room, 2):
            self.text(LEFT, y, row, 10, BOLD, ACCENT)
            y -= 12
        facts = [supplier["address"], requisites(supplier, labels)]
        for row in facts:
            for line in pdf.wrap(clean(row), REGULAR, 6.5, room, 2):
                self.text(LEFT, y, line, 6.5, color=GREY)
                y -= 8
        self._phones(supplier)
        self.y = min(y, TOP - 30)
        self.rule(LEFT, self.y, WIDTH, ACCENT)
        self.y -= 17
        title = clean(labels["title"])
        self.text(LEFT, self.y, title, 13, BOLD)
        month = clean(pdf.month(self.bill["month"], self.bill["lang"]))
        self.right(RIGHT, self.y, month, 13, BOLD)
        self.y -= 9
        number = f"{clean(labels['number'])} {self.bill['bill_number']}"
        self.text(LEFT, self.y, number, 7, color=GREY)
        self.y -= 6

    def _phones(self, supplier) -> None:
        y = TOP - 11
        for label, key in (("call_centre", "call_centre"), ("sms", "sms_number")):
            if not supplier[key]:
                continue
            self.right(RIGHT, y, clean(supplier[key]), 13, BOLD)
            x = RIGHT - pdf.width(clean(supplier[key]), BOLD, 13) - 5
            self.right(x, y, clean(self.labels[label]), 7, color=GREY)
            y -= 15

    def _consumer(self) -> None:
        height = 46.0
        self.y -= height
        self.box(LEFT, self.y, WIDTH, height, PALE)
        left = 152.0
        self.text(
            LEFT + 8, self.y + height - 13, clean(self.labels["account"]), 7, color=GREY
        )
        self.text(LEFT + 8, self.y + 11, self.bill["number_shown"], 17, BOLD)
        room = WIDTH - left - 14
        names = pdf.wrap(clean(self.bill["name"]), BOLD, 9, room, 2)
        rows = [(row, BOLD, 9.0) for row in names]
        address = pdf.wrap(clean(self.bill["address"]), REGULAR, 7.5, room, 2)
        rows += [(row, REGULAR, 7.5) for row in address]
        y = self.y + height - 12 - (4 - len(rows)) * 4
        for row, font, size in rows:
            self.text(LEFT + left + 8, y, row, size, font)
            y -= 10
        self.y -= 6

    def _meters(self) -> None:
        labels = self.labels
        columns = (LEFT + 228, LEFT + 312, RIGHT)
        self._need(30)
        self.y -= 10
        self.text(LEFT, self.y, clean(labels["meter"]), 7, color=GREY)
        heads = (labels["before"], labels["now"], labels["energy"])
        for x, head in zip(columns, heads, strict=True):
            self.right(x, self.y, clean(head), 7, color=GREY)
        for meter in self.bill["meters"]:
            self._meter(meter, columns)
        if not self.bill["meters"]:
            self.y -= 12
            self.text(LEFT, self.y, clean(labels["no_meter"]), 8.5)
        self.y -= 6
        self.rule(LEFT, self.y, WIDTH)

    def _meter(self, meter, columns) -> None:
        self._need(22)
        self.y -= 12
        k = meter["k"] or 1
        serial = clean(meter["meter"]) + (f" × {k}" if k != 1 else "")
        room = columns[0] - LEFT - 78
        self.text(LEFT, self.y, pdf.fit(serial, BOLD, 9, room), 9, BOLD)
        type_name = pdf.fit(clean(meter["type"]), REGULAR, 7, room)
        self.text(LEFT, self.y - 9, type_name, 7, color=GREY)
        for x, value, day in (
            (columns[0], meter["v1"], meter["d1"]),
            (columns[1], meter["v2"], meter["d2"]),
        ):
            if value is not None:
                shown = pdf.kwh(pdf.watthours(value))
                self.right(x, self.y, shown, 9, BOLD)
            if day:
                shown = pdf.day(date.fromisoformat(day))
                self.right(x, self.y - 9, shown, 7, color=GREY)
        if meter["q"] == "estimated":
            note = clean(self.labels["estimated"])
            self.right(columns[1], self.y, note, 7.5, color=ALARM)
        self.right(columns[2], self.y, pdf.kwh(meter["wh"]), 9, BOLD)
        self.y -= 9

    def _charges(self) -> None:
        labels = self.labels
        self._need(44)
        self.y -= 13
        self.text(LEFT, self.y, clean(labels["charges"]), 9, BOLD, ACCENT)
        for x, name in ((272, "energy"), (334, "price")):
            self.right(x, self.y, clean(labels[name]), 7, color=GREY)
        self.right(RIGHT, self.y, clean(labels["sum"]), 7, color=GREY)
        for group, sentences in self.bill["groups"]:
            self._group(group, sentences)
        if not self.bill["groups"]:
            self.y -= 13
            self.text(LEFT, self.y, clean(labels["nothing"]), 8.5)
        self.y -= 6
        self.rule(LEFT, self.y, WIDTH)

    def _group(self, group: Group, sentences: list[str]) -> None:
        self._need(26)
        self.y -= 12
        title = pdf.month(group.month, self.bill["lang"])
        if not group.is_whole_month:
            title += f", {group.start:%d.%m}–{group.last:%d.%m}"
        if group.kind == "correction":
            title = self.labels["correction"] % title
        self.text(LEFT, self.y, clean(title), 8, BOLD)
        for block in group.blocks:
            self._need(12)
            self.y -= 11.5
            self.text(LEFT + 8, self.y, clean(block_bounds(block, self.labels)), 8)
            self.right(272, self.y, pdf.kwh(block.wh or block.quantity), 8.5)
            self.right(334, self.y, money(block.price), 8.5)
            self.right(RIGHT, self.y, money(block.amount), 8.5, BOLD)
        for sentence in sentences:
            for row in pdf.wrap(clean(sentence), REGULAR, 7, WIDTH - 16):
                self._need(9)
                self.y -= 9
                self.text(LEFT + 8, self.y, row, 7, color=GREY)

    def _balance(self) -> None:
        bill, labels = self.bill, self.labels
        opening = bill["opening"]
        self.y -= 2
        if opening:
            name = "debt_before" if opening > 0 else "credit_before"
            self._line(labels[name], opening)
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
        self.text(LEFT, self.y, pdf.fit(clean(label), REGULAR, 8.5, room), 8.5)
        self.right(RIGHT, self.y, figures, 9, BOLD)

    def _result(self) -> None:
        """Closing balance, reasons, payment code and chart: kept together."""
        why = " ".join(self.bill["why"])
        rows = pdf.wrap(clean(why), REGULAR, 7.5, WIDTH) if why else []
        self._need(44 + (9.5 * len(rows) + 14 if rows else 0) + FOOT + 6)
        self._closing()
        if rows:
            self.y -= 13
            self.text(LEFT, self.y, clean(self.labels["why"]), 8, BOLD, ACCENT)
            for row in rows:
                self.y -= 9.5
                self.text(LEFT, self.y, row, 7.5)
        self._foot()

    def _closing(self) -> None:
        bill, labels = self.bill, self.labels
        closing = bill["closing"]
        height = 36.0
        self.y -= height + 6
        self.box(LEFT, self.y, WIDTH, height, PALE)
        if closing > 0:
            self.text(LEFT + 8, self.y + 21, clean(labels["to_pay"]), 11, BOLD, ALARM)
            due = labels["due"] % pdf.day(bill["due"])
        else:
            label = labels["credit" if closing else "nothing_due"]
            self.text(LEFT + 8, self.y + 21, clean(label), 11, BOLD, ACCENT)
            due = labels["nothing_due"] if closing else ""
        self.text(LEFT + 8, self.y + 9, clean(due), 8)
        figures = f"{money(abs(closing))} {clean(labels['sum'])}"
        self.right(RIGHT - 8, self.y + 17, figures, 16, BOLD)
        vat = clean(labels["vat"] % money(bill["vat"]))
        self.right(RIGHT - 8, self.y + 6, vat, 6.5, color=GREY)

    def _foot(self) -> None:
        canvas, labels = self.canvas, self.labels
        self.fill(INK)
        pdf.draw_qr(canvas, self.bill["qr"], LEFT - 6, BOTTOM + 8, QR_SIZE)
        note = pdf.wrap(clean(labels["qr"]), REGULAR, 6.5, QR_SIZE + 10, 2)
        for index, row in enumerate(note):
            self.text(LEFT, BOTTOM + 5 - 7.5 * index, row, 6.5, color=GREY)
        x = LEFT + QR_SIZE + 12
        if self.bill["links"]:
            name, address = self.bill["links"][0]
            pdf.draw_qr(canvas, address, x - 6, BOTTOM + 8, QR_SIZE)
            self.text(x, BOTTOM + 5, clean(labels["link"] % name), 6.5, color=GREY)
            x += QR_SIZE + 12
        self.text(x, BOTTOM + QR_SIZE + 2, clean(labels["history"]), 7, color=GREY)
        bars = [
            (
                clean(pdf.month_short(month, self.bill["lang"])),
                pdf.kwh(round(wh, -3)),
                wh,
            )
            for month, wh in self.bill["history"]
        ]
        self.bars(x, BOTTOM, RIGHT - x, QR_SIZE - 4, bars)
