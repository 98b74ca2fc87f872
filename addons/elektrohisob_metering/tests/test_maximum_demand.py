from datetime import date, datetime

from freezegun import freeze_time

from ..adapters import register_words
from .common import MeteringCommon


@freeze_time(datetime(2026, 12, 5, 8, 0))
class TestMaximumDemand(MeteringCommon):
    """A register of kW, read and reset monthly, behind transformers of 20 at a point
    of 100 kW. Figures by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meter_type.measures_demand = True
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.meter = cls._create_installation(
            cls.account, "P1", start="2026-10-01", opening=0, multiplier=20
        )
        cls.point = cls.meter.usage_point_id
        cls.point.permitted_power = 100

    def _show(self, day, kw, **options):
        row = {
            "installation_id": self.meter.id,
            "date": day,
            "value": str(kw),
            "reading_type": "P+",
        }
        outcome = self.Reading._accept([row], source="sheet", **options)[0]
        return outcome["state"], outcome["code"], outcome["kwh"]

    def _ask(self):
        found = self.env["elektrohisob.usage.point"].consumption(
            point=self.point.id, date_from="2026-10-01", date_to="2026-11-30"
        )
        return [(row["month"], row["kw"], row["source"]) for row in found["demand"]]

    def test_lower_than_before_is_no_decrease(self):
        self.assertEqual(self._show("2026-11-01", 4), ("accepted", "", None))
        self.assertEqual(self._show("2026-12-01", 2.5), ("accepted", "", None))
        readings = self.meter.reading_ids.filtered(lambda r: r.reading_type == "P+")
        self.assertEqual(set(readings.mapped("kwh")), {0.0})
        # typed later between the two and higher than the one after: no contradiction
        self.assertEqual(self._show("2026-11-15", 5)[:2], ("accepted", ""))

    def test_a_file_names_the_register(self):
        """kW and kWh of one meter in one table; OBIS 1.6.0 is the maximum demand."""
        provider = self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Readers",
                "code": "demand-file",
                "kind": "readings",
                "company_id": self.district_a.id,
            }
        )
        number = self.account.number
        self.assertEqual(register_words.register_of("Maksimal quvvat, kW"), "P+")
        table = (
            "Hisob raqam;Sana;Registr;Koʻrsatkich\n"
            f"{number};01.11.2026;1.6.0;2,75\n{number};01.11.2026;;1860\n"
            f"{number};01.11.2026;R+;5\n{number};01.11.2026;suv;5\n"
        )
        message = provider._receive("quvvat.csv", table.encode())
        lines = message.line_ids.sorted("line_no")
        self.assertEqual(
            lines.mapped("state"), ["accepted", "accepted", "refused", "refused"]
        )
        self.assertEqual(lines[2:].mapped("code"), ["R16", "R16"])
        self.assertIn("suv", lines[3].text)
        values = {
            reading.reading_type: reading.value
            for reading in self.meter.reading_ids
            if reading.date == date(2026, 11, 1)
        }
        self.assertEqual(values, {"P+": 2.75, "A+": 1860})

    def test_more_than_the_connection_carries(self):
        """100 kW × 1.5 are 150 kW: 7.5 shown."""
        self.assertEqual(self._show("2026-12-01", 7.51)[:2], ("parked", "R20"))
        self.assertEqual(self._show("2026-12-02", 7.5)[:2], ("accepted", ""))

    def test_more_than_the_meter_carries(self):
        """5 A × 230 V × 20 are 23 kW, × 1.5 = 34.5: 1.725 shown."""
        self.meter_type.current = "1(5)"
        self.assertEqual(self._show("2026-12-01", 1.73)[:2], ("parked", "R20"))
        self.assertEqual(self._show("2026-12-02", 1.72)[:2], ("accepted", ""))

    def test_below_the_average(self):
        """October's 1860 × 20 = 37 200 kWh in 744 hours are 50 kW: 2.5 shown, and
        2.4 × 20 × 1.02 = 48.96."""
        self._read(self.meter, ("2026-11-01", 1860), decision="Seen")
        self.assertEqual(self._show("2026-11-01", 2.4)[:2], ("parked", "R21"))
        queued = self.meter.reading_ids.filtered(lambda r: r.state == "queued")
        self.assertIn("48 kW", queued.check_note)
        self.assertIn("50", queued.check_note)
        shown = [row["code"] for row in queued._get_objections()]
        self.assertEqual(shown, ["R21"])
        self.assertEqual(self._show("2026-11-01", 2.5)[:2], ("accepted", ""))

    def test_the_register_the_meter_has_not(self):
        self.meter_type.measures_demand = False
        self.assertEqual(self._show("2026-11-01", 4)[:2], ("refused", "R16"))

    def test_by_month_and_on_the_point(self):
        """4 × 20 = 80 kW in October; half-hours tell November's 600 Wh × 20 × 2 =
        24 kW although the register showed 50."""
        self._show("2026-11-01", 4)
        self._show("2026-12-01", 2.5)
        self.assertEqual(
            self._ask(),
            [("2026-10-01", 80.0, "register"), ("2026-11-01", 50.0, "register")],
        )
        self.assertEqual(self.point.demand_kw, 50)
        self.assertEqual(self.point.demand_month, date(2026, 11, 1))
        channel = self.env["elektrohisob.channel"].create(
            {"usage_point_id": self.point.id, "point_code": "P1",
             "coefficient_applied": False}
        )  # fmt: skip
        values = [100] * 48
        values[5] = 600
        self.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   missing, doubtful, state, values, qualities)
            VALUES (%s, %s, '2026-11-03', 5300, 0, 0, 'valid', %s, %s)
            """,
            (channel.id, channel.company_id.id, values, [0] * 48),
        )
        self.assertEqual(
            self._ask(),
            [("2026-10-01", 80.0, "register"), ("2026-11-01", 24.0, "intervals")],
        )

    def test_typed_in_from_a_sheet(self):
        route = self.env["elektrohisob.route"].create(
            {"code": "P1", "name": "Demand", "company_id": self.district_a.id}
        )
        route._append(self.point)
        self._show("2026-11-01", 4)
        sheet = self.env["elektrohisob.route.sheet"]._create_for(
            route, date(2026, 12, 1)
        )
        line = sheet.line_ids.filtered(lambda row: row.reading_type == "P+")
        self.assertEqual((line.previous_value, line.usual_day), (4, 0))
        line._type({"value": "2,5"})
        line._hand_in(None)
        self.assertEqual((line.state, line.reading_id.value), ("accepted", 2.5))

    def test_the_act_takes_its_closing_reading(self):
        wizard = self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": self.account.id,
                "usage_point_id": self.point.id,
                "date": "2026-11-20",
                "mode": "remove",
                "act_number": "P-1",
                "closing_value": "100",
                "is_confirmed": True,
            }
        )
        self.assertEqual(wizard.register_ids.mapped("reading_type"), ["P+"])
        wizard.register_ids.closing_value = "3"
        wizard.action_apply()
        closing = self.meter.reading_ids.filtered(lambda r: r.reading_type == "P+")
        self.assertEqual((str(closing.date), closing.value), ("2026-11-20", 3))
