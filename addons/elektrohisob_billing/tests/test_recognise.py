from odoo.tests import BaseCase, tagged

from ..engine import recognise


@tagged("post_install", "-at_install")
class TestRecognise(BaseCase):
    def test_account_numbers(self):
        for text, numbers in {
            "л/с 2626401234567": ["2626401234567"],
            "26264 01234567.": ["2626401234567"],
            "26264-0123-4567": ["2626401234567"],
            "26264-123456": ["2626400123456"],
            "26264123456": ["2626400123456"],
            "счет 20208000900000000001": [],
            "ЖШШИР 31505850260011": [],
            "за 2026 год": [],
        }.items():
            self.assertEqual(recognise.account_numbers(text), numbers, text)

    def test_contracts(self):
        for text, numbers in {
            "по договору № 15/2026 от 01.02": ["15/2026"],
            "дог. E-100": ["E-100"],
            "15-сонли шартнома": [],
            "shartnoma raqami 77": ["77"],
            "за 100 кВт": [],
        }.items():
            self.assertEqual(recognise.contract_numbers(text), numbers, text)

    def test_misspellings(self):
        slips = set(recognise.misspellings("2626400000017"))
        self.assertIn("2626400000071", slips)
        self.assertIn("2626400000018", slips)
        self.assertNotIn("2626400000017", slips)
