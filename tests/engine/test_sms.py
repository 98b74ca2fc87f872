"""Text messages: what makes them dearer (GSM 03.38: 160 letters, or 70)."""

from odoo.addons.elektrohisob_base.engine.sms import count_parts, plain


def test_uzbek_becomes_plain():
    text = plain("Toʻlov 1\u00a0200,00 soʻm, kVt·soat — №5")
    assert text == "To'lov 1 200,00 so'm, kVt-soat - N5"
    assert text.isascii()


def test_parts_of_plain_text():
    assert [count_parts("a" * n) for n in (1, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]


def test_cyrillic_has_shorter_parts():
    assert [count_parts("ш" * n) for n in (70, 71, 134, 135)] == [1, 2, 2, 3]
