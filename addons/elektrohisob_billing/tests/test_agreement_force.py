from datetime import date

from odoo.fields import Command

from odoo.addons.elektrohisob_metering.adapters.intervals import ChannelDay

from .common import BillingCommon


class TestAgreementForce(BillingCommon):
    """Contracts that come in force with a first day that is booked already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installation = cls._create_consumer("F-1", tariff="L-II", category="legal")
        cls.account = cls.installation.account_id
        cls.first = cls.account.agreement_id
        cls._read(cls.installation, ("2025-11-01", 200), ("2025-12-01", 300))
        cls.period = cls._open_month("2025-10-01")
        cls._settle(cls.account, cls.period)

    def _prepare(self, day, code):
        tariff = self.env["elektrohisob.tariff"].search([("code", "=", code)])
        draft = self.env["elektrohisob.agreement"].create(
            {
                "account_id": self.account.id,
                "previous_id": self.first.id,
                "date_start": day,
            }
        )
        self.env["elektrohisob.agreement.term"].create(
            {"agreement_id": draft.id, "date_start": day, "tariff_id": tariff.id}
        )
        return draft

    def test_back_dated_contract_is_charged(self):
        """200 kWh of October 2025 at 1000 = 200,000. A contract by the household
        tariff from 16 October, put in force in November: 15 of 31 days at 1000 are
        96.774 kWh = 96,774.00; 103.226 kWh at 600 = 61,935.60: −41,290.40. November:
        100 kWh at 600 = 60,000."""
        self.assertEqual(self.account.amount_due, 200000)
        november = self._open_month("2025-11-01")
        draft = self._prepare("2025-10-16", "H-GEN")
        self._settle(self.account, november)  # a draft prices nothing
        self.assertEqual(self.account.amount_due, 300000)
        self.assertFalse(self.account.state_ids.dirty_from)
        draft.action_activate()
        self.assertEqual(self.first.state, "ended")
        self.assertEqual(str(self.account.state_ids.dirty_from), "2025-10-16")
        self._settle(self.account, november)
        self.assertAlmostEqual(
            self.account.amount_due, 96774.00 + 61935.60 + 60000, places=2
        )
        correction = self.account.charge_ids.correction_id
        self.assertEqual(correction.cause, "facts")
        self.assertAlmostEqual(correction.amount, -41290.40, places=2)
        texts = "\n".join(correction.change_ids.mapped("text"))
        self.assertIn(f"Contract {draft.number}: State: Signed → In force", texts)

    def test_volumes_of_a_draft_count_once_it_is_in_force(self):
        draft = self._prepare("2025-10-01", "L-II")
        self.assertFalse(self.account.state_ids.dirty_from)
        self.env["elektrohisob.agreement.volume"].create(
            {"agreement_id": draft.id, "month": "2025-10-01", "kwh": 100}
        )
        self.assertFalse(self.account.state_ids.dirty_from)
        self.first._end(self.first.date_start)
        draft.action_activate()
        self.assertEqual(str(self.account.state_ids.dirty_from), "2025-10-01")

    def test_month_of_two_contracts_has_one_volume(self):
        """A new contract takes the volumes of October along: 100 kWh, not 200. Of 200
        kWh 100 are above it, at 1000 × (1.5 − 1) = 50,000."""
        tariff = self._create_tariff("deviation", factor=1.5)
        draft = self._prepare("2025-10-16", tariff.code)
        for agreement in (self.first, draft):
            self.env["elektrohisob.agreement.volume"].create(
                {"agreement_id": agreement.id, "month": "2025-10-01", "kwh": 100}
            )
        self.first.term_ids.sudo().tariff_id = tariff
        draft.action_activate()
        self._settle(self.account, self.period)
        self.assertEqual(self.account.amount_due, 200000 + 50000)

    def test_late_load_is_charged_as_capacity_excess(self):
        """10 kW are declared; a day of October that comes in November shows 15 kW at
        07:00: 5 kW × 120,000 / 12 = 50,000. October has 200 kWh = 200,000 as
        before, November 100."""
        tariff = self._create_tariff("excess", factor=1, price=120000)
        term = self.first.term_ids.sudo()
        term.write({"tariff_id": tariff.id, "declared_power": 10})
        november = self._open_month("2025-11-01")
        self._settle(self.account, november)
        self.assertEqual(self.account.amount_due, 300000)
        point = self.installation.usage_point_id
        self.env["elektrohisob.channel"].create(
            {"usage_point_id": point.id, "point_code": "562080073213101"}
        )
        values = [0] * 24
        values[7] = 15000
        day = ChannelDay(1, "", "562080073213101", "A+", date(2025, 10, 7), 60,
                         tuple(values), (0,) * 24)  # fmt: skip
        days = self.env["elektrohisob.interval.day"]
        outcome = days._accept(
            [day], companies=self.district_a, company=self.district_a
        )[0]
        self.assertEqual(outcome["state"], "accepted", outcome["reason"])
        # the day splits anew what the readings around it used: from the first of them
        self.assertEqual(str(self.account.state_ids.dirty_from), "2025-10-01")
        self._settle(self.account, november)
        self.assertEqual(self.account.amount_due, 300000 + 50000)

    def _create_tariff(self, kind, **vals):
        """1000 so'm a kWh, and a component."""
        tariff = self.env["elektrohisob.tariff"].create(
            {"code": "T-6", "name": "T-6", "group": "II", "category": "legal"}
        )
        self.env["elektrohisob.tariff.version"].create(
            {
                "tariff_id": tariff.id,
                "date_start": "2025-01-01",
                "vat_rate": 12,
                "rate_ids": [Command.create({"block": 1, "price": 1000})],
                "component_ids": [Command.create({"number": 1, "kind": kind, **vals})],
            }
        )
        return tariff
