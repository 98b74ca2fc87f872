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
