import pytest

from odoo.addons.elektrohisob_base.engine.house import house_key, parse_houses


def test_ranges():
    assert parse_houses("1-9 odd") == ["1", "3", "5", "7", "9"]
    assert parse_houses("2 – 8 juft; 3 - 5") == ["2", "4", "6", "8", "3", "5"]
    assert parse_houses("1-3 нечет, 14/2, 12A, 12 а") == ["1", "3", "14/2", "12A"]
    assert parse_houses("") == []


@pytest.mark.parametrize(
    "text", ["9-1", "odd", "1-5000", "koʻcha", "1-2-3-4-5-6-7-8-9"]
)
def test_no_houses(text):
    with pytest.raises(ValueError):
        parse_houses(text)


def test_keys():
    assert house_key("12 А") == house_key("12-a") == "12a"
    assert house_key("14/2") != house_key("142")
    assert house_key(None) == ""
