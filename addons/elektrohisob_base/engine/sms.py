"""Text messages: few letters, each part is paid for."""

# Letters beyond the alphabet of GSM 03.38 make a message of 70 letters a part of one
# of 160; the apostrophes of Uzbek and the spaces inside sums have plain likenesses.
_PLAIN = str.maketrans({**dict.fromkeys("ʻʼ‘’′´`", "'"), **dict.fromkeys("«»“”", '"'),
                        "\u00a0": " ", "\u202f": " ", "−": "-", "–": "-", "—": "-",
                        "№": "N", "·": "-"})  # fmt: skip
ONE, MORE = 160, 153  # letters of a single message, and of each part of a long one
WIDE_ONE, WIDE_MORE = 70, 67  # where a letter is not of the GSM alphabet
# GSM 03.38: the basic alphabet, and letters sent as two.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("\f^{}\\[~]|€")
_BEYOND = 0xFFFF  # letters above it are two of the wide alphabet


def plain(text: str) -> str:
    """``text`` with likenesses in place of letters that make it dearer.

    >>> plain("toʻlov 1\u00a0200 soʻm")
    "to'lov 1 200 so'm"
    """
    return text.translate(_PLAIN)


def is_gsm(text: str) -> bool:
    """Whether all letters are of the alphabet that 160 of fit into a message."""
    return _BASIC.union(_DOUBLE).issuperset(text)


def count_parts(text: str) -> int:
    """Parts a message is sent and paid in.

    No part ends inside a letter that is sent as two.

    >>> count_parts("a" * 160), count_parts("a" * 161), count_parts("ш" * 71)
    (1, 2, 2)
    """
    if is_gsm(text):
        sizes = [2 if letter in _DOUBLE else 1 for letter in text]
        one, more = ONE, MORE
    else:
        sizes = [2 if ord(letter) > _BEYOND else 1 for letter in text]
        one, more = WIDE_ONE, WIDE_MORE
    if sum(sizes) <= one:
        return 1
    parts, room = 1, more
    for size in sizes:
        if size > room:
            parts, room = parts + 1, more
        room -= size
    return parts
