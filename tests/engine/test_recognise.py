import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine.recognise import (
    account_numbers,
    contract_numbers,
    loose_digits,
    misspellings,
    pad,
    scanned_number,
)

NUMBERS = st.from_regex(r"[0-9]{13}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("л/с 26269 01234567 за май", ["2626901234567"]),
        ("26269-0123-4567", ["2626901234567"]),
        ("26269123456", ["2626900123456"]),
        ("дважды 2626901234567 и 26269 01234567", ["2626901234567"]),
        ("без номера", []),
        ("", []),
        ("документ 12345678901234567890", []),
    ],
)
def test_account_numbers(text, numbers):
    assert account_numbers(text) == numbers


def test_complete_numbers_come_first():
    found = account_numbers("26269123456 или 26269 07654321")
    assert found == ["2626907654321", "2626900123456"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ELH:2626901234567", "2626901234567"),
        ("elh:26269123456", "2626900123456"),
        (" 26269 01234567 ", "2626901234567"),
        ("nothing", ""),
    ],
)
def test_scanned_number(text, number):
    assert scanned_number(text) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("по договору № 15/2026-E за май", ["15/2026-E"]),
        ("shartnoma 77 boʻyicha", ["77"]),
        ("contract no. 12-A, contract no. 12-A", ["12-A"]),
        ("за электроэнергию", []),
    ],
)
def test_contract_numbers(text, numbers):
    assert contract_numbers(text) == numbers


def test_loose_digits():
    assert loose_digits("123 4567 4567 and 12345678901234") == ["4567"]


def test_pad():
    assert pad("26269123456") == "2626900123456"
    assert pad("2626901234567") == "2626901234567"


@given(NUMBERS)
def test_a_number_is_found_however_it_is_parted(number):
    parted = f"{number[:5]} {number[5:9]} {number[9:]}"
    for text in (number, f"{number[:5]} {number[5:]}", parted):
        assert account_numbers(f"за свет {text}.") == [number]


@given(NUMBERS)
def test_one_slip_away_is_mutual(number):
    """If a slip leads from one number to another, one leads back."""
    found = set(misspellings(number))
    assert number not in found
    assert all(len(other) == 13 for other in found)
    assert number in set(misspellings(next(iter(found))))
