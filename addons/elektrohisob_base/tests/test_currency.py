from num2words import num2words

from odoo.tests import TransactionCase, tagged

UZ_CARDINALS = {
    0: "nol",
    4: "to‘rt",
    9: "to‘qqiz",
    11: "o‘n bir",
    30: "o‘ttiz",
    100: "bir yuz",
    365: "uch yuz oltmish besh",
    1_000: "bir ming",
    2_026: "ikki ming yigirma olti",
    10_010: "o‘n ming o‘n",
    360_000: "uch yuz oltmish ming",
    1_000_001: "bir million bir",
    94_514_120: "to‘qson to‘rt million besh yuz o‘n to‘rt ming bir yuz yigirma",
    3_000_000_000: "uch milliard",
    -5: "minus besh",
}
UZ_ORDINALS = {
    1: "birinchi",
    2: "ikkinchi",
    3: "uchinchi",
    4: "to‘rtinchi",
    6: "oltinchi",
    7: "yettinchi",
    10: "o‘ninchi",
    20: "yigirmanchi",
    21: "yigirma birinchi",
    50: "ellikinchi",
    100: "bir yuzinchi",
}


@tagged("post_install", "-at_install")
class TestCurrency(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uzs = cls.env.ref("base.UZS")

    def _text(self, amount, lang):
        return self.uzs.with_context(lang=lang).amount_to_text(amount)

    def test_uzbek_numbers(self):
        for number, words in UZ_CARDINALS.items():
            self.assertEqual(num2words(number, lang="uz"), words)
        for number, words in UZ_ORDINALS.items():
            self.assertEqual(num2words(number, lang="uz", to="ordinal"), words)

    def test_uzbek_fractions(self):
        self.assertEqual(num2words(2.5, lang="uz"), "ikki butun o‘ndan besh")
        self.assertEqual(
            num2words(-0.25, lang="uz"), "minus nol butun yuzdan yigirma besh"
        )

    def test_too_large(self):
        with self.assertRaises(OverflowError):
            num2words(10**21, lang="uz")

    def test_uzbek_sums(self):
        for amount, text in (
            (360000, "Uch yuz oltmish ming so‘m 00 tiyin"),
            (0, "Nol so‘m 00 tiyin"),
            (4.05, "To‘rt so‘m 05 tiyin"),
            (1234567.89, "Bir million ikki yuz o‘ttiz to‘rt ming besh yuz oltmish "
             "yetti so‘m 89 tiyin"),
            (-15, "Minus o‘n besh so‘m 00 tiyin"),
        ):  # fmt: skip
            self.assertEqual(self._text(amount, "uz_UZ"), text)

    def test_russian_sums(self):
        for amount, text in (
            (360000, "Триста шестьдесят тысяч сумов 00 тийинов"),
            (1, "Один сум 00 тийинов"),
            (22.21, "Двадцать два сума 21 тийин"),
            (2005.02, "Две тысячи пять сумов 02 тийина"),
            (111, "Сто одиннадцать сумов 00 тийинов"),
        ):
            self.assertEqual(self._text(amount, "ru_RU"), text)

    def test_english_sums(self):
        self.assertEqual(
            self._text(360000.5, "en_US"),
            "Three hundred and sixty thousand so‘m 50 tiyin",
        )

    def test_other_currencies_stay_as_they_were(self):
        text = self.env.ref("base.USD").with_context(lang="en_US").amount_to_text(2)
        self.assertEqual(text, "Two Dollars")

    def test_sums_in_figures(self):
        text = self.uzs.with_context(lang="uz_UZ").format(1234567.5)
        self.assertEqual(text, "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,50"
                         "\N{NO-BREAK SPACE}so‘m")  # fmt: skip
        self.assertTrue(self.uzs.active)
        self.assertEqual(self.uzs.rounding, 0.01)
