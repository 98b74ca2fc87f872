import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.text import search_key, search_tokens


@pytest.mark.parametrize(
    "spelling",
    ["Oʻktamov", "O'ktamov", "O‘ktamov", "O`ktamov", "ЎКТАМОВ", "oktamov"],
)
def test_every_spelling_gives_one_key(spelling):
    assert search_key(spelling) == "oktamov"


def test_missing_parts_and_punctuation_are_left_out():
    assert search_key("Karimov, A.", None, "", " Navoiy  12 ") == "karimov a navoiy 12"


@pytest.mark.parametrize(
    ("typed", "tokens"),
    [
        ("26269 01234567", ["2626901234567"]),
        ("+998 90 123-45-67", ["998901234567"]),
        ("998 (90) 123 45 67", ["998901234567"]),
        ("(90) 123 45 67", ["901234567"]),
        ("  Каримов  Navoiy 12", ["karimov", "navoiy", "12"]),
        ("", []),
        ("   ", []),
    ],
)
def test_tokens(typed, tokens):
    assert search_tokens(typed) == tokens


@given(st.text())
def test_keys_are_stable(text):
    """A key of a key is the key: what is stored can be searched for as it is."""
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳabcxyz '’ʻ", min_size=1))
def test_a_name_finds_itself(name):
    key = search_key(name)
    assert all(token in key for token in search_tokens(name))
