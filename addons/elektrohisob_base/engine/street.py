"""Comparing names of streets as people write them."""

import re

from .text import search_key

# Kinds of street as written in Uzbek, in Russian and after transliteration.
_KIND = re.compile(
    r"\b(kochasi|kocha|koch|ulitsa|ul|tor|berk|prospekti|prospekt|prt|pr|shoh|"
    r"shohkocha|shohkochasi|xiyoboni|xiyobon|proyezd|proezd|pereulok|per|tupik|tup|"
    r"mavzesi|mavze|daha|dahasi|massiv|massivi|kvartal|kv|mfy|guzari|maydoni|"
    r"ploshchad|ploshad|pl)\b"
)
_DASH = re.compile(r"[-–—/()«»“”\"]+")


def street_key(name: str | None) -> str:
    """Key by which two spellings of one street are equal.

    >>> street_key("Navoiy koʻchasi"), street_key("ул. Навоий")
    ('navoiy', 'navoiy')
    """
    text = _DASH.sub(" ", search_key(name))
    short = " ".join(_KIND.sub(" ", text).split())
    return short or " ".join(text.split())
