from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .common import BillingCommon


@freeze_time("2025-10-21 08:00:00")
class TestAccountCase(BillingCommon):
    """Closing and re-registration with acts, the last charge and the balance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls._open_month("2025-10-01")
        cls.installation = cls._create_consumer("C-1")
        cls.account = cls.installation.account_id

    def _start(self, kind, **vals):
        case = self.env["elektrohisob.account.case"].create(
            {"kind": kind, "account_id": self.account.id, "date": "2025-10-21", **vals}
        )
        case.document_ids.number = "1"
        case.action_start()
        return case

    def _get_open(self, case):
        return [code for code, _text, is_done in case._get_steps() if not is_done]

    def _remove_meter(self, case, value):
        wizard = self.env["elektrohisob.installation.swap"]
        context = case.action_meter_act()["context"]
        wizard = wizard.with_context(**context).create({"closing_value": value})
        self.assertEqual(wizard.mode, "remove")
        wizard.is_confirmed = True
        wizard.action_apply()

    def test_close(self):
        """100 kWh of 20 days: 100 × 600 = 60,000 so'm."""
        case = self._start("close")
        self.assertEqual(self._get_open(case), ["meter", "charge"])
        with self.assertRaisesRegex(UserError, "taken down"):
            case.action_finish()
        self._remove_meter(case, "100")
        self.assertEqual(self._get_open(case), ["charge"])
        case.action_settle()
        self.env.invalidate_all()
        self.assertEqual(self.account.amount_due, 60000)
        self.assertEqual(self._get_open(case), ["balance"])
        self.env["elektrohisob.ledger.entry"]._record(
            [{"account_id": self.account.id, "kind": "payment", "amount": -60000}]
        )
        self.env.invalidate_all()
        self.assertTrue(case.is_ready)
        case.action_finish()
        self.assertEqual(self.account.state, "closed")
        self.assertFalse(self.account.agreement_id)

    def test_another_consumer(self):
        """The old one owes 100 kWh up to the day, the new one what comes after."""
        case = self._start("reregister", surname="Tosheva", given_name="Zulfiya")
        self.assertEqual(self._get_open(case), ["contract", "reading", "charge"])
        self._read(self.installation, ("2025-10-21", 100))
        case.action_settle()
        self.env.invalidate_all()
        self.assertEqual(self._get_open(case), ["contract", "balance"])
        case.agreement_id.action_sign()
        with self.assertRaises(UserError):
            case.action_finish()
        case.is_debt_kept = True
        case.action_finish()
        self.assertEqual(self.account.name, "Tosheva Zulfiya")
        self.assertEqual(self.account.agreement_id, case.agreement_id)
        self.assertEqual(case.agreement_id.term_ids.tariff_id.code, "H-GEN")
        # 30 kWh more to the end of the month: 130 × 600, no block is begun anew
        with freeze_time("2025-11-02 08:00:00"):
            self._read(self.installation, ("2025-11-01", 130))
            self._settle(self.account, self.period)
        self.assertEqual(self.account.amount_due, 78000)

    def test_connect(self):
        tariff = self.env["elektrohisob.tariff"].search([("code", "=", "H-STOVE")])
        case = self.env["elektrohisob.account.case"].create(
            {"surname": "Tosheva", "date": "2025-10-21", "tariff_id": tariff.id}
        )
        case.document_ids.number = "1"
        case.action_start()
        self.assertEqual(self._get_open(case), ["contract", "meter"])
        case.agreement_id.action_sign()
        self.assertEqual(case.agreement_id.term_ids.tariff_id, tariff)
        wizard = self.env["elektrohisob.installation.swap"]
        wizard.with_context(**case.action_meter_act()["context"]).create(
            {
                "mode": "install",
                "new_source": "new",
                "serial": "880011",
                "type_id": self.installation.meter_id.type_id.id,
            }
        ).action_apply()
        self.assertEqual(self._get_open(case), [])
        case.action_finish()
        point = case.account_id.usage_point_ids
        self.assertEqual(point.installation_id.date_start, date(2025, 10, 21))
