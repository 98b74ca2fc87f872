"""Which register of a meter a cell of a table names.

Codes of ours (A+, A+1 … A+4, A-, R+, R-, P+), OBIS, T1 to T4, and words in Uzbek,
Russian and English. What is not understood is handed on as it stands, so that the row
is refused with what was written.
"""

import re
from functools import lru_cache

from .columns import Words, split_words
from .profile_words import kind_of
from .tables import cell_text

DEMAND = "P+"
REGISTER = Words(("registr", "регистр", "register", "вид энерг", "energiya tur",
                  "энергия тур", "obis"))  # fmt: skip
_ZONE = re.compile(r"(?:[AА]\s?\+\s?|[TТ]\s?|\b1\.8\.)([1-4])", re.IGNORECASE)
_DEMAND_CODE = re.compile(r"P\s?\+|(?:.*[:\s])?1\.6\.\d", re.IGNORECASE)
_DEMAND_WORDS = re.compile(
    r" (?:макс\w* мощн|мощн\w* макс|maks\w* quvvat|quvvat\w* maks|макс\w* қувват"
    r"|max\w* (?:demand|power)|demand)"
)


@lru_cache(maxsize=1024)
def register_of(cell: object) -> str:
    """Code of the register; "" of an empty cell, the text itself if it names none.

    >>> register_of("А+2"), register_of("1.6.0"), register_of("Maksimal quvvat, kW")
    ('A+2', 'P+', 'P+')
    >>> register_of("R+"), register_of(""), register_of("gas")
    ('R+', '', 'gas')
    """
    text = cell_text(cell).strip()
    if not text:
        return ""
    if _DEMAND_CODE.fullmatch(text) or _DEMAND_WORDS.search(split_words(text)):
        return DEMAND
    if match := _ZONE.fullmatch(text.split(":")[-1]):
        return f"A+{match[1]}"
    return kind_of(text) or text
