from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..demo import district, registers, samples

SAMPLES = Path(__file__).resolve().parents[3] / "docs" / "samples"


@tagged("post_install", "-at_install")
class TestDemo(BaseCase):
    """The plan of the demonstration, without building it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consumers = district.plan(*district.MAIN)

    def test_size(self):
        households = [one for one in self.consumers if one.is_household]
        self.assertEqual(len(households), 2_000)
        kinds = [one.category for one in self.consumers]
        self.assertEqual((kinds.count("legal"), kinds.count("budget")), (48, 12))
        stoves = sum(one.tariff == "H-STOVE" for one in households)
        self.assertTrue(100 <= stoves <= 240, stoves)

    def test_most_households_stay_in_the_first_block(self):
        months = [
            kwh for one in self.consumers if one.is_household for kwh in one.use[:6]
        ]
        share = sum(kwh <= 200 for kwh in months) / len(months)
        self.assertTrue(0.68 <= share <= 0.75, share)

    def test_same_every_time(self):
        again = district.plan(*district.MAIN)
        self.assertEqual(self.consumers, again)

    def test_numbers_are_unique(self):
        small = district.plan(*district.SMALL)
        for name in ("pinfl", "document"):
            values = [
                getattr(one.person, name)
                for one in self.consumers + small
                if one.person
            ]
            self.assertEqual(len(values), len(set(values)), name)
        stirs = [one.stir for one in self.consumers if one.stir]
        self.assertEqual(len(stirs), len(set(stirs)))
        names = [one.name for one in self.consumers if one.name]
        self.assertEqual(len(names), len(set(names)))

    def test_pinfls_could_be_right(self):
        """Check digit by the weights 7, 3, 1; the district 000 is nobody's."""
        for one in self.consumers:
            if one.person:
                digits = [int(digit) for digit in one.person.pinfl]
                total = sum(
                    digit * (7, 3, 1)[place % 3]
                    for place, digit in enumerate(digits[:-1])
                )
                self.assertEqual(total % 10, digits[-1], one.person.pinfl)
                self.assertEqual(one.person.pinfl[7:10], "000")

    def test_registers_never_go_back(self):
        days = [*district.MONTHS, district.END]
        for one in self.consumers:
            shown = [
                registers.shown(one, day)
                for day in days
                if not registers.is_swapped(one, day)
            ]
            shown = [value for value in shown if value is not None]
            self.assertEqual(shown, sorted(shown), one)

    def test_sample_files_fit_the_plan(self):
        """If this fails: ./elektrohisob shell < docs/samples/write.py"""
        for name, content in samples.files().items():
            self.assertEqual((SAMPLES / name).read_bytes(), content, name)
