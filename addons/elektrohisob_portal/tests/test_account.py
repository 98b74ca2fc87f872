from odoo import fields
from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestAccount(PortalCommon):
    def test_summary_of_a_debtor(self):
        """150 000 + 120 000 − 100 000; due on the 10th after the last bill."""
        summary = self.karim._get_cabinet_summary()
        self.assertEqual(summary["state"], "debt")
        self.assertEqual(summary["amount"], 170000)
        self.assertEqual(summary["due"], self.this_month.replace(day=10))
        self.assertEqual(summary["reading"].value, 1270)
        self.assertEqual(summary["number"], "26264 00000101")

    def test_summary_of_a_prepaid_consumer(self):
        """80 000 − 100 000: nothing is due."""
        summary = self.lola._get_cabinet_summary()
        self.assertEqual((summary["state"], summary["amount"]), ("prepaid", 20000))
        self.assertFalse(summary["due"])

    def test_summary_of_a_new_account(self):
        summary = self.other._get_cabinet_summary()
        self.assertEqual((summary["state"], summary["amount"]), ("zero", 0))
        self.assertFalse(summary["reading"])

    def test_legal_entity_has_no_household_due_day(self):
        self.karim.category = "legal"
        self.assertFalse(self.karim._get_cabinet_summary()["due"])

    def test_chart(self):
        chart = self.karim._get_cabinet_chart()
        self.assertEqual(len(chart["labels"]), 12)
        self.assertEqual(chart["kwh"][-2:], [150, 120])
        self.assertEqual(chart["amount"][-2:], [150000, 120000])
        self.assertEqual(chart["kwh"][0], 0)
        self.assertFalse(chart["empty"])
        self.assertTrue(self.other._get_cabinet_chart()["empty"])

    def test_bills(self):
        """Each bill starts with the balance the one before ended with."""
        newest, oldest = self.karim._get_cabinet_bills()
        self.assertEqual(
            [oldest[name] for name in ("opening", "charged", "paid", "closing", "kwh")],
            [0, 150000, 0, 150000, 150],
        )
        self.assertEqual(
            [newest[name] for name in ("opening", "charged", "paid", "closing", "kwh")],
            [150000, 120000, 100000, 170000, 120],
        )
        self.assertEqual(newest["period"], self.period_2)

    def test_month_going_on_is_not_billed(self):
        self.period_2._close()
        self._pay(self.karim, 50000, "K-2")
        newest, billed, _oldest = self.karim._get_cabinet_bills()
        self.assertFalse(newest["billed"])
        self.assertEqual((newest["opening"], newest["closing"]), (170000, 120000))
        self.assertTrue(billed["billed"])

    def test_bill_limit_keeps_the_balance(self):
        (newest,) = self.karim._get_cabinet_bills(limit=1)
        self.assertEqual((newest["opening"], newest["closing"]), (150000, 170000))

    def test_meters(self):
        """270 kWh over two months of measured use."""
        (meter,) = self.karim._get_cabinet_meters()
        days = (self.this_month - self.month_1).days
        self.assertEqual(meter["reading"].value, 1270)
        self.assertAlmostEqual(meter["daily"], 270 / days, places=3)

    def test_removed_meter_is_not_read(self):
        installation = self.karim.usage_point_ids.installation_ids
        installation.date_end = fields.Date.subtract(self.this_month, days=1)
        self.karim.invalidate_recordset()
        self.karim.usage_point_ids.invalidate_recordset()
        self.assertFalse(self.karim._get_cabinet_meters())

    def test_user_gets_the_district_of_a_new_account(self):
        """The company rule would hide an account of another district."""
        account = self._create_account(self.district_b)
        account.partner_id = self.karim.partner_id
        self.assertIn(self.district_b, self.karim_user.company_ids)
        own = self.env["elektrohisob.account"].with_user(self.karim_user)
        own = own.with_context(allowed_company_ids=None)
        self.assertEqual(own.search([]), self.karim + account)

    def test_staff_does_not_get_a_district(self):
        clerk = self.users["clerk_household"]
        account = self._create_account(self.district_b)
        account.partner_id = clerk.partner_id
        self.assertNotIn(self.district_b, clerk.company_ids)

    def test_cabinet_login(self):
        self.assertEqual(self.karim.cabinet_login, "karim-cabinet")
        self.assertFalse(self.other.cabinet_login)
