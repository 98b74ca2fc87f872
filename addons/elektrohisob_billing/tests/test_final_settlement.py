from datetime import date

from odoo.exceptions import UserError

from .common import BillingCommon

OCTOBER = date(2025, 10, 1)


class TestFinalSettlement(BillingCommon):
    """Final settlement of a month with an organisation; L-II: 1000 so'm a kWh."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installation = cls._create_consumer(
            "S-1", tariff="L-II", category="legal", name="“Zamin” MChJ"
        )
        cls.account = cls.installation.account_id
        cls.env["elektrohisob.agreement.volume"].create(
            {
                "agreement_id": cls.account.agreement_id.id,
                "month": "2025-10-01",
                "kwh": 250,
            }
        )
        cls.period = cls._open_month("2025-10-01")
        cls.notice, _skipped = cls.env["elektrohisob.advance.notice"]._make(
            cls.account, OCTOBER, None
        )
        cls.Document = cls.env["elektrohisob.final.settlement"]

    def _pay(self, amount):
        self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.account.company_id.id,
                    "account_id": self.account.id,
                    "date": "2025-10-10",
                    "amount": amount,
                    "channel": "bank",
                }
            ]
        )

    def _charge(self, value):
        self._read(self.installation, ("2025-11-01", value))
        self._settle(self.account, self.period)

    def _make(self):
        return self.Document._make(self.account, OCTOBER, None)

    def test_more_used_than_paid_ahead(self):
        """300 kWh × 1000 = 300,000, VAT 32,142.86; 250,000 asked and paid ahead:
        50,000 to be paid by 31 October (legal_due_day 0); 50 kWh above the volume."""
        self._pay(250000)
        self._charge(300)
        document, _skipped = self._make()
        self.assertEqual(document.kwh, 300)
        self.assertEqual(document.over_kwh, 50)
        self.assertEqual((document.amount, document.vat), (300000, 32142.86))
        self.assertEqual((document.advance_amount, document.paid), (250000, 250000))
        self.assertEqual((document.opening, document.balance), (0, 50000))
        self.assertEqual((document.to_pay, document.carried), (50000, 0))
        self.assertEqual(document.date_due, date(2025, 10, 31))
        self.assertEqual(document.balance, self.account.amount_due)
        (row,) = document.detail
        self.assertEqual(
            (row["quantity"], row["price"], row["amount"]), (300000, 100000, 30000000)
        )

    def test_less_used_than_paid_ahead(self):
        """200,000 of 250,000: 50,000 are carried over."""
        self._pay(250000)
        self._charge(200)
        document, _skipped = self._make()
        self.assertEqual((document.to_pay, document.carried), (0, 50000))
        self.assertEqual(document.over_kwh, 0)
        self.assertIn("carried over", document._get_result())

    def test_balance_before_and_corrections_stand_apart(self):
        """October 300,000 unpaid. Its reading was 320: 20,000 more, booked in
        November beside 100 kWh = 100,000; 300,000 + 100,000 + 20,000 = 420,000."""
        self._charge(300)
        november = self._open_month("2025-11-01")
        reading = self.installation.reading_ids.filtered(lambda row: row.value == 300)
        reading._correct(value=320, note="Read again")
        self._read(self.installation, ("2025-12-01", 420))
        self._settle(self.account, november)
        document, _skipped = self.Document._make(self.account, date(2025, 11, 1), None)
        self.assertEqual(document.opening, 300000)
        self.assertEqual(document.amount, 100000)
        self.assertEqual(document.correction_amount, 20000)
        self.assertEqual(document.balance, 420000)
        self.assertEqual(document.balance, self.account.amount_due)

    def test_not_twice_and_anew_when_the_books_changed(self):
        self._charge(300)
        first, _skipped = self._make()
        again, skipped = self._make()
        self.assertFalse(again)
        self.assertIn(first.number, skipped[self.account])
        self._pay(100000)
        first.action_renew()
        self.assertEqual(first.state, "replaced")
        newest = self.Document.search(
            [("account_id", "=", self.account.id), ("state", "=", "issued")]
        )
        self.assertEqual(newest.balance, 200000)
        with self.assertRaisesRegex(UserError, "was replaced"):
            first.action_renew()

    def test_nothing_charged_nothing_settled(self):
        made, skipped = self._make()
        self.assertFalse(made)
        self.assertIn("nothing is charged", skipped[self.account])

    def test_print_and_the_way_to_the_readings(self):
        self._charge(300)
        document, _skipped = self._make()
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(document._render_pdf(lang).startswith(b"%PDF"))
        action = document.action_view_readings()
        readings = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sorted(readings.mapped("value")), [0, 300])
        charges = self.env["elektrohisob.charge"].search(
            document.action_view_charges()["domain"]
        )
        self.assertEqual(sum(charges.mapped("amount")), document.amount)
