"""Finding whom a payment is for in what the payer wrote. No database here."""

import re
from collections.abc import Iterator

DISTRICT_DIGITS = 5
LOCAL_DIGITS = 8

_NUMBER = re.compile(
    r"(?<![0-9])[0-9]{5}[ \u00a0.\-–]?(?:[0-9]{4}[ \u00a0.\-–]?[0-9]{4}|[0-9]{6,8})"
    r"(?![0-9])"
)
_QR = re.compile(r"ELH:([0-9]{11,13})", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![0-9])[0-9]{4,13}(?![0-9])")
_CONTRACT = re.compile(
    r"(?:договор\w*|контракт\w*|дог|шартнома\w*|shartnoma\w*|contract|agreement)"
    r"[\s.]*(?:№|#|рақам\w*|raqam\w*|номер|no|n|от)?[\s.:]*"
    r"([\w\-/]*[0-9][\w\-/]*)",
    re.IGNORECASE,
)


def pad(digits: str) -> str:
    """Thirteen digits from eleven to thirteen: the local part is padded.

    >>> pad("26269123456")
    '2626900123456'
    """
    return digits[:DISTRICT_DIGITS] + digits[DISTRICT_DIGITS:].zfill(LOCAL_DIGITS)


def account_numbers(text: str) -> list[str]:
    """Thirteen-digit numbers a text may mean, complete ones first.

    >>> account_numbers("00668 за свет л/с 26269 01234567, тел 998901234567")
    ['2626901234567', '9989001234567']
    """
    found = ["".join(filter(str.isdigit, match)) for match in _NUMBER.findall(text)]
    found.sort(key=len, reverse=True)
    return list(dict.fromkeys(pad(digits) for digits in found))


def scanned_number(text: str) -> str:
    """Account number in what a cashier typed or scanned, or ``""``.

    Takes ``ELH:<number>``, an address with the number in it and plain digits.

    >>> scanned_number("https://example.uz/pay?a=2626901234567")
    '2626901234567'
    """
    qr = _QR.search(text)
    if qr:
        return pad(qr.group(1))
    numbers = account_numbers(text)
    return numbers[0] if numbers else ""


def contract_numbers(text: str) -> list[str]:
    """Numbers that follow the word contract.

    >>> contract_numbers("оплата по договору № 15/2026-E за май")
    ['15/2026-E']
    """
    return list(dict.fromkeys(_CONTRACT.findall(text)))


def loose_digits(text: str) -> list[str]:
    """Groups of 4 to 13 digits, for suggestions only."""
    return list(dict.fromkeys(_DIGITS.findall(text)))


def misspellings(number: str) -> Iterator[str]:
    """Every number one slip away: two neighbours swapped or one digit wrong.

    >>> "2626901234567" in set(misspellings("2626910234567"))
    True
    """
    for index in range(len(number) - 1):
        left, right = number[index], number[index + 1]
        if left != right:
            yield number[:index] + right + left + number[index + 2 :]
    for index, digit in enumerate(number):
        for other in "0123456789":
            if other != digit:
                yield number[:index] + other + number[index + 1 :]
