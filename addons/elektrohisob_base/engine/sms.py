"""Text messages: few letters, each part is paid for."""

# Letters beyond the alphabet of GSM 03.38 make a message of 70 letters a part of one
# of 160; the apostrophes of Uzbek and the spaces inside sums have plain likenesses.
_PLAIN = str.maketrans({**dict.fromkeys("ʻʼ‘’′´`", "'"), **dict.fromkeys("«»“”", '"'),
                        "\u00a0": " ", "\u202f": " ", "−": "-", "–": "-", "—": "-",
                        "№": "N", "·": "-"})  # fmt: skip
ONE, MORE = 160, 153  # letters of a single message, and of each part of a long one
WIDE_ONE, WIDE_MORE = 70, 67  # where a letter is not of the GSM alphabet


def plain(text: str) -> str:
    """``text`` with likenesses in place of letters that make it dearer.

    >>> plain("toʻlov 1\u00a0200 soʻm")
    "to'lov 1 200 so'm"
    """
    return text.translate(_PLAIN)


def count_parts(text: str) -> int:
    """Parts a message is sent and paid in.

    >>> count_parts("a" * 160), count_parts("a" * 161), count_parts("ш" * 71)
    (1, 2, 2)
    """
    one, more = (ONE, MORE) if text.isascii() else (WIDE_ONE, WIDE_MORE)
    return 1 if len(text) <= one else -(-len(text) // more)
