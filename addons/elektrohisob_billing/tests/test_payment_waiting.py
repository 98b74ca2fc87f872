from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_payment import PaymentCommon


@tagged("post_install", "-at_install")
class TestPaymentWaiting(PaymentCommon):
    """Rules book what waited before they were written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.users["accountant"]

    def _rule(self, account, **vals):
        return self.env["elektrohisob.payment.rule"].create(
            {
                "account_id": account.id,
                "note": "Letter 1",
                "date_start": "2026-05-01",
                **vals,
            }
        )

    def _wait(self, **vals):
        payment, outcome = self._receive(**vals)
        self.assertEqual(outcome, "unidentified")
        return payment

    def test_button(self):
        fits = self._wait(payer_stir="301111111", amount=700.0)
        early = self._wait(payer_stir="301111111", date="2026-04-30")
        other = self._wait(payer_stir="302222222")
        rule = self._rule(self.shop, payer_stir="301111111")
        self.assertEqual(fits.state, "unidentified", "nothing by itself")
        rule.with_user(self.accountant).action_apply()
        self.assertEqual((fits.state, fits.account_id), ("posted", self.shop))
        self.assertEqual((fits.rule_id, fits.reason), (rule, False))
        self.assertEqual(self._balance(self.shop), -700.0)
        self.assertEqual((early + other).mapped("state"), ["unidentified"] * 2)
        rule.action_apply()
        self.assertEqual(self._balance(self.shop), -700.0, "once")

    def test_night(self):
        fits = self._wait(purpose="за дўкон Чиланзор", amount=300.0)
        rule = self._rule(self.shop, purpose="chilanzor do'kon")
        ended = self._rule(self.bakery, payer_stir="301111111")
        ended.date_end = "2026-05-31"
        late = self._wait(payer_stir="301111111", date="2026-06-01")
        self.env["elektrohisob.payment.rule"]._cron_apply()
        self.assertEqual((fits.state, fits.rule_id), ("posted", rule))
        self.assertEqual(late.state, "unidentified")

    def test_rules_that_disagree(self):
        payment = self._wait(payer_stir="301111111", purpose="elektr energiyasi uchun")
        rules = self._rule(self.shop, payer_stir="301111111")
        rules += self._rule(self.bakery, purpose="elektr energiyasi")
        rules.action_apply()
        self.assertEqual(payment.state, "unidentified")

    def test_what_people_took_off_stays_off(self):
        rule = self._rule(self.shop, payer_stir="301111111")
        payment, _outcome = self._receive(payer_stir="301111111")
        payment._unmatch("Not of the shop")
        rule.action_apply()
        self.env["elektrohisob.payment.rule"]._cron_apply()
        self.assertEqual(payment.state, "unidentified")
        self.assertEqual(self._balance(self.shop), 0.0)

    def test_without_an_open_month(self):
        """One that cannot be booked does not stop the others."""
        first = self._wait(payer_stir="301111111")
        second = self._wait(payer_stir="301111111")
        rule = self._rule(self.shop, payer_stir="301111111")
        payments = self.registry["elektrohisob.payment"]
        usual = payments._match

        def match(payment, account):
            usual(payment, account)
            if payment == first:
                self.env["elektrohisob.period"]._get_open(self.holding)

        self.patch(payments, "_match", match)
        rule.action_apply()
        self.assertEqual((first.state, second.state), ("unidentified", "posted"))
        self.assertEqual(self._balance(self.shop), -1000.0)

    def test_who(self):
        rule = self._rule(self.shop, payer_stir="301111111")
        for role in ("clerk_legal", "cashier", "auditor"):
            with self.subTest(role), self.assertRaises(AccessError):
                rule.with_user(self.users[role]).action_apply()
