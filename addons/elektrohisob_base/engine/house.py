"""House numbers: ranges as people say them, and one key of a number."""

import re

from .text import search_key

_RANGE = re.compile(r"^(\d+)\s*[-–—]\s*(\d+)\s*(odd|even)?$")
_SIDES = {
    "toq": "odd", "нечет": "odd", "нечёт": "odd", "нечетные": "odd",
    "нечётные": "odd", "juft": "even", "чет": "even", "чёт": "even",
    "четные": "even", "чётные": "even",
}  # fmt: skip
LONGEST = 2000


def house_key(number: str | None) -> str:
    """Key by which two spellings of one house number are equal.

    >>> house_key("12 А"), house_key("12a"), house_key("12-a")
    ('12a', '12a', '12a')
    """
    return re.sub(r"[^0-9a-z/]", "", search_key(number))


def parse_houses(text: str) -> list[str]:
    """House numbers meant by ``text``: single ones and ranges, comma separated.

    A range is ``1-99``, ``1-99 odd`` or ``2-40 even`` (``toq``, ``juft``, ``чет`` and
    ``нечет`` too).

    >>> parse_houses("1-7 odd, 8-10, 12A")
    ['1', '3', '5', '7', '8', '9', '10', '12A']

    :raise ValueError: a part that is no number or range, or more than 2,000 houses
    """
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]+", text):
        for number in _parse_part(part.strip()):
            found.setdefault(house_key(number), number)
        if len(found) > LONGEST:
            raise ValueError(part.strip())
    return list(found.values())


def _parse_part(part: str) -> list[str]:
    words = part.split()
    plain = " ".join(_SIDES.get(word.lower(), word.lower()) for word in words)
    if not plain:
        return []
    match = _RANGE.match(plain)
    if not match:
        if not any(letter.isdigit() for letter in part) or len(part) > 16:
            raise ValueError(part)
        return [part]
    first, last, side = int(match[1]), int(match[2]), match[3]
    if last < first or last - first > LONGEST:
        raise ValueError(part)
    wanted = {"odd": 1, "even": 0}.get(side or "")
    return [
        str(number)
        for number in range(first, last + 1)
        if wanted is None or number % 2 == wanted
    ]
