"""Which of the one-byte encodings of Cyrillic a text is written in."""

SAMPLE_BYTES = 200_000


def guess_codec(data: bytes, default: str = "cp1251") -> str:
    """cp1251 or cp866: the one in which more of the bytes are letters.

    >>> guess_codec("Лицевой счёт".encode("cp866")), guess_codec(b"Account")
    ('cp866', 'cp1251')
    """
    sample = data[:SAMPLE_BYTES]
    scores = {codec: _count_letters(sample, codec) for codec in ("cp1251", "cp866")}
    if scores["cp1251"] == scores["cp866"]:
        return default
    return max(scores, key=lambda codec: scores[codec])


def _count_letters(data: bytes, codec: str) -> int:
    """Letters of Russian, and capitals only where a word begins with them or is of
    them alone: in the wrong encoding they stand among small ones."""
    text = data.decode(codec, "replace")
    count = 0
    before = ""
    for letter in text:
        if "а" <= letter <= "я" or letter in "ёўқғҳ":
            count += 1
        elif "А" <= letter <= "Я" or letter in "ЁЎҚҒҲ":
            count += -1 if "а" <= before <= "я" else 1
        before = letter
    return count
