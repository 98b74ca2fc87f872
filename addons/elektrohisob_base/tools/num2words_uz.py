"""Uzbek (Latin) numbers in words, for `num2words`, which has no Uzbek."""

from decimal import Decimal

from num2words import CONVERTER_CLASSES

_UNITS = (
    "nol", "bir", "ikki", "uch", "to‘rt", "besh", "olti", "yetti", "sakkiz", "to‘qqiz",
)  # fmt: skip
_TENS = (
    "", "o‘n", "yigirma", "o‘ttiz", "qirq", "ellik", "oltmish", "yetmish", "sakson",
    "to‘qson",
)  # fmt: skip
_SCALES = (
    "", "ming", "million", "milliard", "trillion", "kvadrillion", "kvintillion",
)  # fmt: skip
_FRACTIONS = {1: "o‘ndan", 2: "yuzdan", 3: "mingdan"}
_VOWELS = "aeiou"


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [_UNITS[hundreds], "yuz"] if hundreds else []
    if tens:
        words.append(_TENS[tens])
    if units:
        words.append(_UNITS[units])
    return words


class Num2WordUz:
    """Converter with the methods `num2words` calls; money style: “bir yuz”."""

    def str_to_number(self, value: str) -> Decimal:
        return Decimal(value)

    def to_cardinal(self, number: int | float | Decimal) -> str:
        """``365`` → ``uch yuz oltmish besh``."""
        if number != int(number):
            return self.to_cardinal_float(number)
        number = int(number)
        if number < 0:
            return f"minus {self.to_cardinal(-number)}"
        if number == 0:
            return _UNITS[0]
        if number >= 1000 ** len(_SCALES):
            raise OverflowError(f"{number} is too large to be written in words")
        words: list[str] = []
        for power in range(len(_SCALES) - 1, -1, -1):
            group = number // 1000**power % 1000
            if group:
                words += _below_thousand(group)
                words += [_SCALES[power]] if power else []
        return " ".join(words)

    def to_cardinal_float(self, number: float | Decimal) -> str:
        """``2.5`` → ``ikki butun o‘ndan besh`` (at most three decimals)."""
        value = Decimal(str(number))
        sign = "minus " if value < 0 else ""
        value = abs(value.quantize(Decimal("0.001"))).normalize()
        whole, digits = int(value), max(0, -int(value.as_tuple().exponent))
        text = self.to_cardinal(whole)
        if digits:
            fraction = int((value - whole).scaleb(digits))
            text += f" butun {_FRACTIONS[digits]} {self.to_cardinal(fraction)}"
        return sign + text

    def to_ordinal(self, number: int) -> str:
        """``3`` → ``uchinchi``, ``20`` → ``yigirmanchi``."""
        words = self.to_cardinal(int(number))
        return words + ("nchi" if words[-1] in _VOWELS else "inchi")

    def to_ordinal_num(self, number: int) -> str:
        return f"{number}-"

    def to_year(self, number: int, **_kwargs: object) -> str:
        return f"{self.to_ordinal(number)} yil"


CONVERTER_CLASSES["uz"] = Num2WordUz()
