from psycopg2.errors import ExclusionViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_payment import PaymentCommon


@tagged("post_install", "-at_install")
class TestAllocation(PaymentCommon):
    """Months of a household by hand: April 300 taken over, May 500, then 600 paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        version = cls.env["elektrohisob.tariff.version"].search([], limit=1)
        cls.charges = {}
        for month, amount in (("2026-04-01", 300.0), ("2026-05-01", 500.0)):
            cls.charges[month] = cls.env["elektrohisob.charge"].create(
                {
                    "account_id": cls.account.id,
                    "company_id": cls.district_a.id,
                    "period_id": cls.period.id,
                    "kind": "regular",
                    "month": month,
                    "date_start": month,
                    "date_end": "2026-06-01",
                    "version_id": version.id,
                    "amount": amount,
                }
            )
            cls._charge(month, amount)
        cls.payment, _outcome = cls._receive(account_id=cls.account.id, amount=600.0)

    @classmethod
    def _charge(cls, month, amount, kind="charge"):
        cls.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": cls.account.id,
                    "kind": kind,
                    "amount": amount,
                    "date": "2026-05-05",
                    "charge_id": cls.charges[month].id,
                }
            ]
        )

    def _months(self, **options):
        result = self.account.allocation(account=self.account.number, **options)
        rows = [
            (row["month"], row["owed"], row["paid"], row["left"])
            for row in result["months"]
        ]
        return rows, result["advance"]

    def test_oldest_first(self):
        self.assertEqual(
            self._months(),
            ([("2026-04", 300.0, 300.0, 0.0), ("2026-05", 500.0, 300.0, 200.0)], 0.0),
        )

    def test_before_the_payment(self):
        self.assertEqual(
            self._months(date="2026-05-09"),
            ([("2026-04", 300.0, 0.0, 300.0), ("2026-05", 500.0, 0.0, 500.0)], 0.0),
        )

    def test_cancelled_payment_leaves_no_trace(self):
        self.payment._cancel("Void")
        self.assertEqual(self._months()[0][0], ("2026-04", 300.0, 0.0, 300.0))

    def test_correction_of_a_paid_month(self):
        """April corrected by −100 on the 5th, before the payment: 200 owed; of 600 paid
        400 reach May."""
        self._charge("2026-04-01", -100.0, "correction")
        self.assertEqual(
            self._months(),
            (
                [("2026-04", 300.0, 300.0, 0.0), ("2026-05", 500.0, 400.0, 100.0)],
                0.0,
            ),
        )

    def test_advance(self):
        self._receive(account_id=self.account.id, amount=250.0, date="2026-05-20")
        self.assertEqual(self._months()[1], 50.0)  # 850 paid of 800
        self.assertEqual(self._balance(self.account), -50.0)

    def test_reallocation(self):
        """200 of April's money cover May: April owes 200 again, May is paid."""
        document = (
            self.env["elektrohisob.ledger.document"]
            .with_user(self.users["accountant"])
            .create(
                {
                    "kind": "reallocation",
                    "account_id": self.account.id,
                    "amount": 200.0,
                    "from_month": "2026-04-01",
                    "target_month": "2026-05-15",
                    "note": "Letter 5",
                }
            )
        )
        document.action_ask()
        document.approval_id.with_user(self.users["manager"]).action_approve()
        self.assertEqual(sorted(document.entry_ids.mapped("amount")), [-200.0, 200.0])
        self.assertEqual(self._balance(self.account), 200.0)
        rows, _advance = self._months()
        self.assertEqual(
            [(month, left) for month, _owed, _paid, left in rows],
            [("2026-04", 200.0), ("2026-05", 0.0)],
        )

    def test_current_month_first(self):
        rules = self.env["elektrohisob.allocation.rule"]
        old = rules.search([("category", "=", "household")])
        old.date_end = "2026-05-09"
        rules.create(
            {
                "category": "household",
                "date_start": "2026-05-10",
                "age": "current",
                "basis": "Order 1",
            }
        )
        self.assertEqual(
            self._months()[0],
            [("2026-04", 300.0, 100.0, 200.0), ("2026-05", 500.0, 500.0, 0.0)],
        )

    def test_rules_do_not_overlap(self):
        vals = {"category": "household", "date_start": "2026-05-10", "basis": "x"}
        rules = self.env["elektrohisob.allocation.rule"]
        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            rules.create(vals)
        rules.create({**vals, "company_id": self.district_a.id})  # of its own
        with self.assertRaises(ValidationError):
            rules.create(
                {**vals, "company_id": self.district_b.id, "first_kind": "principal"}
            )

    def test_screen(self):
        action = self.account.with_user(self.users["cashier"]).action_view_paid_months()
        wizard = self.env["elektrohisob.account.months"].browse(action["res_id"])
        self.assertEqual(wizard.line_ids.mapped("left"), [200.0, 0.0])
