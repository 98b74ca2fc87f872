from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from .common import ClaimsCommon


class TestInstalment(ClaimsCommon):
    """Payments by instalments: offered by corrections, accepted by decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installation = cls._create_consumer(
            "I-1", tariff="L-II", category="legal", start="2025-09-01"
        )
        cls.account = cls.installation.account_id
        cls._set_parameter("instalment_offer_amount", 0)
        cls._set_parameter("instalment_offer_percent", 200)
        cls._set_parameter("instalment_parts", 3)
        cls._set_parameter("instalment_due_day", 10)
        # September 100 kWh at 1000 so'm, October 100
        cls._read(cls.installation, ("2025-10-01", 100), ("2025-11-01", 200))
        cls.september = cls._open_month("2025-09-01")
        cls._settle(cls.account, cls.september)
        cls._settle(cls.account, cls._open_month("2025-10-01"))
        cls.november = cls._open_month("2025-11-01")
        cls._read(cls.installation, ("2025-12-01", 450))

    def _correct(self, value):
        """The reading of 1 November shows ``value`` instead of 200."""
        reading = self.installation.reading_ids.filtered(
            lambda row: str(row.date) == "2025-11-01" and row.state == "valid"
        )
        reading._correct(value=value, note="Read again")
        self._settle(self.account, self.november)
        return self.account.charge_ids.correction_id

    def _pay(self, amount):
        self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.account.company_id.id,
                    "account_id": self.account.id,
                    "date": "2025-11-20",
                    "amount": amount,
                    "channel": "bank",
                }
            ]
        )

    def test_large_difference_offers_instalments(self):
        """The mean bill is 100,000; 250 kWh more = 250,000, above 200 %. Three parts:
        83,333, 83,333 and the rest 83,334."""
        correction = self._correct(450)
        plan = correction.instalment_ids
        self.assertEqual((plan.state, plan.amount), ("proposed", 250000))
        self.assertEqual(plan.part_ids.mapped("amount"), [83333, 83333, 83334])
        self.assertEqual({part.date_due.day for part in plan.part_ids}, {10})
        self.assertGreaterEqual(plan.part_ids[0].date_due, plan.date)

    def test_small_difference_offers_none(self):
        """150,000 is below 200 % of 100,000."""
        self.assertFalse(self._correct(350).instalment_ids)

    def test_sum_as_the_limit(self):
        self._set_parameter("instalment_offer_percent", 0)
        self.assertFalse(self._correct(450).instalment_ids)

    def test_sum_is_reached(self):
        self._set_parameter("instalment_offer_percent", 0)
        self._set_parameter("instalment_offer_amount", 250000)
        self.assertEqual(self._correct(450).instalment_ids.amount, 250000)

    def test_in_favour_of_the_consumer_offers_none(self):
        self._set_parameter("instalment_offer_amount", 1)
        self.assertFalse(self._correct(150).instalment_ids)

    def test_decided_and_paid(self):
        """After the acceptance 100,000 are paid: part 1 whole, 16,667 of part 2. A new
        charge of 50 kWh = 50,000 is paid first of what comes: 50,000 are left."""
        plan = self._correct(450).instalment_ids
        with self.assertRaisesRegex(UserError, "ground of the decision"):
            plan.action_accept()
        plan.note = "Application 7"
        plan.action_accept()
        self.assertEqual((plan.state, plan.paid), ("accepted", 0))
        self._pay(100000)
        plan.invalidate_recordset()
        self.assertEqual(plan.part_ids.mapped("paid"), [83333, 16667, 0])
        self._read(self.installation, ("2026-01-01", 500))
        self._settle(self.account, self._open_month("2025-12-01"))
        self.assertEqual(plan.paid, 50000)
        first = plan.part_ids[0].date_due
        self.assertTrue(plan._is_kept(first))
        self.assertFalse(plan._is_kept(date(first.year + 1, 1, 1)))

    def _accept(self):
        plan = self._correct(450).instalment_ids
        plan.note = "Application 7"
        plan.action_accept()
        return plan

    def test_paid_in_full_closes(self):
        """250,000 in parts: 249,999 leave it open, one more so'm closes it; a later
        charge does not open it again."""
        plan = self._accept()
        self._pay(249999)
        plan._cron_close_paid()
        self.assertEqual(plan.state, "accepted")
        self._pay(1)
        plan._cron_close_paid()
        self.assertEqual((plan.state, str(plan.date_paid)), ("paid", "2025-11-20"))
        self._read(self.installation, ("2026-01-01", 500))
        self._settle(self.account, self._open_month("2025-12-01"))
        plan._cron_close_paid()
        self.assertEqual((plan.state, plan.paid, plan.overdue), ("paid", 250000, 0))
        self.assertEqual(plan.part_ids.mapped("paid"), [83333, 83333, 83334])
        self.assertTrue(plan._is_kept(date(2099, 1, 1)))

    def test_payment_taken_back_opens_again(self):
        plan = self._accept()
        self._pay(250000)
        plan._cron_close_paid()
        self.assertEqual(plan.state, "paid")
        payment = self.env["elektrohisob.payment"].search(
            [("account_id", "=", self.account.id)]
        )
        payment._cancel("Cheque not covered")
        plan._cron_close_paid()
        self.assertEqual((plan.state, plan.date_paid), ("accepted", False))

    def test_paid_plan_makes_room(self):
        """Accepting another plan closes the paid one first: one at a time is in
        force."""
        plan = self._accept()
        self._pay(250000)
        other = plan.create({"account_id": self.account.id, "amount": 9000})
        other.note = "Application 8"
        other.action_accept()
        self.assertEqual((plan.state, other.state), ("paid", "accepted"))

    def test_decided_once(self):
        plan = self._correct(450).instalment_ids
        clerk = new_test_user(
            self.env,
            "instalment_clerk",
            "elektrohisob_base.group_clerk_legal",
            company_id=self.district_a.id,
            company_ids=[(6, 0, self.district_a.ids)],
        )
        own = plan.with_user(clerk)
        with self.assertRaisesRegex(UserError, "by their buttons"):
            own.state = "accepted"
        own.note = "Application 7"
        own.part_count = 5
        self.assertEqual(plan.part_ids.mapped("amount"), [50000] * 5)
        own.action_accept()
        with self.assertRaisesRegex(UserError, "in the state"):
            own.part_count = 2
        with self.assertRaises(AccessError):
            own.action_end()
        plan.action_end()
        self.assertEqual(plan.state, "ended")

    def test_first_part_is_not_before_the_offer(self):
        plan = self._correct(450).instalment_ids
        with self.assertRaises(ValidationError):
            plan.date_first = "2025-01-01"

    def test_print(self):
        plan = self._correct(450).instalment_ids
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(plan._render_pdf(lang).startswith(b"%PDF"))
