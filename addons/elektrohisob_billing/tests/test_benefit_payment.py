from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common import BillingCommon


class TestBenefitPayment(BillingCommon):
    """Half of the bill is paid by the budget: October 100 kWh at 600 so'm = 60,000, so
    30,000 of it; November 200 kWh = 120,000, so 60,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls.env["res.partner"].create(
            {"name": "Hokimlik", "is_company": True, "vat": "201122334"}
        )
        cls.programme = cls.env["elektrohisob.benefit.programme"].create(
            {
                "code": "HALF",
                "name": "Half the price",
                "norm": "Decision 1",
                "payer_id": cls.payer.id,
                "rate_ids": [
                    Command.create({"date_start": "2025-01-01", "percent": 50})
                ],
            }
        )
        cls.installation = cls._create_consumer("BP-1")
        cls.account = cls.installation.account_id
        cls.env["elektrohisob.benefit"].create(
            {
                "programme_id": cls.programme.id,
                "account_id": cls.account.id,
                "date_start": "2025-01-01",
                "person": "Aliyev Vali",
                "basis": "Decision",
            }
        )
        cls._read(cls.installation, ("2025-11-01", 100), ("2025-12-01", 300))
        for month in ("2025-10-01", "2025-11-01"):
            cls._settle(cls.account, cls._open_month(month))
        cls.documents = cls.env["elektrohisob.benefit.payment"].with_user(
            cls.users["accountant"]
        )

    def _owed(self):
        """(owed, paid, left) by month."""
        rows = self.env["elektrohisob.benefit.receivable"].search(
            [("programme_id", "=", self.programme.id)], order="month"
        )
        rows.invalidate_recordset()
        return [(row.amount, row.paid, row.residual) for row in rows]

    def _enter(self, amount, **vals):
        document = self.documents.create(
            {
                "company_id": self.district_a.id,
                "payer_id": self.payer.id,
                "document": f"P-{amount}",
                "amount": amount,
                **vals,
            }
        )
        document.action_spread()
        return document

    def test_oldest_months_are_paid_first(self):
        self.assertEqual(self._owed(), [(30000, 0, 30000), (60000, 0, 60000)])
        document = self._enter(40000)
        self.assertEqual(self._owed()[0], (30000, 0, 30000))  # a draft pays nothing
        document.action_book()
        self.assertEqual(self._owed(), [(30000, 30000, 0), (60000, 10000, 50000)])

    def test_paid_ahead(self):
        """100,000 for 90,000: the last month shows 10,000 below zero."""
        self._enter(100000).action_book()
        self.assertEqual(self._owed(), [(30000, 30000, 0), (60000, 70000, -10000)])

    def test_nothing_changes_on_the_account(self):
        before = self.account.balance
        self._enter(90000).action_book()
        self.assertEqual(self.account.balance, before)

    def test_lines_make_the_sum(self):
        document = self._enter(40000)
        document.line_ids.amount = 39999.99
        self.assertEqual(document.unspread, 0.01)
        with self.assertRaisesRegex(UserError, "0.01 so'm are not told apart"):
            document.action_book()

    def test_cancelled_by_a_manager_with_a_ground(self):
        document = self._enter(40000)
        document.action_book()
        with self.assertRaises(AccessError):
            document.action_cancel()
        own = document.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "why it is cancelled"):
            own.action_cancel()
        own.note = "Of another supplier"
        own.action_cancel()
        self.assertEqual(self._owed(), [(30000, 0, 30000), (60000, 0, 60000)])

    def test_booked_is_kept(self):
        document = self._enter(40000)
        document.action_book()
        for broken in (
            lambda: document.write({"amount": 1}),
            lambda: document.line_ids.write({"amount": 1}),
            lambda: document.line_ids.unlink(),
            lambda: document.unlink(),
            lambda: document.action_book(),
        ):
            with self.assertRaises(UserError):
                broken()
        with self.assertRaises(UserError):
            self._enter(7).state = "booked"

    def test_from_the_queue_of_the_bank(self):
        """Money of the payer's STIR leaves the queue, and comes back if cancelled."""
        ((payment, outcome),) = self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.district_a.id,
                    "date": "2025-12-10",
                    "amount": 90000,
                    "channel": "bank",
                    "number": "77",
                    "payer_stir": "201122334",
                }
            ]
        )
        self.assertEqual(outcome, "unidentified")
        own = payment.with_user(self.users["accountant"])
        action = own.action_take_for_benefits()
        document = self.documents.browse(action["res_id"])
        self.assertEqual(own.action_take_for_benefits()["res_id"], document.id)
        self.assertEqual(
            (document.amount, document.document, document.line_ids.mapped("amount")),
            (90000, "77", [90000]),
        )
        document.action_book()
        self.assertEqual(payment.state, "benefit")
        with self.assertRaisesRegex(UserError, "taken for benefits"):
            payment._cancel("x")
        with self.assertRaises(UserError):
            payment._match(self.account)
        document.with_user(self.users["manager"]).note = "Wrong"
        document.with_user(self.users["manager"]).action_cancel()
        self.assertEqual(payment.state, "unidentified")

    def test_matched_meanwhile(self):
        ((payment, _outcome),) = self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.district_a.id,
                    "date": "2025-12-10",
                    "amount": 90000,
                    "channel": "bank",
                    "payer_stir": "201122334",
                }
            ]
        )
        own = payment.with_user(self.users["accountant"])
        document = self.documents.browse(own.action_take_for_benefits()["res_id"])
        own._match(self.account)
        with self.assertRaisesRegex(UserError, "decided otherwise meanwhile"):
            document.action_book()

    def test_clerks_read_only(self):
        document = self._enter(10)
        clerk = self.users["clerk_household"]
        self.assertTrue(document.with_user(clerk).line_ids.amount)
        for broken in (
            lambda: document.with_user(clerk).write({"note": "x"}),
            lambda: document.with_user(clerk).action_book(),
        ):
            with self.assertRaises(AccessError):
                broken()
