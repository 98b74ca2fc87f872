from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .common_payment import PaymentCommon


@tagged("post_install", "-at_install")
class TestPaymentCash(PaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls.users["cashier"]
        cls.shift = cls._open_shift(cls.cashier)
        cls.desks = cls.env["elektrohisob.payment.cash"].with_user(cls.cashier)
        cls._record(cls.account, "charge", 12345.0, "2026-05-31")
        cls._record(cls.neighbour, "refund", -500.0, "2026-05-31")

    def test_scan_formats(self):
        for query in (
            "2626400000017",
            "26264 00000017",
            " 26264-00000017 ",
            "26264000017",  # eleven digits
            "ELH:2626400000017",
            "elh:2626400000017;N:KV-1",
            "https://example.uz/pay?account=2626400000017&x=1",
        ):
            with self.subTest(query), Form(self.desks) as desk:
                desk.query = query
                self.assertEqual(desk.account_id, self.account)
                self.assertEqual(desk.debt, 12345.0)
                self.assertEqual(desk.amount, 12345.0)
                desk.query = False

    def test_prepayment(self):
        desk = Form(self.desks)
        desk.query = self.neighbour.number
        self.assertEqual((desk.debt, desk.prepayment, desk.amount), (0.0, 500.0, 0.0))

    def test_not_found(self):
        desk = Form(self.desks)
        desk.query = "2626499999999"
        self.assertFalse(desk.account_id)
        self.assertIn("26264 99999999", desk.problem)
        desk.query = "salom"
        self.assertIn("salom", desk.problem)
        with self.assertRaises(UserError):
            desk.save().action_accept()

    def test_other_district_is_not_seen(self):
        other = self._create_account(self.district_b)
        desk = Form(self.desks)
        desk.query = other.number
        self.assertFalse(desk.account_id)

    def test_largest_sum(self):
        """The number of the account scanned into the sum."""
        desk = Form(self.desks)
        desk.query = self.account.number
        desk.amount = 2626400000017.0
        with self.assertRaisesRegex(UserError, "largest sum"):
            desk.save().action_accept()
        self._set_parameter("cash_highest", 5000)
        desk.amount = 5000.01
        with self.assertRaisesRegex(UserError, "largest sum"):
            desk.save().action_accept()
        desk.amount = 5000.0
        desk.save().action_accept()
        self.assertEqual(self._balance(self.account), 7345.0)

    def test_accept(self):
        desk = Form(self.desks)
        desk.query = self.account.number
        desk.amount = 10000.0
        wizard = desk.save()
        action = wizard.action_accept()
        payment = wizard.payment_id
        self.assertEqual(action["url"], f"/elektrohisob/receipt/{payment.id}")
        self.assertRecordValues(
            payment,
            [
                {
                    "account_id": self.account.id,
                    "amount": 10000.0,
                    "channel": "cash",
                    "state": "posted",
                    "shift_id": self.shift.id,
                    "means": "cash",
                    "create_uid": self.cashier.id,
                    "date": business_today(payment),
                }
            ],
        )
        self.assertEqual(self._balance(self.account), 2345.0)
        # the form is empty for the next consumer: Enter twice takes nothing twice
        self.assertFalse(wizard.query)
        with self.assertRaises(UserError):
            wizard.action_accept()
        self.assertEqual(self._balance(self.account), 2345.0)

    def test_next_consumer_gets_another_number(self):
        numbers = set()
        for account in (self.account, self.neighbour):
            desk = Form(self.desks)
            desk.query = account.number
            desk.amount = 100.0
            wizard = desk.save()
            wizard.action_accept()
            numbers.add(wizard.payment_id.number)
        self.assertEqual(len(numbers), 2)

    def test_sum(self):
        for amount in (0.0, -5.0, 0.001):
            desk = Form(self.desks)
            desk.query = self.account.number
            desk.amount = amount
            with self.assertRaises(UserError):
                desk.save().action_accept()

    def test_only_cashiers(self):
        with self.assertRaises(AccessError):
            self.desks.with_user(self.users["accountant"]).create({})

    def test_cancel_own_today(self):
        payment = self._take(self.cashier)
        self.assertTrue(payment.with_user(self.cashier).can_cancel)
        wizard = (
            self.env["elektrohisob.payment.cancel"]
            .with_user(self.cashier)
            .create({"payment_id": payment.id, "reason": "Wrong sum"})
        )
        self.assertFalse(wizard.can_unmatch)
        wizard.action_confirm()
        self.assertEqual(payment.state, "cancelled")
        self.assertEqual(self._balance(self.account), 12345.0)

    def test_cancel_of_a_closed_shift_or_of_another(self):
        other = self._create_user("cashier", self.district_a, "elektrohisob_cashier_2")
        payment = self._take(self.cashier)
        with self.assertRaises(AccessError):
            payment.with_user(other)._cancel("Not mine")
        self.shift._close(1000.0)
        payment.invalidate_recordset()
        with self.assertRaises(AccessError):
            payment.with_user(self.cashier)._cancel("Of a closed shift")
        payment.with_user(self.users["accountant"])._cancel("By the accountant")

    def _take(self, user):
        desk = Form(self.desks.with_user(user))
        desk.query = self.account.number
        desk.amount = 1000.0
        wizard = desk.save()
        wizard.action_accept()
        return wizard.payment_id.with_env(self.env)

    def test_my_payments_today(self):
        payment = self._take(self.cashier)
        action = self.desks.create({}).action_view_my_payments()
        found = payment.with_user(self.cashier).search(action["domain"])
        self.assertEqual(action["res_model"], payment._name)
        self.assertEqual(found, payment)

    def test_change(self):
        desk = Form(self.desks)
        desk.query = self.account.number
        desk.amount = 12345.0
        desk.given = 20000.0
        self.assertEqual(desk.change, 7655.0)
        desk.given = 10000.0
        self.assertEqual(desk.change, 0.0)

    def test_receipt_text(self):
        payment = self._take(self.cashier)
        receipt = payment.with_context(lang="en_US")._prepare_receipt()
        self.assertEqual(receipt.amount.replace("\u00a0", " "), "1 000,00 so'm")
        self.assertIn(f"ELH:2626400000017;N:{payment.number};S:1000.00;D:", receipt.qr)
        rows = dict(receipt.rows)
        self.assertEqual(rows["Account"], "26264 00000017")
        self.assertEqual(rows["Cashier"], self.cashier.name)
        self.assertEqual((rows["Desk, shift"], rows["Paid by"]), ("1 / 1", "Cash"))
        self.assertFalse(receipt.stamp)
        payment._cancel("Void")
        self.assertTrue(payment._prepare_receipt().stamp)

    def test_receipt_pdf(self):
        payment = self._take(self.cashier)
        for lang in ("en_US", "uz_UZ", "ru_RU"):
            self.account.lang = lang
            content = payment.with_user(self.cashier)._get_receipt_pdf()
            self.assertTrue(content.startswith(b"%PDF"))


@tagged("post_install", "-at_install")
class TestPaymentDocuments(PaymentCommon, HttpCase):
    def test_receipt_in_the_browser(self):
        payment, _outcome = self._receive(
            account_id=self.account.id, channel="cash", number="KV-1"
        )
        self.users["cashier"].password = "elektrohisob_cashier"
        self.users["cashier"].company_id.write({"name": "Toshkent oʻ, gʻ"})
        self.authenticate("elektrohisob_cashier", "elektrohisob_cashier")
        response = self.url_open(f"/elektrohisob/receipt/{payment.id}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content.startswith(b"%PDF"))

    def test_receipt_of_another_district(self):
        self.env["elektrohisob.period"].create(
            {"company_id": self.district_b.id, "date_start": "2026-05-01"}
        )
        payment, _outcome = self._receive(
            account_id=self._create_account(self.district_b).id,
            company_id=self.district_b.id,
            channel="cash",
        )
        self.authenticate("elektrohisob_cashier", "elektrohisob_cashier")
        with mute_logger("odoo.http"):
            response = self.url_open(f"/elektrohisob/receipt/{payment.id}")
        self.assertEqual(response.status_code, 403)


@tagged("elh_tour", "post_install", "-at_install")
class TestPaymentCashTour(PaymentCommon, HttpCase):
    def test_one_consumer_by_the_keyboard(self):
        self._record(self.account, "charge", 12345.0, "2026-05-31")
        self._open_shift(self.users["cashier"])
        action = self.env.ref("elektrohisob_billing.payment_cash_action")
        self.start_tour(
            f"/odoo/action-{action.id}",
            "elektrohisob_billing_cash_desk",
            login="elektrohisob_cashier",
        )
        payment = self.account.payment_ids
        self.assertEqual((payment.amount, payment.channel), (5000.0, "cash"))
        self.assertEqual(self._balance(self.account), 7345.0)
