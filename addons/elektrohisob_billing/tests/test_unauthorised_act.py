from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time

from .common import BillingCommon


@freeze_time("2025-12-05 08:00:00")
class TestUnauthorisedAct(BillingCommon):
    """Tariff H-GEN of 2025: 600 so'm up to 200 kWh a month, 800 up to 500; 100 kWh of
    October are charged: 60 000 so'm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.installation = cls._create_consumer("UA-1")
        cls.account = cls.installation.account_id
        period = cls._open_month("2025-10-01")
        cls._read("2025-11-01", 100)
        cls._settle(cls.account, period)
        cls.period = cls._open_month("2025-11-01")
        cls._read("2025-12-01", 200)
        cls.scan = Command.create({"name": "act", "raw": b"x"})

    @classmethod
    def _read(cls, day, value):
        cls.env["elektrohisob.reading"]._accept(
            [
                {
                    "installation_id": cls.installation.id,
                    "account_id": cls.account.id,
                    "date": day,
                    "value": value,
                }
            ],
            source="operator",
            decision="Test",
        )

    def _draw_up(self, user="clerk_household", **vals):
        """310 kWh of October, ten a day."""
        acts = self.env["elektrohisob.unauthorised.act"].with_user(self.users[user])
        return acts.create(
            {
                "account_id": self.account.id,
                "date": "2025-11-10",
                "date_start": "2025-10-01",
                "date_end": "2025-10-31",
                "method": "known",
                "kwh_found": 310,
                "scan_ids": [self.scan],
                **vals,
            }
        )

    def _issue(self, act):
        act.with_user(self.users["manager"]).action_issue()

    def _get_corrections(self):
        return self.env["elektrohisob.correction"].search(
            [("account_id", "=", self.account.id)], order="id"
        )

    # === MONEY === #

    def test_charged_above_what_was_measured_and_taken_back(self):
        """Above the 100 kWh of the meter lie 100 kWh of the first block and 210 of the
        second, three times as dear: 100 × 1 800 + 210 × 2 400 = 684 000."""
        act = self._draw_up()
        self.assertEqual((act.kwh, act.factor, act.state), (310, 3, "draft"))
        self._settle(self.account, self.period)
        self.assertEqual(self.account.amount_due, 120000)  # a draft charges nothing
        self._issue(act)
        self._settle(self.account, self.period)
        self.assertEqual(self.account.amount_due, 804000)
        document = self._get_corrections()
        self.assertEqual((document.cause, document.amount), ("facts", 684000))
        # 180 000 × 12 / 112 = 19 285.71; 504 000 × 12 / 112 = 54 000
        self.assertEqual(document.vat, 73285.71)
        self.assertIn(act.number, document.all_change_ids.text)
        self.assertIn("310", document.all_change_ids.text)
        charges = act.charge_ids.sorted("block")
        self.assertEqual(charges.mapped("quantity"), [100, 210])
        self.assertEqual(charges.mapped("price"), [1800, 2400])
        self.assertEqual(charges.mapped("kwh"), [0, 0])
        self.assertEqual(set(charges.entry_ids.mapped("kind")), {"correction"})
        self.assertEqual(act.amount, 684000)
        self.assertEqual(self._settle(self.account, self.period).charged, {})
        manager = act.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "write in the remark"):
            manager.action_cancel()
        manager.note = "The wire fed the neighbour"
        manager.action_cancel()
        self._settle(self.account, self.period)
        self.assertEqual(self.account.amount_due, 120000)
        self.assertEqual(sum(self._get_corrections().mapped("amount")), 0)
        self.assertEqual(act.amount, 0)

    def test_days_of_the_open_month_are_a_charge_of_it(self):
        """100 kWh of the meter and 500 more: 100 × 1 800 + 300 × 2 400 + 100 × 3 000
        (block above 500 kWh) = 1 200 000; no check stops what two persons decided."""
        act = self._draw_up(
            date_start="2025-11-01", date_end="2025-11-10", kwh_found=500
        )
        self._issue(act)
        settled = self._settle(self.account, self.period)
        self.assertFalse(settled.parked)
        self.assertEqual(set(act.charge_ids.mapped("kind")), {"regular"})
        self.assertEqual(act.amount, 1200000)
        self.assertFalse(self._get_corrections())

    def test_reading_corrected_later_moves_the_blocks(self):
        """Above 200 measured kWh lie 300 kWh of the second block and 10 of the third:
        300 × 2 400 + 10 × 3 000 = 750 000; the meter 200 × 600 = 120 000."""
        act = self._draw_up()
        self._issue(act)
        self._settle(self.account, self.period)
        reading = self.env["elektrohisob.reading"].search(
            [("account_id", "=", self.account.id), ("date", "=", "2025-11-01")]
        )
        reading._correct(value=200, note="Read anew")
        self._settle(self.account, self.period)
        self.assertEqual(act.amount, 750000)
        # November is nothing: 200 to 200
        self.assertEqual(self.account.amount_due, 870000)

    def test_show_the_sum_keeps_nothing(self):
        act = self._draw_up()
        act.action_preview()
        self.assertEqual(act.effect, 684000)
        self.assertEqual(act.state, "draft")
        self.assertFalse(act.charge_ids)
        self.assertEqual(self.account.amount_due, 60000)

    # === ENERGY === #

    def test_energy_by_the_equipment(self):
        """From the installation on 1 October to 10 November are 41 days:
        (2 kW × 24 h + 2 × 0.5 kW × 6 h) × 41 = 2 214 kWh, less 100 of October."""
        self._settle(self.account, self.period)
        act = self.env["elektrohisob.unauthorised.act"].create(
            {
                "account_id": self.account.id,
                "date": "2025-11-10",
                "line_ids": [
                    Command.create({"name": "Heater", "power": 2}),
                    Command.create(
                        {"name": "Lamp", "power": 0.5, "count": 2, "hours": 6}
                    ),
                ],
            }
        )
        self.assertEqual(act.date_start, date(2025, 10, 1))
        self.assertEqual((act.days, act.kwh), (41, 2214))
        act.is_less_charged = True
        # 100 kWh of October and ten of the thirty days of November: 33.333
        self.assertEqual(act.kwh_counted, 133.333)
        self.assertEqual(act.kwh, 2080.667)
        self.assertEqual(act.usage_point_id, self.account.usage_point_ids)

    def test_not_further_back_than_the_rules(self):
        old = self._create_consumer("UA-OLD", start="2024-01-01").account_id
        act = self.env["elektrohisob.unauthorised.act"].create(
            {"account_id": old.id, "date": "2025-11-10"}
        )
        self.assertEqual(act.date_start, date(2025, 8, 10))  # three months

    # === WHO === #

    def test_issued_by_a_head_who_has_not_prepared_it(self):
        act = self._draw_up()
        with self.assertRaises(AccessError):
            act.action_issue()
        own = self._draw_up("manager")
        with self.assertRaisesRegex(AccessError, "has not prepared"):
            own.action_issue()
        act.scan_ids = False
        with self.assertRaisesRegex(UserError, "add the scanned act"):
            self._issue(act)
        act.scan_ids = [self.scan]
        empty = self._draw_up(kwh_found=0)
        with self.assertRaisesRegex(UserError, "charges no energy"):
            self._issue(empty)
        self._issue(act)
        # what the clerk uploaded belongs to the act, so that the manager opens it
        seen = act.with_user(self.users["manager"]).scan_ids
        self.assertEqual((seen.res_model, seen.res_id), (act._name, act.id))
        self.assertEqual(act.issued_by_id, self.users["manager"])
        with self.assertRaisesRegex(UserError, "Draft"):
            act.kwh_found = 1
        with self.assertRaisesRegex(UserError, "Draft"):
            act.unlink()
        with self.assertRaisesRegex(UserError, "by its button"):
            self._draw_up(state="issued")
        with self.assertRaises(AccessError):
            self._draw_up("cashier")

    # === PAPER === #

    def test_bill_and_print(self):
        act = self._draw_up()
        self._issue(act)
        self._settle(self.account, self.period)
        told = self.env["elektrohisob.account"].explain(
            account=self.account.number, month="2025-11"
        )
        lines = [line for line in told["lines"] if line["component"] == "unlawful"]
        self.assertEqual([line["quantity"] for line in lines], [100, 210])
        self.assertEqual(lines[0]["name"], "unauthorised use, by the act")
        self.assertEqual(
            lines[0]["texts"],
            [
                f"Act {act.number} of unauthorised use: 310 kWh from 01.10.2025 to "
                "31.10.2025 at 3 times the tariff."
            ],
        )
        self.assertEqual(act.charge_ids[0].explanation_text, lines[0]["texts"][0])
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(act._render_pdf(lang).startswith(b"%PDF"))
        remarks = act.with_context(lang="en_US")._prepare_act().remarks
        self.assertIn("310 kWh at 3 times", remarks[0])
