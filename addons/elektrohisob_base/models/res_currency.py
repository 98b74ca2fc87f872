from num2words import num2words

from odoo import models, tools


class ResCurrency(models.Model):
    """Sums in words as Uzbek payment documents write them."""

    _inherit = "res.currency"

    def amount_to_text(self, amount):
        """Override of `base` to write so‘m in words, tiyin in two digits.

        ``360000.5`` → ``Uch yuz oltmish ming so‘m 50 tiyin``
        """
        if self.name != "UZS":
            return super().amount_to_text(amount)
        lang = tools.get_lang(self.env).iso_code.split("_")[0]
        sign = "-" if self.compare_amounts(amount, 0) < 0 else ""
        whole, _dot, tiyin = f"{abs(amount):.2f}".partition(".")
        number = int(whole)
        try:
            words = num2words(int(f"{sign}{number}"), lang=lang)
        except NotImplementedError:
            words = num2words(int(f"{sign}{number}"), lang="en")
        unit, subunit = "so‘m", "tiyin"
        if lang == "ru":
            unit = _plural_ru(number, "сум", "сума", "сумов")
            subunit = _plural_ru(int(tiyin), "тийин", "тийина", "тийинов")
        text = f"{words} {unit} {tiyin} {subunit}"
        return text[:1].upper() + text[1:]


def _plural_ru(number, one, few, many):
    if number % 10 == 1 and number % 100 != 11:
        return one
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return few
    return many
