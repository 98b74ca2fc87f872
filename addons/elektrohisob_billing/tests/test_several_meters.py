from datetime import date

from psycopg2.errors import ExclusionViolation

from odoo.tools import mute_logger

from .common import BillingCommon


class TestSeveralMeters(BillingCommon):
    """A point with several meters at once, and registers of other sizes; figures by
    hand. Tariff from 01.05.2025: 600 so'm to 200 kWh a month, 800 to 500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.main = cls._create_consumer("M1", opening=0)
        cls.account = cls.main.account_id
        cls.point = cls.main.usage_point_id

    def _act(self, **vals):
        """An act on a meter of the point."""
        act = self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": self.account.id,
                "usage_point_id": self.point.id,
                "date": "2025-10-01",
                "act_number": "M",
                "new_source": "new",
                "type_id": self.meter_type.id,
                "opening_value": "0",
                **vals,
            }
        )
        act.action_apply()
        return act

    def _hang(self, serial, **vals):
        """A further meter beside those of the point."""
        context = self.point.action_add_meter()["context"]
        place = context["default_place_no"]
        self._act(serial=serial, place_no=place, mode="install", **vals)
        return self.point.installation_ids.filtered(
            lambda row: row.meter_id.serial == serial
        )

    def _get_kwh(self, **values):
        rows = self.account.consumption_ids
        for name, value in values.items():
            rows = rows.filtered(lambda row, n=name, v=value: row[n] == v)
        return round(sum(rows.mapped("kwh")), 3)

    def test_two_cables(self):
        """150 kWh through one meter and 100 through the other: 200 × 600 + 50 × 800 =
        160 000. The second is replaced inside the month, 40 and 60 kWh."""
        beside = self._hang("M2")
        self.assertEqual((self.main.place_no, beside.place_no), (1, 2))
        self.assertEqual(self.point.meter_count, 2)
        self.assertEqual(self.point.installation_id, self.main)
        self._act(
            date="2025-10-16",
            place_no=2,
            mode="swap",
            closing_value="40",
            serial="M3",
            act_number="M-16",
        )
        third = beside.search([("previous_id", "=", beside.id)])
        self.assertEqual(third.place_no, 2)
        self.assertFalse(self.main.date_end)
        self._read(self.main, ("2025-11-01", 150))
        self._read(third, ("2025-11-01", 60))
        self.assertFalse(self._settle(self.account, self.october).parked)
        self.assertEqual(self._get_kwh(), 250)
        self.assertEqual(self.account.amount_due, 160_000)
        shown = self.env["elektrohisob.usage.point"].consumption(
            point=self.point.id, date_from="2025-10-01", date_to="2025-10-31"
        )
        self.assertEqual(shown["total"], 250)

    def test_a_meter_of_reactive_energy_of_its_own(self):
        """It has no A+: nobody waits for it, nothing is estimated for it; 70 kvarh by
        a multiplier of 20 are booked beside 100 kWh of the main meter, 60 000."""
        kind = self.env["elektrohisob.device.type"].create(
            {
                "name": "Reactive only",
                "digits": 5,
                "lacks_import": True,
                "measures_reactive": True,
            }
        )
        beside = self._hang("Q1", type_id=kind.id, opening_value="30", multiplier=20)
        self.assertEqual(beside.reading_ids.mapped("reading_type"), ["R+"])
        self._read(self.main, ("2025-11-01", 100))
        refused = self._read(beside, ("2025-11-01", 100))[0]
        self.assertEqual((refused["state"], refused["code"]), ("refused", "R16"))
        row = {
            "installation_id": beside.id,
            "date": "2025-11-01",
            "value": "100",
            "reading_type": "R+",
        }
        taken = self.Reading._accept([row], source="sheet", decision="Seen")[0]
        self.assertEqual(taken["state"], "accepted", taken)
        self.assertFalse(self._settle(self.account, self.october).parked)
        self.assertEqual(self._get_kwh(reading_type="R+"), 1_400)
        self.assertEqual(self._get_kwh(reading_type="A+"), 100)
        self.assertEqual(self.account.amount_due, 60_000)
        self.assertEqual(self.account.state_ids.settled_to, date(2025, 11, 1))
        november = self._open_month("2025-11-01")
        self._read(self.main, ("2025-12-01", 200))
        self.assertFalse(self._settle(self.account, november).parked)
        self.assertEqual(self._get_kwh(quality="estimated"), 0)
        self._act(
            date="2025-12-02",
            place_no=2,
            mode="remove",
            closing_value="160",
            act_number="Q-off",
        )
        self.assertEqual(beside.date_end, date(2025, 12, 1))
        self.assertFalse(self.main.date_end)

    def test_interval_data_are_those_of_the_main_meter(self):
        """31 days of 10 kWh by the channel, 100 kWh by the second meter: 410 kWh,
        200 × 600 + 210 × 800 = 288 000."""
        beside = self._hang("M2")
        channel = self.env["elektrohisob.channel"].create(
            {
                "usage_point_id": self.point.id,
                "point_code": "562080073213199",
                "reading_type": "A+",
            }
        )
        self.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   missing, doubtful, state, values, qualities)
            SELECT %s, %s, '2025-10-01'::date + n, 10000, 0, 0, 'valid',
                   ARRAY[10000], ARRAY[0] FROM generate_series(0, 30) AS n
            """,
            (channel.id, channel.company_id.id),
        )
        self._read(beside, ("2025-11-01", 100))
        self.assertFalse(self._settle(self.account, self.october).parked)
        self.assertEqual(self._get_kwh(origin="profile"), 310)
        self.assertEqual(self._get_kwh(), 410)
        self.assertEqual(self.account.amount_due, 288_000)

    @mute_logger("odoo.sql_db")
    def test_one_meter_at_a_place(self):
        self._hang("M2")
        meter = self._create_meter("M4")
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
            self.env["elektrohisob.installation"].create(
                {
                    "usage_point_id": self.point.id,
                    "meter_id": meter.id,
                    "date_start": "2025-10-05",
                }
            )

    def test_seals_of_the_meter_beside_stay(self):
        """Replacing the main meter takes its own seals off only."""
        kind = self.env["elektrohisob.device.type"].create(
            {"name": "Seal M", "kind": "seal"}
        )
        own, other = self.env["elektrohisob.device"].create(
            [
                {"serial": serial, "type_id": kind.id, "company_id": company}
                for serial, company in (
                    ("PM1", self.point.company_id.id),
                    ("PM2", self.point.company_id.id),
                )
            ]
        )
        self._act(mode="seal", date="2025-10-02", act_number="S1", seal_ids=[
            (0, 0, {"device_id": own.id, "part": "cover", "operation": "install"})
        ])  # fmt: skip
        beside = self._hang("M2", date="2025-10-03", seal_ids=[
            (0, 0, {"device_id": other.id, "part": "cover", "operation": "install"})
        ])  # fmt: skip
        self.assertEqual(other.stay_id.host_device_id, beside.meter_id)
        self._act(
            mode="swap",
            date="2025-10-10",
            closing_value="30",
            serial="M5",
            act_number="S2",
        )
        self.assertEqual(own.state, "retired")
        self.assertEqual(other.usage_point_id, self.point)

    def test_registers_of_another_size(self):
        """R+ has four digits, the total five: 9 990 → 15 passes zero at 10 000, 25
        kvarh, and 10 001 it cannot show."""
        self.meter_type.write({"measures_reactive": True, "reactive_digits": 4})
        rows = [
            {
                "installation_id": self.main.id,
                "date": day,
                "value": value,
                "reading_type": "R+",
                "rollover": turned,
            }
            for day, value, turned in (
                ("2025-10-01", "9990", False),
                ("2025-11-01", "15", True),
                ("2025-11-02", "10001", False),
            )
        ]
        outcomes = self.Reading._accept(rows, source="sheet", decision="Seen")
        states = [(row["state"], row["code"]) for row in outcomes]
        self.assertEqual([state for state, _code in states[:2]], ["accepted"] * 2)
        self.assertEqual(states[2], ("refused", "R04"))
        self.assertIn("4", outcomes[2]["reason"])
        turned = self.main.reading_ids.filtered(
            lambda row: row.reading_type == "R+" and row.rollover
        )
        self.assertEqual(turned.kwh, 25)
        self._read(self.main, ("2025-11-01", 0))
        self._settle(self.account, self.october)
        self.assertEqual(self._get_kwh(reading_type="R+"), 25)

    def test_crossed_wires_of_a_channel(self):
        """October by half-hours of export, 10 kWh a day: 310 kWh are import,
        200 × 600 + 110 × 800 = 208 000."""
        channel = self.env["elektrohisob.channel"].create(
            {
                "usage_point_id": self.point.id,
                "point_code": "562080073213198",
                "reading_type": "A-",
            }
        )
        self.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   missing, doubtful, state, values, qualities)
            SELECT %s, %s, '2025-10-01'::date + n, 10000, 0, 0, 'valid',
                   ARRAY[10000], ARRAY[0] FROM generate_series(0, 30) AS n
            """,
            (channel.id, channel.company_id.id),
        )
        settled = self._settle(self.account, self.october)
        self.assertEqual(self._get_kwh(reading_type="A+"), 0)
        self.assertEqual(self._get_kwh(reading_type="A-"), 310)
        self.main.is_reversed = True
        settled = self._settle(self.account, self.october)
        self.assertFalse(settled.parked)
        self.assertEqual(self._get_kwh(reading_type="A+"), 310)
        self.assertEqual(self._get_kwh(reading_type="A-"), 0)
        self.assertEqual(self.account.amount_due, 208_000)
