from odoo.exceptions import UserError

from .common import BillingCommon


class TestAgreement(BillingCommon):
    """The tariff as a value of contract terms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installation = cls._create_consumer("A-1")
        cls.account = cls.installation.account_id
        cls.agreement = cls.account.agreement_id
        cls.stove = cls.env["elektrohisob.tariff"].search([("code", "=", "H-STOVE")])

    def _change(self, day, **vals):
        return self.env["elektrohisob.agreement.change"].create(
            {"agreement_id": self.agreement.id, "date_start": day, **vals}
        )

    def test_change_of_tariff_is_charged_and_then_stays(self):
        """200 kWh of October 2025: 120,000 by 600 so'm, 60,000 by the stove's 300."""
        self._read(self.installation, ("2025-11-01", 200))
        period = self._open_month("2025-10-01")
        change = self._change("2025-10-01", tariff_id=self.stove.id)
        self.assertIn("→", change.difference)
        change.action_sign()
        self._settle(self.account, period)
        self.assertEqual(self.account.amount_due, 60000)
        with self.assertRaisesRegex(UserError, "10.2025 is charged"):
            change.action_undo()
        back = self._change(
            "2025-10-01", tariff_id=self.stove.search([("code", "=", "H-GEN")]).id
        )
        back.action_sign()
        self._settle(self.account, period)
        self.assertEqual(self.account.amount_due, 120000)

    def test_undo_before_use(self):
        self._read(self.installation, ("2025-11-01", 200))
        period = self._open_month("2025-10-01")
        self._settle(self.account, period)
        change = self._change("2025-11-01", tariff_id=self.stove.id)
        change.action_sign()
        self.assertEqual(len(self.agreement.term_ids), 2)
        change.action_undo()
        self.assertEqual(self.agreement.term_ids.tariff_id.code, "H-GEN")
        self.assertFalse(self.agreement.term_ids.date_end)

    def test_program_names_the_tariff_by_its_code(self):
        contracts = self.env["elektrohisob.contract"]
        found = contracts.terms(account=self.account.number, on="2025-10-15")
        self.assertEqual(found["terms"]["tariff"], "H-GEN")
        contracts.change_terms(
            contract=self.agreement.id,
            date_start="2025-12-01",
            terms={"tariff": "H-STOVE"},
        )
        self.assertEqual(self.agreement.change_ids.tariff_id, self.stove)
        with self.assertRaisesRegex(UserError, "no tariff with the code X"):
            contracts.change_terms(
                contract=self.agreement.id,
                date_start="2025-12-01",
                terms={"tariff": "X"},
            )

    def test_volumes_changed_later_are_priced_again(self):
        """A mark from the month on, and why; drafts and months to come leave none."""
        self._read(self.installation, ("2025-11-01", 200))
        self._settle(self.account, self._open_month("2025-10-01"))
        state = self.account.state_ids
        later, october = self.agreement.volume_ids.create(
            [
                {"agreement_id": self.agreement.id, "month": "2026-03-01", "kwh": 5},
                {"agreement_id": self.agreement.id, "month": "2025-10-01", "kwh": 100},
            ]
        )
        self.assertEqual(str(state.dirty_from), "2025-10-01")
        self._settle(self.account, self._open_month("2025-10-01"))
        self.assertFalse(state.dirty_from)
        later.kwh = 6
        self.assertFalse(state.dirty_from)
        october.kwh = 150
        self.assertEqual(str(state.dirty_from), "2025-10-01")
        change = self.env["elektrohisob.fact.change"].search(
            [("account_id", "=", self.account.id)], limit=1
        )
        self.assertIn("100 → 150", change.text)
        self._settle(self.account, self._open_month("2025-10-01"))
        october.unlink()
        self.assertEqual(str(state.dirty_from), "2025-10-01")

    def test_payment_that_comes_after_the_rise_it_was_ahead_of(self):
        """May 2026: 100 kWh at 650 = 65,000. 30,000 paid on 20 April, loaded in June,
        buy 50 kWh at 600; 50 at 650 = 32,500: 2,500 less."""
        account = self._create_consumer("P-1", start="2026-04-01").account_id
        installation = account.usage_point_ids.installation_ids
        self._read(installation, ("2026-05-01", 0), ("2026-06-01", 100))
        self._settle(account, self._open_month("2026-05-01"))
        self.assertEqual(account.amount_due, 65000)
        june = self._open_month("2026-06-01")
        for day, amount in (("2026-06-02", 1000.0), ("2026-04-20", 30000.0)):
            self.assertFalse(account.state_ids.dirty_from)
            self.env["elektrohisob.payment"]._receive(
                [{"company_id": account.company_id.id, "account_id": account.id,
                  "date": day, "amount": amount, "channel": "bank"}]
            )  # fmt: skip
        self.assertEqual(str(account.state_ids.dirty_from), "2026-05-01")
        self._read(installation, ("2026-07-01", 100))  # nothing used in June
        self._settle(account, june)
        self.assertEqual(account.amount_due, 65000 - 2500 - 31000)
        self.assertEqual(account.charge_ids.correction_id.cause, "facts")
