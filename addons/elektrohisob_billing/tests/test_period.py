from odoo.exceptions import UserError

from .common import BillingCommon


class TestPeriod(BillingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meter = cls._create_consumer("P1", opening=1000)
        cls._read(cls.meter, ("2025-11-01", 1500))
        cls._settle(cls.meter.account_id, cls.october)

    def _reopen(self):
        approval = self.october.with_user(self.users["accountant"])._request_approval(
            "period_reopen", reason="A reading came late"
        )
        approval.with_user(self.users["manager"]).action_approve()

    def test_reopened_month_is_billed_again(self):
        """October: 500 kWh = 200 × 600 + 300 × 800 = 360 000 so'm, then the register
        at 1600 on the next day; after it November goes on and the books add up."""
        november = self._open_month("2025-11-01")
        account = self.meter.account_id
        self.assertEqual(account.state_ids.balance, 360_000)
        self._reopen()
        self._read(self.meter, ("2025-11-02", 1600))
        self.october._close()
        self.assertEqual(november.state, "open")
        self._read(self.meter, ("2025-12-01", 1700))
        self._settle(account, november)
        entries = self.env["elektrohisob.ledger.entry"].search(
            [("account_id", "=", account.id)]
        )
        self.assertEqual(account.state_ids.balance, sum(entries.mapped("amount")))

    def test_waiting_month_is_not_billed(self):
        november = self._open_month("2025-11-01")
        self._reopen()
        self.assertEqual(november.state, "waiting")
        with self.assertRaisesRegex(UserError, "not open"):
            self._settle(self.meter.account_id, november)
        with self.assertRaises(UserError):
            self.env["elektrohisob.charge.run"].start(
                company=self.district_a.id, month="2025-11-01"
            )

    def test_billed_month_keeps_the_one_before_closed(self):
        november = self._open_month("2025-11-01")
        self._read(self.meter, ("2025-12-01", 1700))
        self._settle(self.meter.account_id, november)
        with self.assertRaisesRegex(UserError, "billed already"):
            self._reopen()

    def test_last_billed_month(self):
        """November has no charges, so October is the last billed month of the unit."""
        november = self._open_month("2025-11-01")
        periods = self.env["elektrohisob.period"]
        domain = [("company_id", "=", november.company_id.id)]
        last = periods.search([*domain, ("is_last_billed", "=", True)])
        self.assertEqual(last, self.october)
        self.assertEqual((last.is_last_billed, november.is_last_billed), (True, False))
        self.assertIn(
            november, periods.search([*domain, ("is_last_billed", "=", False)])
        )
