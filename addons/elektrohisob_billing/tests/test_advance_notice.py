from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import BillingCommon

NOVEMBER = date(2025, 11, 1)


class TestAdvanceNotice(BillingCommon):
    """Advance notices of legal and budget organisations.

    L-II costs 1000 so'm a kWh from 01.05.2025, VAT 12 % in it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installation = cls._create_consumer(
            "A-1", tariff="L-II", category="legal", name="“Zamin” MChJ"
        )
        cls.account = cls.installation.account_id
        cls.period = cls._open_month("2025-10-01")
        cls._add_volume(cls.account, "2025-11-01", 1500)
        cls.Notice = cls.env["elektrohisob.advance.notice"]

    @classmethod
    def _add_volume(cls, account, month, kwh, **vals):
        return cls.env["elektrohisob.agreement.volume"].create(
            {
                "agreement_id": account.agreement_id.id,
                "month": month,
                "kwh": kwh,
                **vals,
            }
        )

    def _make(self, accounts=None, month=NOVEMBER):
        return self.Notice._make(accounts or self.account, month, None)

    def _enter_mode(self, mode, account=None, **vals):
        return self.env["elektrohisob.advance.mode"].create(
            {
                "account_id": (account or self.account).id,
                "mode": mode,
                "date_start": "2025-11-01",
                "date_received": "2025-10-27",
                "document": "12",
                **vals,
            }
        )

    def _pay(self, amount, day="2025-10-25"):
        return self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.account.company_id.id,
                    "account_id": self.account.id,
                    "date": day,
                    "amount": amount,
                    "channel": "bank",
                }
            ]
        )

    # === SUMS === #

    def test_whole_month_by_default(self):
        """1500 × 1000 = 1,500,000, VAT 1,500,000 × 12 / 112 = 160,714.29; by
        31 October."""
        notice, skipped = self._make()
        self.assertFalse(skipped)
        self.assertEqual(notice.amount_month, 1500000)
        self.assertEqual(notice.percent, 100)
        self.assertEqual(notice.amount, 1500000)
        self.assertEqual(notice.vat, 160714.29)
        self.assertEqual(notice.date_due, date(2025, 10, 31))
        self.assertEqual(notice.state, "draft")
        self.assertFalse(self.account.entry_ids)
        self.assertFalse(self.account.charge_ids)

    def test_half_by_notice(self):
        """50 % of 1,500,000 = 750,000."""
        self._enter_mode("reduced")
        notice, _skipped = self._make()
        self.assertEqual((notice.mode, notice.amount), ("reduced", 750000))

    def test_notice_must_come_five_days_before(self):
        self._enter_mode("reduced", date_received="2025-10-27").unlink()
        with self.assertRaisesRegex(ValidationError, "by 2025-10-27, it came on"):
            self._enter_mode("reduced", date_received="2025-10-28")

    def test_modes_are_of_whole_months_and_do_not_overlap(self):
        with (
            self.assertRaisesRegex(ValidationError, "whole months"),
            self.env.cr.savepoint(),
        ):
            self._enter_mode("full", date_start="2025-11-02")
        self._enter_mode("full", date_end="2025-11-30")
        with (
            self.assertRaises(ValidationError),
            self.env.cr.savepoint(),
        ):
            self._enter_mode("after", date_start="2025-12-01")  # not for legal ones
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._enter_mode("full", date_end="2025-12-31")

    def test_budget_organisations_have_their_own_share_and_day(self):
        """B-I costs 1000 so'm from 01.10.2023; 30 % of 400 × 1000 = 120,000; by
        the 10th of the month."""
        self._set_parameter("budget_prepayment_percent", 30)
        school = self._create_supplied("B-1", tariff="B-I", category="budget")
        self._add_volume(school, "2025-11-01", 400)
        notice, _skipped = self._make(school)
        self.assertEqual(notice.amount, 120000)
        self.assertEqual(notice.date_due, date(2025, 11, 10))
        notice.action_cancel()
        self._enter_mode("after", school, date_end="2025-12-31")
        made, skipped = self._make(school)
        self.assertFalse(made)
        self.assertIn("nothing ahead", skipped[school])
        with (
            self.assertRaisesRegex(ValidationError, "not for the category"),
            self.env.cr.savepoint(),
        ):
            self._enter_mode("reduced", school, date_start="2026-01-01")

    def test_price_changes_inside_the_month(self):
        """1500 kWh evenly: 15 days by L-II 750 × 1000 = 750,000; the other 750 by the
        household tariff, whose blocks the first half has filled up to 750: 250 × 1000
        to 1000 kWh, 500 × 1500 above."""
        term = self.account.agreement_id.term_ids.sudo()
        term.date_end = "2025-11-15"
        general = self.env["elektrohisob.tariff"].search([("code", "=", "H-GEN")])
        term.copy(
            {"date_start": "2025-11-16", "date_end": False, "tariff_id": general.id}
        )
        notice, _skipped = self._make()
        self.assertEqual(notice.amount_month, 750000 + 250000 + 750000)

    def test_reactive_volume_is_in_it(self):
        """Nothing above the economic value: that of the contract is the volume."""
        self._add_volume(self.account, "2025-12-01", 100, kvarh=70)
        notice, _skipped = self._make(month=date(2025, 12, 1))
        self.assertEqual(notice.amount, 100000)

    # === NOT TWICE, NOT WITHOUT GROUND === #

    def test_zones_as_they_were_used_before(self):
        """L-I-DIF: 1 000 so'm, peak 1 500, night 666.67. October: 100 of 400 kWh in the
        peak, 100 at night. Of 1 000 kWh that is 250 × 1 500 + 500 × 1 000 +
        250 × 666.67 = 375 000 + 500 000 + 166 667.50 = 1 041 667.50."""
        account = self._create_consumer(
            "A-ZONE", tariff="L-I-DIF", category="legal"
        ).account_id
        self._add_volume(account, "2025-11-01", 1000)
        notice, _skipped = self._make(account)
        self.assertEqual(notice.amount_month, 1000000)  # nothing known yet
        notice.action_cancel()
        for register, kwh in (("A+", 400), ("A+1", 100), ("A+2", 200), ("A+3", 100)):
            self.env["elektrohisob.consumption"].create(
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "usage_point_id": account.usage_point_ids.id,
                    "period_id": self.period.id,
                    "month": "2025-10-01",
                    "date_start": "2025-10-01",
                    "date_end": "2025-11-01",
                    "kwh": kwh,
                    "quality": "measured",
                    "reading_type": register,
                }
            )
        notice, _skipped = self._make(account)
        self.assertEqual(notice.amount_month, 1041667.50)

    def test_not_twice(self):
        first, _skipped = self._make()
        second, skipped = self._make()
        self.assertFalse(second)
        self.assertIn(first.number, skipped[self.account])
        first.action_cancel()
        third, _skipped = self._make()
        self.assertEqual(third.state, "draft")
        self.assertNotEqual(third.number, first.number)

    def test_why_an_account_has_none(self):
        _made, skipped = self._make(month=date(2026, 1, 1))
        self.assertIn("no contract volume", skipped[self.account])

    # === PAID === #

    def test_state_follows_the_money(self):
        notice, _skipped = self._make()
        notice.action_send()
        self.assertEqual(notice.state, "sent")
        self._pay(500000)
        self.assertEqual((notice.state, notice.paid), ("partly", 500000))
        self._pay(1000000)
        self.assertEqual((notice.state, notice.paid), ("paid", 1500000))
        payment = self.account.payment_ids.filtered(lambda row: row.amount == 1000000)
        payment._cancel("Paid for another")
        self.assertEqual((notice.state, notice.paid), ("partly", 500000))
        self.assertEqual(self.account.amount_due, -500000)

    def test_debt_and_charges_of_months_before_go_first(self):
        """700,000 paid; October costs 300 × 1000 = 300,000: 400,000 are left for
        November. Before October was charged all 700,000 were."""
        notice, _skipped = self._make()
        notice.action_send()
        self._pay(700000)
        self.assertEqual(notice.paid, 700000)
        self._read(self.installation, ("2025-11-01", 300))
        self._settle(self.account, self.period)
        self.assertEqual(notice.paid, 400000)

    def test_month_not_charged_yet_keeps_its_own(self):
        """Of 1,800,000 November keeps its 1,500,000, December gets 300,000."""
        self._add_volume(self.account, "2025-12-01", 1000)
        december, _skipped = self._make(month=date(2025, 12, 1))
        november, _skipped = self._make()
        self._pay(1800000)
        self.assertEqual((november.state, november.paid), ("paid", 1500000))
        self.assertEqual((december.state, december.paid), ("partly", 300000))

    def test_overdue(self):
        notice, _skipped = self._make()
        self.assertFalse(notice.is_overdue)  # not handed over
        notice.action_send()
        self.assertTrue(notice.is_overdue)
        self.assertIn(notice, self.Notice.search([("is_overdue", "=", True)]))
        self._pay(1500000)
        self.assertFalse(notice.is_overdue)

    # === RUN, RIGHTS, PRINT === #

    def test_run_of_a_district(self):
        school = self._create_supplied("B-2", tariff="B-I", category="budget")
        self._create_consumer("H-1")
        clerk = new_test_user(
            self.env,
            "advance_legal",
            "elektrohisob_base.group_clerk_legal",
            company_id=self.district_a.id,
            company_ids=[(6, 0, self.district_a.ids)],
        )
        runs = self.env["elektrohisob.legal.run"].with_user(clerk)
        run = runs.with_context(queue_job__no_delay=True).create(
            {
                "company_id": self.district_a.id,
                "period_id": self.period.id,
                "kind": "advance",
            }
        )
        self.assertEqual(run.month, NOVEMBER)
        run.action_start()
        self.assertEqual(run.stage, "done")
        self.assertEqual(run._get_documents().account_id, self.account)
        self.assertEqual((run.made_count, run.skipped_count), (1, 1))
        self.assertIn(school.number, run.remark)
        run.action_send()
        notice = run._get_documents()
        self.assertEqual(notice.state, "sent")
        with self.assertRaisesRegex(UserError, "not typed"):
            notice.amount = 1
        with self.assertRaises(AccessError):
            notice.copy()

    def test_print(self):
        notice, _skipped = self._make()
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(notice._render_pdf(lang).startswith(b"%PDF"))
        text = notice.with_context(lang="en_US")._prepare_act()
        self.assertIn("1\u00a0500\u00a0000.00", text.remarks[0].replace(",", "."))
