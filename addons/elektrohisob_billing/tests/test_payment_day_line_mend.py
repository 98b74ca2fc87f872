"""Mending differences: two persons, once, and the day is compared again."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common_match import MatchCommon


@tagged("post_install", "-at_install")
class TestPaymentDayMend(MatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant, cls.manager = cls.users["accountant"], cls.users["manager"]

    def _line(self, external_id):
        return self._day().line_ids.filtered(
            lambda line: line.external_id == external_id
        )

    def _request(self, action):
        """Save and ask what a button opened."""
        context = action["context"]
        document = (
            self.env["elektrohisob.ledger.document"]
            .with_user(self.accountant)
            .with_context(**context)
            .create({})
        )
        document.action_ask()
        return document

    def _approve(self, document):
        document.approval_id.with_user(self.manager).action_approve()
        self.env.flush_all()
        document.invalidate_recordset()
        self.assertEqual(document.state, "done")

    def test_book_the_missing_payment(self):
        self._pay_day()
        self._told((1, 500), (2, 300), (3, 200), (9, 70))
        line = self._line("9").with_user(self.accountant)
        self.assertTrue(line.can_register)
        balance = self._balance(self.account)
        document = self._request(line.action_register())
        self.assertEqual(self._balance(self.account), balance, "not before approval")
        with self.assertRaises(UserError):
            document.approval_id.with_user(self.accountant).action_approve()
        self._approve(document)
        self.assertEqual(self._balance(self.account), balance - 70.0)
        self.assertEqual((line.state, line.difference), ("mended", 0.0))
        self.assertEqual(document.payment_id.amount, 70.0)
        self.assertEqual(str(document.payment_id.date), "2026-05-10")
        # the late call of the service finds it taken: 201, booked once
        self.assertEqual(self._pay(9, 70), 201)
        self.assertEqual(self._balance(self.account), balance - 70.0)
        self.assertEqual(self._states("9"), ["performed"])

    def test_it_came_meanwhile(self):
        self._told((9, 70))
        document = self._request(
            self._line("9").with_user(self.accountant).action_register()
        )
        self._pay(9, 70)
        with self.assertRaises(UserError):
            document.approval_id.with_user(self.manager).action_approve()

    def test_only_as_the_register_says(self):
        self._told((9, 70), (8, 40, "", "2626400999999"))
        with self.assertRaises(UserError):
            self._line("8").with_user(self.accountant).action_register()
        action = self._line("9").with_user(self.accountant).action_register()
        for change in ({"amount": 7_000.0}, {"account_id": self.neighbour.id}):
            documents = self.env["elektrohisob.ledger.document"]
            document = (
                documents.with_user(self.accountant)
                .with_context(**action["context"])
                .create(change)
            )
            with self.assertRaises(UserError):
                document.action_ask()

    def test_cancel_what_the_service_has_not(self):
        self._pay_day()
        self._told((1, 500), (2, 300))
        line = self._line("3").with_user(self.accountant)
        self.assertEqual(line.cause, "missing_there")
        self._approve(self._request(line.action_cancel_payment()))
        self.assertEqual(line.payment_id.state, "cancelled")
        self.assertEqual(line.state, "mended")
        self.assertEqual(self._balance(self.account), 100.0, "900 − 500 − 300")
        with self.assertRaises(UserError):
            line.action_cancel_payment()

    def test_wizard_asks_another_person(self):
        """Cancelling and taking off an account: asked by one, decided by another."""
        self._pay_day()
        payments = self.env["elektrohisob.payment"]
        for number, decision, state in (
            ("1", "cancel", "cancelled"),
            ("2", "unmatch", "unidentified"),
        ):
            payment = payments.search([("number", "=", number)])
            wizard = self.env["elektrohisob.payment.cancel"].with_user(self.accountant)
            action = wizard.create(
                {
                    "payment_id": payment.id,
                    "decision": decision,
                    "reason": "Letter 8",
                }
            ).action_confirm()
            self.assertEqual(payment.state, "posted", "not before the decision")
            documents = self.env["elektrohisob.ledger.document"]
            document = documents.browse(action["res_id"])
            self.assertEqual(document.kind, decision)
            self._approve(document)
            self.assertEqual(payment.state, state)
        # only the third payment of 200 is left of the opening 900
        self.assertEqual(self._balance(self.account), 700.0)

    def test_repeated_with_another_sum(self):
        """PAYNET answers 201 as ever, but the day does not stay green."""
        document = self._make_green()
        self.days._cron_derive()
        with trap_jobs() as trap:
            for _time in range(2):
                self.assertEqual(self._pay(2, 350), 201)
        [job] = trap.enqueued_jobs
        job.perform()
        self.env.flush_all()
        # told at once, before any night: a task of the owner in the terms
        owner = self.users["accountant"]
        self.assertEqual(document.state, "open")
        self.assertEqual(document.activity_ids.user_id, owner)
        self.assertIn(document.display_name, document.activity_ids.summary)
        self.assertEqual(self._pay(2, 300), 201, "the same sum is no conflict")
        self.assertEqual(self._states("2"), ["performed", "conflict"])
        self.days._cron_derive()
        self._day()
        self.assertEqual(document.state, "open")
        lines = [line for line in self._lines() if line[3] == "open"]
        self.assertEqual(lines, [("repeat", "2", 0.0, "open")])
        line = self._line("2")
        line.explanation = "The terminal was repaired, act 4"
        line.owner_id = self.users["manager"]
        self.assertEqual(document.activity_ids.user_id, self.users["manager"])
        line.action_explain()
        self.assertEqual(document.state, "green", "sums are equal, nothing is open")
        self.assertFalse(document.activity_ids)
        line.action_reopen()
        self.assertEqual(self._day().state, "open")
        # a cancellation still finds its place after the alarm
        self._cancel(2)
        self.assertEqual(self._states("2"), ["performed", "conflict", "cancelled"])

    def test_register_that_is_booked(self):
        """A post office: the register is booked, and compared with the bank."""
        post = self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Post",
                "code": "register_post",
                "kind": "register",
                "company_id": self.district_a.id,
            }
        )
        self.terms.copy({"provider_id": post.id, "purpose": "почта", "percent": 0})
        rows = ["Hisob raqam;Summa;Sana;Kvitansiya"]
        rows += [f"{self.number};{n}00;10.05.2026;K-{n}" for n in (1, 2)]
        rows += ["2626400999999;50;10.05.2026;K-3"]
        post.with_user(self.accountant)._receive("a.csv", "\r\n".join(rows).encode())
        self._bank(("91", 350, "Почта за 10.05.2026"))
        day = self.days.search([("provider_id", "=", post.id)])
        self._day()
        self.assertEqual((day.told_amount, day.our_amount), (350.0, 350.0))
        line = day.line_ids.filtered(lambda one: one.state == "open")
        self.assertEqual(line.mapped("cause"), ["unknown_account"])
        line.payment_id._match(self.neighbour)
        day.with_user(self.accountant).action_derive()
        self.assertEqual((day.state, line.state), ("green", "mended"))
