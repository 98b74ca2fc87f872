from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .common import DISTRICT_A, ElektrohisobCommon


class TestResCompany(ElektrohisobCommon):
    def test_levels_stand_in_order(self):
        with self.assertRaises(UserError):
            self._create_company("Wrong", "enterprise", parent_id=self.district_a.id)

    def test_administrator_of_a_district_opens_its_form(self):
        """Its colour is that of the holding, which he may not read."""
        admin = self._create_user("admin", self.district_a, "admin_of_district")
        district = self.district_a.with_user(admin).with_context(
            allowed_company_ids=self.district_a.ids
        )
        self.env.invalidate_all()
        self.assertIsInstance(district.web_read({"color": {}})[0]["color"], int)

    def test_network_name_shows_the_depth(self):
        self.assertEqual(self.holding.network_name, "Test holding")
        self.assertEqual(self.district_a.network_name, "\u2003\u2003Test district A")

    def test_prefix(self):
        self.assertEqual(self.district_a.account_prefix, DISTRICT_A[2:])

    def test_currency(self):
        self.assertEqual(self.district_a.currency_id, self.env.ref("base.UZS"))
        usd = self.env.ref("base.USD")
        company = self._create_company("Dollar", "holding", currency_id=usd.id)
        company._set_currency_uzs()
        self.assertEqual(company.currency_id, self.env.ref("base.UZS"))

    def test_codes_are_filled_and_checked(self):
        self.assertEqual(self.district_a.network_code, DISTRICT_A)
        first = self._create_company("S1", "section", parent_id=self.district_a.id)
        second = self._create_company("S2", "section", parent_id=self.district_a.id)
        self.assertEqual(
            (first + second).mapped("network_code"),
            [f"{DISTRICT_A}-1", f"{DISTRICT_A}-2"],
        )
        with self.assertRaises(ValidationError):
            self.district_b.network_code = "17A"
        with self.assertRaises(ValidationError):
            second.network_code = DISTRICT_A[:6] + "9"

    def test_section_is_a_part_of_a_district_network(self):
        with self.assertRaises(UserError):
            self._create_company("S", "section", parent_id=self.enterprise.id)
        with self.assertRaises(UserError):
            self._create_company("S", "section")
        section = self._create_company("S", "section", parent_id=self.district_a.id)
        self.assertEqual(section.account_prefix, DISTRICT_A[2:])
        number = section._next_account_number()
        self.assertTrue(number.startswith(DISTRICT_A[2:]))
        self.assertEqual(int(self.district_a._next_account_number()), int(number) + 1)

    def test_requisites_are_checked(self):
        for name, value in (("vat", "12345678"), ("vat_registration", "1234")):
            with self.subTest(name), self.assertRaises(ValidationError):
                self.district_a[name] = value
        self.district_a.write({"vat": "201234567", "vat_registration": "3" * 12})

    def test_main_bank_account_on_a_day(self):
        rows = [
            ("2025-01-01", "2025-12-31", "2" * 20),
            ("2026-01-01", False, "3" * 20),
        ]
        self.district_a.bank_account_ids = [
            Command.create(
                {
                    "number": number,
                    "mfo": "00001",
                    "is_main": True,
                    "date_start": start,
                    "date_end": end,
                }
            )
            for start, end, number in rows
        ]
        self.assertEqual(self.district_a.bank_account, "3" * 20)
        before = self.district_a._get_main_bank_account(date(2025, 6, 1))
        self.assertEqual(before.number, "2" * 20)

    def test_main_bank_account_is_written_through_the_company(self):
        with self.assertRaises(UserError):
            self.district_a.bank_name = "Bank"
        self.district_a.write({"bank_name": "Bank", "bank_account": "4" * 20})
        self.assertEqual(self.district_a.bank_account_ids.number, "4" * 20)
        self.district_a.bank_mfo = "00002"
        self.assertEqual(len(self.district_a.bank_account_ids), 1)
        self.assertEqual(self.district_a.bank_account_ids.mfo, "00002")
        self.assertEqual(self.district_a.bank_account_ids.bank_name, "Bank")
