"""What a consumer asks for in a text message: ``TOLOV 26269 01234567 50000``."""

import re
from dataclasses import dataclass

BALANCE, PAY, HELP, STOP, START = "balance", "pay", "help", "stop", "start"
# In Uzbek and Russian, both alphabets; apostrophes are left out before comparing.
WORDS = {
    **dict.fromkeys(("BALANS", "БАЛАНС", "QARZ", "ҚАРЗ", "ДОЛГ", "BALANCE"), BALANCE),
    **dict.fromkeys(("TOLOV", "ТЎЛОВ", "ТУЛОВ", "ОПЛАТА", "ОПЛАТИТЬ"), PAY),
    **dict.fromkeys(("YORDAM", "ЁРДАМ", "ПОМОЩЬ", "ПОМОШЬ", "HELP"), HELP),
    **dict.fromkeys(("STOP", "СТОП"), STOP),
    **dict.fromkeys(("START", "СТАРТ"), START),
}
MARKS = re.compile(r"[ʻʼ‘’′´'`]")
ENDS = re.compile(r"(SOM|СЎМ|СУМ|СОМ|SUM|UZS)\.?$")
ACCOUNT = re.compile(r"[0-9]{11,13}")
SUM = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
LONGEST = 160  # letters that are looked at; a command is short


@dataclass(frozen=True)
class Command:
    """``kind`` is empty if the text is no command; ``tiyin`` None if no sum is told."""

    kind: str = ""
    account: str = ""
    tiyin: int | None = None


def parse(text: str) -> Command:
    """The command of a text.

    >>> parse("to‘lov 26269 01234567 50 000")
    Command(kind='pay', account='2626901234567', tiyin=5000000)
    >>> parse("Баланс 2626901234567").kind, parse("salom").kind
    ('balance', '')
    """
    cleaned = MARKS.sub("", text[:LONGEST].upper()).replace(":", " ").replace("\0", "")
    words = cleaned.split()
    kind = WORDS.get(words[0].strip(".,;!"), "") if words else ""
    if kind not in (BALANCE, PAY):
        return Command(kind)
    account, rest = _account(words[1:])
    if kind == BALANCE:
        return Command(kind, account)
    return Command(kind, account, _tiyin("".join(rest)))


def _account(words: list[str]) -> tuple[str, list[str]]:
    """Account number at the start, and the words after it."""
    if words and ACCOUNT.fullmatch(words[0]):
        found = words[0]
        return found[:5] + found[5:].zfill(8), words[1:]
    if len(words) > 1:
        both = words[0] + words[1]
        if len(words[0]) == 5 and ACCOUNT.fullmatch(both):
            return words[0] + words[1].zfill(8), words[2:]
    return "", words


def _tiyin(text: str) -> int | None:
    """``50000,5`` so'm → 5000050."""
    text = ENDS.sub("", text)
    if not SUM.fullmatch(text):
        return None
    whole, _mark, part = text.replace(",", ".").partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))
