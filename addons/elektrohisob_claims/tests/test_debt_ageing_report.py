from odoo import fields
from odoo.tests import tagged

from odoo.addons.elektrohisob_billing.tests.common_payment import PaymentCommon

from ..report.debt_ageing_report import BUCKETS


@tagged("post_install", "-at_install")
class TestDebtAgeingReport(PaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the report counts days in Tashkent
        cls.today = fields.Date.context_today(
            cls.period.with_context(tz="Asia/Tashkent")
        )

    def _add(self, account, kind, amount, days):
        return self._record(
            account, kind, amount, fields.Date.subtract(self.today, days=days)
        )

    def _get_row(self, account):
        self.env.flush_all()
        report = self.env["elektrohisob.debt.ageing.report"]
        report.invalidate_model()
        return report.search([("account_id", "=", account.id)])

    def _get_buckets(self, account):
        row = self._get_row(account)
        return [row[name] for name, _first, _last in BUCKETS]

    def test_payments_cover_the_oldest_debt(self):
        """Charges 100 a bucket, 250 paid: 400 and 200 days old gone, 91 by half."""
        for days in (400, 200, 100, 70, 40, 5):
            self._add(self.account, "charge", 100.0, days)
        self._add(self.account, "payment", -250.0, 300)
        self.assertEqual(
            self._get_buckets(self.account), [100.0, 100.0, 100.0, 50.0, 0.0, 0.0]
        )
        row = self._get_row(self.account)
        self.assertEqual((row.balance, row.days), (350.0, 100))
        self.assertEqual(row.date_oldest, fields.Date.subtract(self.today, days=100))
        self.assertEqual(row.company_id, self.district_a)

    def test_borders(self):
        for days in (0, 30, 31, 60, 61, 90, 91, 180, 181, 365, 366):
            self._add(self.account, "charge", 1.0, days)
        self.assertEqual(
            self._get_buckets(self.account), [2.0, 2.0, 2.0, 2.0, 2.0, 1.0]
        )

    def test_only_debtors(self):
        self._add(self.account, "charge", 100.0, 10)
        self._add(self.account, "payment", -100.0, 5)
        self._add(self.neighbour, "payment", -50.0, 5)
        self.assertFalse(self._get_row(self.account))
        self.assertFalse(self._get_row(self.neighbour))
        self.assertFalse(self._get_row(self.shop))

    def test_cancelled_payment_leaves_the_debt_old(self):
        self._add(self.account, "charge", 100.0, 200)
        payment, _outcome = self._receive(account_id=self.account.id, amount=100.0)
        payment._cancel("Void")
        self.assertEqual(
            self._get_buckets(self.account), [0.0, 0.0, 0.0, 0.0, 100.0, 0.0]
        )

    def test_correction_downwards(self):
        self._add(self.account, "charge", 100.0, 70)
        self._add(self.account, "correction", -30.0, 5)
        self.assertEqual(
            self._get_buckets(self.account), [0.0, 0.0, 70.0, 0.0, 0.0, 0.0]
        )

    def test_parts_make_the_whole(self):
        self._add(self.account, "opening", 1234.56, 500)
        for days in range(0, 450, 13):
            self._add(self.account, "charge", 10.01, days)
        self._add(self.account, "payment", -1300.07, 1)
        row = self._get_row(self.account)
        self.assertAlmostEqual(sum(self._get_buckets(self.account)), row.balance, 2)
        # 1234.56 + 35 × 10.01 − 1300.07
        self.assertAlmostEqual(row.balance, 284.84, 2)

    def test_account_opens(self):
        self._add(self.account, "charge", 1.0, 5)
        action = self._get_row(self.account).action_open_account()
        self.assertEqual(action["res_id"], self.account.id)

    def test_other_district_is_not_seen(self):
        self.env["elektrohisob.period"].create(
            {"company_id": self.district_b.id, "date_start": "2026-05-01"}
        )
        other = self._create_account(self.district_b)
        self._add(other, "charge", 100.0, 5)
        report = self.env["elektrohisob.debt.ageing.report"]
        auditor = report.with_user(self.users["auditor"])
        self.assertFalse(auditor.search([("account_id", "=", other.id)]))
        self.assertTrue(report.search([("account_id", "=", other.id)]))
