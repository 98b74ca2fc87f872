from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.elektrohisob_billing.tests.common_payment import PaymentCommon

from ..report import debt_ageing_report
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

    def _charge(self, account, month, amount, kind="charge"):
        """Charge booked in a month that is closed by now."""
        periods = self.env["elektrohisob.period"]
        start = date.fromisoformat(f"{month}-01")
        domain = [("company_id", "=", self.district_a.id), ("date_start", "=", start)]
        period = periods.search(domain) or periods.create(
            {"company_id": self.district_a.id, "date_start": start, "state": "closed"}
        )
        entry = self.env["elektrohisob.ledger.entry"].create(
            {
                "account_id": account.id,
                "company_id": self.district_a.id,
                "period_id": period.id,
                "date": period.date_end,
                "kind": kind,
                "amount": amount,
            }
        )
        state = self.env["elektrohisob.account.state"]
        state._add_balances({account.id: round(amount * 100)})
        return entry

    def _on(self, day):
        """The report as it is on a day."""
        clock = patch.object(
            debt_ageing_report, "business_today", lambda model: date.fromisoformat(day)
        )
        clock.start()
        self.addCleanup(clock.stop)

    def test_ages_count_from_the_due_day(self):
        """Households pay by the 10th, from May on by the 20th: January by 10 February,
        March by 10 April, April by 20 May; on 20 May 99, 40 and 0 days ago."""
        self._set_parameter("household_due_day", 10)
        self.env["elektrohisob.parameter"].search(
            [("code", "=", "household_due_day")]
        )._change_from(20, date(2026, 5, 1), closed_ok=True, norm="Test order")
        for month, amount in (("2026-01", 10.0), ("2026-03", 20.0), ("2026-04", 40.0)):
            self._charge(self.account, month, amount)
        self._on("2026-05-20")
        self.assertEqual(
            self._get_buckets(self.account), [40.0, 0.0, 20.0, 0.0, 10.0, 0.0, 0.0]
        )
        row = self._get_row(self.account)
        self.assertEqual((row.days, row.date_oldest), (99, date(2026, 2, 10)))

    def test_legal_entities_are_due_at_the_end_of_the_month(self):
        """January was due on its 31st and February on its 28th: on 1 April 60 and 32
        days ago. A correction is due with the month it was booked in, 1 day ago."""
        self._set_parameter("legal_due_day", 0)
        self._charge(self.shop, "2026-01", 10.0)
        self._charge(self.shop, "2026-02", 20.0)
        self._charge(self.shop, "2026-03", 5.0, kind="correction")
        self._on("2026-04-01")
        self.assertEqual(
            self._get_buckets(self.shop), [0.0, 5.0, 30.0, 0.0, 0.0, 0.0, 0.0]
        )

    def test_charge_not_due_yet(self):
        self._set_parameter("household_due_day", 10)
        self._charge(self.account, "2026-04", 70.0)
        self._on("2026-05-09")
        row = self._get_row(self.account)
        self.assertEqual((row.debt_not_due, row.debt_30, row.days), (70.0, 0.0, 0))

    def test_day_of_the_district(self):
        """The country pays by the 10th, the enterprise of the districts by the 15th
        and district A by the 25th: April was due on 25 May, on 1 June 7 days ago."""
        self._set_parameter("household_due_day", 10)
        self._set_parameter("household_due_day", 15, company=self.enterprise)
        self._charge(self.account, "2026-04", 70.0)
        self._on("2026-06-01")
        self.assertEqual(self._get_row(self.account).date_oldest, date(2026, 5, 15))
        self._set_parameter("household_due_day", 25, company=self.district_b)
        self.assertEqual(self._get_row(self.account).date_oldest, date(2026, 5, 15))
        self._set_parameter("household_due_day", 25, company=self.district_a)
        row = self._get_row(self.account)
        self.assertEqual((row.date_oldest, row.days), (date(2026, 5, 25), 7))

    def test_page_of_a_user(self):
        """Rows are found first and aged afterwards: the largest debts, whole."""
        for account, amount in ((self.account, 70.0), (self.neighbour, 90.0)):
            self._add(account, "opening", amount, 40)
        self.env.flush_all()
        report = self.env["elektrohisob.debt.ageing.report"]
        found = report.with_user(self.users["manager"]).web_search_read(
            [], {"debt_60": {}, "balance": {}}, limit=1
        )
        self.assertEqual(found["length"], 2)
        figures = [(row["balance"], row["debt_60"]) for row in found["records"]]
        self.assertEqual(figures, [(90.0, 90.0)])

    def test_payments_cover_the_oldest_debt(self):
        """100 of each age, 250 paid: 400 and 200 days are gone, 100 by half."""
        for days in (400, 200, 100, 70, 40, 5):
            self._add(self.account, "opening", 100.0, days)
        self._add(self.account, "payment", -250.0, 300)
        self.assertEqual(
            self._get_buckets(self.account),
            [0.0, 100.0, 100.0, 100.0, 50.0, 0.0, 0.0],
        )
        row = self._get_row(self.account)
        self.assertEqual((row.balance, row.days), (350.0, 100))
        self.assertEqual(row.date_oldest, fields.Date.subtract(self.today, days=100))
        self.assertEqual(row.company_id, self.district_a)

    def test_order_of_covering_debts(self):
        """100 of 70 days ago and 100 of this month; 120 paid today. Oldest first: 80 of
        this month are left; the current month first: 80 of 70 days."""
        self._add(self.account, "opening", 100.0, 70)
        self._add(self.account, "opening", 100.0, 0)
        self._add(self.account, "payment", -120.0, 0)
        self.assertEqual(
            self._get_buckets(self.account), [80.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        )
        rule = self.env["elektrohisob.allocation.rule"]
        rule.search([("category", "=", "household")]).age = "current"
        self.assertEqual(
            self._get_buckets(self.account), [0.0, 0.0, 0.0, 80.0, 0.0, 0.0, 0.0]
        )

    def test_correction_covers_its_own_month(self):
        """100 of 70 days and 100 of 5 days; the younger month is corrected by −30: 100
        and 70 are left, each with its age."""
        self._add(self.account, "opening", 100.0, 70)
        self._add(self.account, "opening", 100.0, 5)
        month = fields.Date.subtract(self.today, days=5).replace(day=1)
        self.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": self.account.id,
                    "kind": "correction",
                    "amount": -30.0,
                    "date": self.today,
                    "target_kind": "principal",
                    "target_month": month,
                }
            ]
        )
        self.assertEqual(
            self._get_buckets(self.account), [0.0, 70.0, 0.0, 100.0, 0.0, 0.0, 0.0]
        )

    def test_borders(self):
        for days in (0, 30, 31, 60, 61, 90, 91, 180, 181, 365, 366):
            self._add(self.account, "opening", 1.0, days)
        self.assertEqual(
            self._get_buckets(self.account), [1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 1.0]
        )

    def test_only_debtors(self):
        self._add(self.account, "charge", 100.0, 10)
        self._add(self.account, "payment", -100.0, 5)
        self._add(self.neighbour, "payment", -50.0, 5)
        self.assertFalse(self._get_row(self.account))
        self.assertFalse(self._get_row(self.neighbour))
        self.assertFalse(self._get_row(self.shop))

    def test_cancelled_payment_leaves_the_debt_old(self):
        self._add(self.account, "opening", 100.0, 200)
        payment, _outcome = self._receive(account_id=self.account.id, amount=100.0)
        payment._cancel("Void")
        self.assertEqual(
            self._get_buckets(self.account), [0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 0.0]
        )

    def test_correction_downwards(self):
        self._add(self.account, "opening", 100.0, 70)
        self._add(self.account, "correction", -30.0, 5)
        self.assertEqual(
            self._get_buckets(self.account), [0.0, 0.0, 0.0, 70.0, 0.0, 0.0, 0.0]
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
