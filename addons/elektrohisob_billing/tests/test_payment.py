from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_payment import PaymentCommon


@tagged("post_install", "-at_install")
class TestPayment(PaymentCommon):
    def test_identified_is_posted(self):
        self._record(self.account, "charge", 5000.0, "2026-05-31")
        payment, outcome = self._receive(account_id=self.account.id, number="7")
        self.assertEqual(outcome, "posted")
        self.assertRecordValues(
            payment.entry_ids,
            [
                {
                    "account_id": self.account.id,
                    "kind": "payment",
                    "amount": -1000.0,
                    "date": fields.Date.to_date("2026-05-10"),
                    "period_id": self.period.id,
                }
            ],
        )
        self.assertEqual(self._balance(self.account), 4000.0)

    def test_unidentified_waits(self):
        payment, outcome = self._receive(purpose="за свет")
        self.assertEqual((outcome, payment.state), ("unidentified", "unidentified"))
        self.assertFalse(payment.entry_ids)

    def test_taken_once(self):
        vals = {
            "account_id": self.account.id,
            "provider_id": self.bank.id,
            "external_key": "k1",
        }
        payment, _outcome = self._receive(**vals)
        again, outcome = self._receive(**vals)
        self.assertEqual((again, outcome), (payment, "duplicate"))
        self.assertEqual(self._balance(self.account), -1000.0)

    def test_taken_once_in_one_call(self):
        vals = {
            "company_id": self.district_a.id,
            "date": "2026-05-10",
            "amount": 10.0,
            "channel": "bank",
            "provider_id": self.bank.id,
            "external_key": "k2",
        }
        results = self.env["elektrohisob.payment"]._receive([vals, dict(vals)])
        outcomes = [outcome for _payment, outcome in results]
        self.assertEqual(outcomes, ["unidentified", "duplicate"])

    def test_taken_by_another_user_at_this_moment(self):
        """The unique index decides when the search saw nothing."""
        payments = self.env["elektrohisob.payment"]
        rows = [
            {
                "company_id": self.district_a.id,
                "date": "2026-05-10",
                "amount": 10.0,
                "channel": "bank",
                "provider_id": self.bank.id,
                "external_key": key,
            }
            for key in ("k3", "k4", "k5")
        ]
        payments._receive([rows[1]])
        self.patch(type(payments), "_get_taken", lambda self, vals_list: {})
        results = payments._receive(rows)
        outcomes = [outcome for _payment, outcome in results]
        self.assertEqual(outcomes, ["unidentified", "duplicate", "unidentified"])

    def test_late_payment_goes_to_the_open_period(self):
        payment, _outcome = self._receive(account_id=self.account.id, date="2026-04-20")
        self.assertEqual(payment.date, fields.Date.to_date("2026-04-20"))
        self.assertEqual(payment.entry_ids.date, fields.Date.to_date("2026-05-01"))

    def test_match(self):
        payment, _outcome = self._receive(purpose="за свет")
        accountant = self.users["accountant"]
        payment.with_user(accountant)._match(self.account.with_user(accountant))
        self.assertEqual(payment.state, "posted")
        self.assertEqual(payment.matched_by_id, accountant)
        self.assertEqual(self._balance(self.account), -1000.0)
        with self.assertRaises(UserError):
            payment._match(self.neighbour)
        self.assertEqual(self._balance(self.neighbour), 0.0)

    def test_match_needs_the_right(self):
        payment, _outcome = self._receive()
        for role in ("cashier", "auditor", "engineer", "clerk_household"):
            with self.assertRaises(AccessError):
                payment.with_user(self.users[role])._match(self.account)
        self.assertEqual(payment.state, "unidentified")

    def test_cancel_keeps_history(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        payment.with_user(self.users["accountant"])._cancel("Sent twice")
        self.assertEqual(payment.state, "cancelled")
        self.assertEqual(payment.note, "Sent twice")
        self.assertEqual(payment.account_id, self.account)
        self.assertEqual(sorted(payment.entry_ids.mapped("amount")), [-1000.0, 1000.0])
        first, second = payment.entry_ids.sorted("id")
        self.assertEqual(second.reverses_id, first)
        self.assertEqual(self._balance(self.account), 0.0)
        with self.assertRaises(UserError):
            payment._cancel("Again")

    def test_cancel_unidentified(self):
        payment, _outcome = self._receive()
        payment._cancel("Returned to the payer")
        self.assertEqual(payment.state, "cancelled")
        self.assertFalse(payment.entry_ids)

    def test_move_to_the_right_account(self):
        """Wrong account, back to the queue, right account, wrong again, right."""
        payment, _outcome = self._receive(account_id=self.account.id)
        for account in (self.neighbour, self.account, self.neighbour):
            payment._unmatch("Belongs to another account")
            self.assertEqual(payment.state, "unidentified")
            payment._match(account)
        self.assertEqual(self._balance(self.account), 0.0)
        self.assertEqual(self._balance(self.neighbour), -1000.0)
        self.assertEqual(len(payment.entry_ids), 7)  # four bookings, three reversals
        payment._cancel("Void")
        self.assertEqual(self._balance(self.neighbour), 0.0)

    def test_nobody_writes_directly(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        for role, user in self.users.items():
            with self.subTest(role), self.assertRaises(AccessError):
                payment.with_user(user).write({"amount": 1.0})
            with self.subTest(role), self.assertRaises(AccessError):
                payment.with_user(user).unlink()
            with self.subTest(role), self.assertRaises(AccessError):
                payment.with_user(user).create(
                    {
                        "company_id": self.district_a.id,
                        "date": "2026-05-10",
                        "amount": 1.0,
                        "channel": "cash",
                        "state": "unidentified",
                    }
                )


@tagged("post_install", "-at_install")
class TestPaymentMatch(PaymentCommon):
    def _suggest(self, **vals):
        payment, _outcome = self._receive(**vals)
        wizard = (
            self.env["elektrohisob.payment.match"]
            .with_user(self.users["accountant"])
            .create({"payment_id": payment.id})
        )
        return wizard

    def _best(self, **vals):
        return self._suggest(**vals).line_ids[:1]

    def test_two_digits_swapped(self):
        line = self._best(purpose="за свет 2626400000071")
        self.assertEqual((line.account_id, line.score), (self.account, 85))

    def test_one_digit_wrong(self):
        self.assertEqual(
            self._best(purpose="л/с 26264 00009017").account_id, self.account
        )

    def test_local_number(self):
        self.assertEqual(
            self._best(purpose="за свет 00000025").account_id, self.neighbour
        )

    def test_stir(self):
        line = self._best(payer_stir="302345678", purpose="за свет")
        self.assertEqual((line.account_id, line.score), (self.bakery, 90))

    def test_name(self):
        line = self._best(payer="АЛИЕВА НАРГИЗА ТОШМАТОВНА", purpose="свет")
        self.assertEqual(line.account_id, self.neighbour)
        self.assertLessEqual(line.score, 60)

    def test_choose(self):
        wizard = self._suggest(purpose="за свет 2626400000071")
        wizard.line_ids[:1].action_choose()
        self.assertEqual(wizard.payment_id.state, "posted")
        self.assertEqual(self._balance(self.account), -1000.0)

    def test_nothing(self):
        wizard = self._suggest(purpose="xyz")
        self.assertFalse(wizard.line_ids)
        with self.assertRaises(UserError):
            wizard.action_match()

    def test_accounts_of_another_district_are_not_suggested(self):
        self._create_account(self.district_b, number="2627300000017")
        self.assertFalse(self._suggest(purpose="2627300000017").line_ids)
