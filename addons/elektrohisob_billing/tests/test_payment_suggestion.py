from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_payment import PaymentCommon


@tagged("post_install", "-at_install")
class TestPaymentSuggestion(PaymentCommon):
    def _suggested(self, **vals):
        payment, outcome = self._receive(**vals)
        self.assertEqual(outcome, "unidentified")
        return payment.suggested_account_id, payment.suggested_score

    def test_kept_with_the_payment(self):
        payment, _outcome = self._receive(purpose="за свет 2626400000071")
        self.assertEqual(payment.suggested_account_id, self.account)
        self.assertEqual(payment.suggested_score, 85)
        self.assertIn("2626400000071", payment.suggested_why)

    def test_phone(self):
        self.neighbour.phone = "+998 90 123-45-67"
        for text in ("тел 901234567", "998901234567"):
            self.assertEqual(self._suggested(purpose=text), (self.neighbour, 75))

    def test_history(self):
        """Three payments for the bakery, one for the shop: 60 and 20 per cent."""
        for account in (self.bakery, self.bakery, self.bakery, self.shop):
            self._receive(account_id=account.id, payer_account="2" * 20)
        found = self._receive(payer_account="2" * 20)[0]._get_suggestions()
        self.assertEqual(
            [(account, score) for account, score, _why in found],
            [(self.bakery, 60), (self.shop, 20)],
        )

    def test_former_number(self):
        former = type(self.env["elektrohisob.account"])._get_former_ids
        self.patch(
            type(self.env["elektrohisob.account"]),
            "_get_former_ids",
            lambda accounts, numbers: (
                {"2626900000017": self.account.id}
                if "2626900000017" in list(numbers)
                else former(accounts, numbers)
            ),
        )
        payment, _outcome = self._receive(purpose="л/с 2626900000017")
        self.assertEqual(payment.suggested_account_id, self.account)
        self.assertEqual(payment.suggested_score, 92)

    def test_address_tells_namesakes_apart(self):
        street = self.env["elektrohisob.street"].search([], limit=1)
        first = self._create_account(surname="Toshmatov", given_name="Olim", house="7")
        second = self._create_account(
            surname="Toshmatov", given_name="Olim", house="12", street_id=street.id
        )
        self.assertTrue(first.number)
        account, _score = self._suggested(
            payer="TOSHMATOV OLIM", purpose=second.address or "12"
        )
        self.assertEqual(account, second)

    def test_one_click(self):
        payment, _outcome = self._receive(purpose="за свет 2626400000071")
        with self.assertRaises(AccessError):
            payment.with_user(self.users["cashier"]).action_post_suggested()
        payment.with_user(self.users["accountant"]).action_post_suggested()
        self.assertEqual(payment.state, "posted")
        self.assertEqual(self._balance(self.account), -1000.0)

    # === RULES === #

    def _rule(self, account, **vals):
        return self.env["elektrohisob.payment.rule"].create(
            {
                "account_id": account.id,
                "date_start": "2026-05-01",
                "note": "Letter",
                **vals,
            }
        )

    def test_rule_of_a_payer(self):
        rule = self._rule(self.shop, payer_stir="301111111")
        payment, outcome = self._receive(payer_stir="301111111")
        self.assertEqual((outcome, payment.rule_id), ("posted", rule))
        self.assertEqual(self._balance(self.shop), -1000.0)
        self.assertEqual(rule.payment_count, 1)
        early, outcome = self._receive(payer_stir="301111111", date="2026-04-30")
        self.assertEqual(outcome, "unidentified")
        self.assertFalse(early.rule_id)

    def test_rule_of_the_purpose(self):
        """All words, in any order and alphabet; the payer must fit too."""
        self._rule(self.shop, payer_stir="301111111", purpose="дўкон чиланзор")
        text = "To'lov Chilanzor do'kon uchun"
        payment, _outcome = self._receive(payer_stir="301111111", purpose=text)
        self.assertEqual(payment.account_id, self.shop)
        for vals in (
            {"payer_stir": "301111111", "purpose": "do'kon"},
            {"payer_stir": "302222222", "purpose": text},
        ):
            self.assertEqual(self._receive(**vals)[1], "unidentified")

    def test_rules_that_disagree(self):
        self._rule(self.shop, payer_stir="301111111")
        self._rule(self.bakery, purpose="elektr energiyasi")
        vals = {"payer_stir": "301111111", "purpose": "elektr energiyasi uchun"}
        self.assertEqual(self._receive(**vals)[1], "unidentified")

    def test_rule_of_another_district(self):
        foreign = self._create_account(self.district_b)
        self._rule(foreign, payer_stir="301111111")
        self.assertEqual(self._receive(payer_stir="301111111")[1], "unidentified")

    def test_account_in_the_purpose_goes_first(self):
        """A rule is asked only where nothing else names the account."""
        self._rule(self.shop, payer_stir="301111111")
        payment, _outcome = self._receive(
            account_id=self.account.id, payer_stir="301111111"
        )
        self.assertEqual(payment.account_id, self.account)

    def test_codes(self):
        with self.assertRaises(ValidationError):
            self._rule(self.shop, payer_stir="12345")


@tagged("post_install", "-at_install")
class TestPaymentDouble(PaymentCommon):
    def _find(self):
        doubles = self.env["elektrohisob.payment.double"]
        doubles._find(self.district_a, date(2026, 5, 1))
        return doubles.search([("company_id", "=", self.district_a.id)], order="id")

    def _pay(self, day, channel="bank", amount=1000.0, account=None):
        return self._receive(
            account_id=(account or self.account).id,
            date=day,
            channel=channel,
            amount=amount,
        )[0]

    def test_pairs(self):
        """Within three days, same sum, another channel: only the second of May."""
        first = self._pay("2026-05-10", "cash")
        second = self._pay("2026-05-13")
        self._pay("2026-05-14")  # the same channel as the last, four days from cash
        self._pay("2026-05-11", amount=999.0)
        self._pay("2026-05-11", account=self.neighbour)
        doubles = self._find()
        self.assertEqual(
            [(d.first_id, d.second_id, d.days) for d in doubles], [(first, second, 3)]
        )
        self.assertEqual(self._find(), doubles)

    def test_window(self):
        self._pay("2026-05-10", "cash")
        self._pay("2026-05-13")
        self._set_parameter("payment_double_days", 2)
        self.assertFalse(self._find())

    def test_cancelled(self):
        self._pay("2026-05-10", "cash")._cancel("Void")
        self._pay("2026-05-11")
        self.assertFalse(self._find())

    def test_decisions(self):
        self._pay("2026-05-10", "cash")
        second = self._pay("2026-05-11")
        double = self._find()
        with self.assertRaises(AccessError):
            double.with_user(self.users["cashier"]).action_right()
        action = double.with_user(self.users["accountant"]).action_double()
        self.assertEqual(double.state, "double")
        self.assertEqual(double.decided_by_id, self.users["accountant"])
        refund = double.refund_id
        self.assertEqual(
            (action["res_model"], action["res_id"]), (refund._name, refund.id)
        )
        self.assertEqual((refund.kind, refund.state), ("refund", "draft"))
        self.assertEqual((refund.payment_id, refund.amount), (second, 1000.0))

    def test_link_to_the_refund_stays(self):
        """Whoever closes the refund before asking finds it again."""
        self._pay("2026-05-10", "cash")
        self._pay("2026-05-11")
        double = self._find().with_user(self.users["accountant"])
        double.action_double()
        refund = double.refund_id
        self.assertEqual(double.action_refund()["res_id"], refund.id)
        refund.action_void()
        again = double.action_refund()["res_id"]
        self.assertNotEqual(again, refund.id)
        self.assertEqual(double.refund_id.id, again)
