from odoo import fields
from odoo.exceptions import UserError

from .common import BillingCommon


class TestAgreementVolumeDerive(BillingCommon):
    """``elektrohisob.agreement.volume.derive``: volumes from booked energy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installation = cls._create_consumer(
            "V-1", start="2025-11-01", tariff="L-II", category="legal"
        )
        cls.account = cls.installation.account_id
        cls.agreement = cls.account.agreement_id
        # November 2025: 1000 kWh, December: 615 kWh
        cls._read(cls.installation, ("2025-12-01", 1000), ("2026-01-01", 1615))
        cls._settle(cls.account, cls._open_month("2025-12-01"))

    def _derive(self, **vals):
        return self.env["elektrohisob.agreement.volume.derive"].create(
            {"agreement_id": self.agreement.id, "year": 2026, **vals}
        )

    def test_preview_and_volumes(self):
        """1000 × 110 % = 1100; 615 × 110 % = 676.5, whole kWh: 677."""
        wizard = self._derive(factor=110)
        self.assertEqual(len(wizard.line_ids), 12)
        taken = wizard.line_ids.filtered("is_taken")
        self.assertEqual(
            [(f"{row.month:%m.%Y}", row.used_kwh, row.kwh) for row in taken],
            [("11.2026", 1000, 1100), ("12.2026", 615, 677)],
        )
        self.assertIn("01.2026", wizard.remark)
        self.assertFalse(self.agreement.volume_ids)
        wizard.action_fill()
        self.assertEqual(self.agreement.volume_ids.mapped("kwh"), [1100, 677])

    def test_known_months_are_changed_and_the_preview_may_be(self):
        self.env["elektrohisob.agreement.volume"].create(
            {"agreement_id": self.agreement.id, "month": "2026-11-01", "kwh": 7}
        )
        wizard = self._derive()
        november, december = wizard.line_ids.filtered("is_taken")
        self.assertEqual(november.known_kwh, 7)
        november.kwh = 1234
        december.is_taken = False
        wizard.action_fill()
        self.assertEqual(self.agreement.volume_ids.mapped("kwh"), [1234])

    def test_the_year_before_where_last_year_is_not_booked(self):
        wizard = self._derive(year=2027)
        november = wizard.line_ids.filtered("is_taken")[0]
        self.assertEqual(november.source_month, fields.Date.to_date("2025-11-01"))
        self.assertIn("11.2027", wizard.remark)

    def test_nothing_to_go_by(self):
        wizard = self._derive(year=2029)
        with self.assertRaisesRegex(UserError, "no month of 2029"):
            wizard.action_fill()
