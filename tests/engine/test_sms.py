"""Text messages: what makes them dearer (GSM 03.38: 160 letters, or 70)."""

from odoo.addons.elektrohisob_base.engine.sms import count_parts, is_gsm, plain


def test_uzbek_becomes_plain():
    text = plain("Toʻlov 1\u00a0200,00 soʻm, kVt·soat — №5")
    assert text == "To'lov 1 200,00 so'm, kVt-soat - N5"
    assert text.isascii()


def test_parts_of_plain_text():
    assert [count_parts("a" * n) for n in (1, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]


def test_cyrillic_has_shorter_parts():
    assert [count_parts("ш" * n) for n in (70, 71, 134, 135)] == [1, 2, 2, 3]


def test_letters_sent_as_two():
    """GSM 03.38: ten letters are sent with an escape; 80 of them are 160."""
    assert [count_parts("[" * n) for n in (80, 81)] == [1, 2]
    # 152 letters leave room for one in a part of 153: no bracket, so all are in part 2,
    # where 76 of them (152) fit
    assert count_parts("a" * 152 + "[" * 76) == 2
    assert count_parts("a" * 152 + "[" * 77) == 3
    assert count_parts("€" * 80 + "a") == 2


def test_letters_of_the_alphabet_that_are_not_ascii():
    assert count_parts("é" * 160) == 1
    assert count_parts("ç" * 71) == 2, "the small one is not in it"
    assert count_parts("`" * 71) == 2, "ASCII, but not in it"


def test_signs_beyond_the_wide_alphabet():
    """An emoji is two: 35 fill a message of 70, 33 a part of 67."""
    assert [count_parts("😀" * n) for n in (35, 36, 66, 67)] == [1, 2, 2, 3]


def test_uzbek_apostrophe_costs():
    """70 letters with U+02BB are one message, 71 two; with ' 160 are one."""
    assert count_parts("oʻ" * 35 + "a") == 2
    assert count_parts(plain("oʻ" * 80)) == 1
    assert is_gsm(plain("Toʻlov")) and not is_gsm("Toʻlov")
