"""Normalising what people type, so that one spelling finds another.

Uzbek Latin is typed with half a dozen different apostrophes (oʻ, o', o‘, o`)
and as often in Cyrillic or Russian: all collapse into one search key.
"""

import re

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo",
    "ж": "j", "з": "z", "и": "i", "й": "y", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "x", "ц": "s", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ў": "o", "қ": "q",
    "ғ": "g", "ҳ": "h",
}  # fmt: skip
_APOSTROPHES = "'`ʻʼ‘’′´"
_TABLE = str.maketrans({**_CYRILLIC, **dict.fromkeys(_APOSTROPHES, "")})
_SPACE = re.compile(r"[\s,;.]+")
_PHONE_NOISE = re.compile(r"(?<=\d)[\s()\-]+(?=\d)")


def search_key(*parts: str | None) -> str:
    """Join ``parts`` into one lower-case Latin key without apostrophes.

    >>> search_key("Oʻktamov", "Шухрат", None)
    'oktamov shuxrat'
    """
    text = " ".join(part for part in parts if part)
    return _SPACE.sub(" ", text.lower().translate(_TABLE)).strip()


def search_tokens(query: str) -> list[str]:
    """Split a query into tokens that must all occur in the search key.

    Groups of digits belong together: an account number or a phone may be typed
    with spaces, brackets and dashes.

    >>> search_tokens("26269 01234567")
    ['2626901234567']
    >>> search_tokens("Каримов  Navoiy 12")
    ['karimov', 'navoiy', '12']
    """
    stripped = query.strip().lstrip("+(")
    digits = _PHONE_NOISE.sub("", stripped)
    if digits.isdigit():
        return [digits]
    return search_key(query).split()
