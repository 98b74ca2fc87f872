from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .common_pay import PayCommon


class TestPaymentRegister(PayCommon):
    """Payments through the API: a role of its own, and nothing past two persons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_user("integrator", cls.district_a, "partner_api")
        cls.payments = cls.env["elektrohisob.payment"].with_user(cls.service)
        cls.good = {
            "provider": "test-bank",
            "external_id": "A-1",
            "account": cls.number,
            "amount": 500.0,
        }
        cls.which = {"provider": "test-bank", "external_id": "A-1", "reason": "Back"}

    def test_register_and_cancel(self):
        first = self.payments.register(**self.good, date="2026-05-10")
        self.assertEqual((first["outcome"], first["amount"]), ("posted", 500.0))
        again = self.payments.register(**self.good, date="2026-05-10")
        self.assertEqual(again, {**first, "outcome": "duplicate"})
        self.assertEqual(self._balance(self.account), 400.0)
        self.assertEqual(self.payments.cancel(**self.which)["outcome"], "cancelled")
        self.assertEqual(self.payments.cancel(**self.which)["outcome"], "duplicate")
        self.assertEqual(self._balance(self.account), 900.0)

    def test_refused(self):
        tomorrow = fields.Date.add(business_today(self.payments), days=1)
        for change, words in (
            ({"provider": "nobody"}, "nobody"),
            ({"account": "9999900000000"}, "9999900000000"),
            ({"amount": 0.001}, "above zero"),
            ({"amount": -5.0}, "above zero"),
            ({"amount": 10.0**13 + 1}, "not above"),
            ({"amount": 1e300}, "not above"),
            ({"amount": float("nan")}, "cannot be paid"),
            ({"amount": float("inf")}, "cannot be paid"),
            ({"amount": "5"}, "cannot be paid"),
            ({"amount": True}, "cannot be paid"),
            ({"date": "tomorrow"}, "tomorrow"),
            ({"date": str(tomorrow)}, "has not come yet"),
            ({"date": "2999-01-01"}, "has not come yet"),
        ):
            with self.subTest(change), self.assertRaisesRegex(UserError, words):
                self.payments.register(**{**self.good, **change})
        with self.assertRaisesRegex(UserError, "A-2"):
            self.payments.cancel(**{**self.which, "external_id": "A-2"})

    def test_who_registers(self):
        for role, user in self.users.items():
            with self.subTest(role), self.assertRaises(AccessError):
                self.payments.with_user(user).register(**self.good)
        self.assertEqual(self._balance(self.account), 900.0)

    def test_people_ask_for_a_decision(self):
        """Nothing is cancelled until a second person approves it."""
        self.payments.register(**self.good)
        own = self.payments.with_user(self.users["accountant"])
        asked = own.cancel(**self.which)
        self.assertEqual((asked["outcome"], asked["state"]), ("asked", "posted"))
        self.assertEqual(self._balance(self.account), 400.0)
        document = self.env["elektrohisob.ledger.document"].search(
            [("number", "=", asked["document"])]
        )
        document.approval_id.with_user(self.users["manager"]).action_approve()
        self.assertEqual(self._balance(self.account), 900.0)
        self.assertEqual(own.cancel(**self.which)["outcome"], "duplicate")
        for role in ("clerk_household", "cashier", "engineer"):
            with self.subTest(role), self.assertRaises(AccessError):
                own.with_user(self.users[role]).cancel(**self.which)

    def test_integrators_cancel_only_what_they_registered(self):
        payment, _outcome = self._receive(
            account_id=self.account.id,
            provider_id=self.bank.id,
            external_key="A-1",
            number="A-1",
        )
        with self.assertRaisesRegex(AccessError, "not registered by another system"):
            self.payments.cancel(**self.which)
        self.assertEqual(payment.state, "posted")

    def test_the_administrator_tries_the_api(self):
        """What he registered he takes back; what others did he does not."""
        boss = self.env.ref("base.user_admin")
        boss.company_ids |= self.district_a
        api = self.env["elektrohisob.payment"].with_user(boss)
        api = api.with_context(allowed_company_ids=self.district_a.ids)
        reply = api.register(**self.good)
        self.assertEqual(reply["outcome"], "posted")
        self.assertEqual(api.cancel(**self.which)["outcome"], "cancelled")

    def test_integrators_do_nothing_else(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        with self.assertRaises(AccessError):
            payment.with_user(self.service).action_cancel()
        with self.assertRaises(AccessError):
            self.env["elektrohisob.ledger.document"].with_user(self.service).create(
                {"kind": "refund", "payment_id": payment.id, "note": "x"}
            )
