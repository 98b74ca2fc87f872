"""Picture and table of a day of intervals."""

from xml.etree import ElementTree

from odoo.addons.elektrohisob_metering.engine.chart import number, picture, table

VALUES = (0, 1500, *[20_000] * 45, 0)
QUALITIES = (0, 1, *[0] * 45, 2)


def test_picture_is_a_document_with_a_bar_for_every_interval():
    root = ElementTree.fromstring(picture(VALUES, QUALITIES))
    bars = [node for node in root if node.tag.endswith("rect")]
    assert len(bars) == 1 + 48
    assert len({bar.get("fill") for bar in bars[1:]}) == 3
    words = [node.text for node in root if node.tag.endswith("text")]
    assert "20" in words and "24:00" in words


def test_a_day_of_zeros_has_a_picture_too():
    assert "<svg" in picture((0,) * 24, (0,) * 24)


def test_table_has_hours_and_sums():
    html = table(VALUES, QUALITIES)
    assert html.count("<tr>") == 1 + 24
    assert '<td class="text-warning">1.5</td>' in html
    assert '<td class="text-muted">–</td>' in html
    assert html.count("Σ") == 1
    assert table((1000,) * 12, (0,) * 12).count("<tr>") == 1 + 12


def test_numbers_are_short():
    assert [number(wh) for wh in (0, 7, 1500, 20_000)] == ["0", "0.007", "1.5", "20"]
