from datetime import date, timedelta

from .common import MeteringCommon

NIGHT, HALF, PEAK = 3, 2, 1


class TestUsagePointProfile(MeteringCommon):
    """Zones, maximum demand and netting of a point with channels; figures by hand.

    Zones: peak 06–09 and 17–22 (8 hours), half-peak 09–17 (8), night 22–06 (8).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls._create_account(date_open="2026-01-01")
        cls.meter = cls._create_installation(account, "Z1", opening=0, multiplier=20)
        cls.point = cls.meter.usage_point_id
        cls.channels = {
            kind: cls.env["elektrohisob.channel"].create(
                {
                    "usage_point_id": cls.point.id,
                    "point_code": "Z1",
                    "reading_type": kind,
                    "coefficient_applied": kind == "A-",
                }
            )
            for kind in ("A+", "A-")
        }

    def _add_day(self, kind, day, values, missing=0):
        channel = self.channels[kind]
        self.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   missing, doubtful, state, values, qualities)
            VALUES (%s, %s, %s, %s, %s, 0, 'valid', %s, %s)
            """,
            (
                *(channel.id, channel.company_id.id, day, sum(values), missing),
                *(values, [0] * len(values)),
            ),
        )

    def _ask(self, first="2026-11-01", last="2026-11-30"):
        return self.env["elektrohisob.usage.point"].consumption(
            point=self.point.id, date_from=first, date_to=last
        )

    def test_zones_of_a_month(self):
        """30 days of 100 Wh a half-hour behind transformers of 20: 2 kWh each, 16 half
        hours of each zone and day, so 30 × 16 × 2 = 960 kWh in each; 1 Wh of export."""
        for n in range(30):
            day = date(2026, 11, 1) + timedelta(n)
            self._add_day("A+", day, [100] * 48)
        self._add_day("A-", date(2026, 11, 1), [0] * 47 + [1000])
        found = self._ask()["zones"]
        self.assertEqual(
            [(r["reading_type"], r["zone"], r["kwh"], r["quality"]) for r in found],
            [
                ("A+", PEAK, 960, "measured"),
                ("A+", HALF, 960, "measured"),
                ("A+", NIGHT, 960, "measured"),
                ("A-", PEAK, 0, "estimated"),
                ("A-", HALF, 0, "estimated"),
                ("A-", NIGHT, 1, "estimated"),
            ],
        )
        self.assertIn("30 of 30 days", found[0]["explanation"])
        self.assertIn("1 of 30 days", found[-1]["explanation"])

    def test_a_day_with_holes_is_no_measured_month(self):
        for n in range(30):
            day = date(2026, 11, 1) + timedelta(n)
            self._add_day("A+", day, [100] * 48, missing=int(n == 5))
        found = self._ask()["zones"]
        self.assertEqual({row["quality"] for row in found}, {"estimated"})
        first = self._ask(last="2026-11-05")["zones"]
        self.assertEqual({row["quality"] for row in first}, {"measured"})

    def test_maximum_demand(self):
        """600 Wh × 20 in the half-hour of 02:30 are 24 kW, at night; 450 Wh × 20 in
        that of 18:00 are 18 kW, in the peak."""
        values = [100] * 48
        values[5], values[36] = 600, 450
        self._add_day("A+", date(2026, 11, 3), values)
        self._add_day("A+", date(2026, 11, 4), [100] * 48)
        found = self._ask()["demand"]
        self.assertIn("03.11.2026 02:30", found[0].pop("explanation"))
        self.assertEqual(
            found,
            [
                {
                    "source": "intervals",
                    "month": "2026-11-01",
                    "kw": 24.0,
                    "start": "2026-11-03 02:30:00",
                    "peak_kw": 18.0,
                    "peak_start": "2026-11-03 18:00:00",
                }
            ],
        )

    def test_no_channel(self):
        self.channels["A+"].usage_point_id = False
        found = self._ask()
        self.assertEqual((found["zones"], found["demand"], found["netting"]), ([],) * 3)

    def test_netting(self):
        """Booked 310 kWh of import and 400 of export in October: 90 kWh are given."""
        period = self._open_period()
        for kind, kwh in (("A+", 310), ("A-", 400)):
            self.env.cr.execute(
                """
                INSERT INTO elektrohisob_consumption (account_id, company_id, period_id,
                       usage_point_id, month, date_start, date_end, kwh, quality,
                       reading_type, origin)
                VALUES (%s, %s, %s, %s, '2026-10-01', '2026-10-01', '2026-11-01', %s,
                       'measured', %s, 'register')
                """,
                (
                    *(self.point.account_id.id, self.district_a.id, period.id),
                    *(self.point.id, kwh, kind),
                ),
            )
        self.assertEqual(
            self._ask("2026-10-01", "2026-10-31")["netting"],
            [
                {
                    "month": "2026-10-01",
                    "import_kwh": 310.0,
                    "export_kwh": 400.0,
                    "net_kwh": -90.0,
                }
            ],
        )

    def _open_period(self):
        return self.env["elektrohisob.period"].create(
            {"company_id": self.district_a.id, "date_start": "2026-10-01"}
        )

    def test_crossed_wires(self):
        """What the meter sent as export is import: 2 kWh × 30 days by the A− channel,
        and the greatest half-hour of 50 × 2 = 100 W of it."""
        self.meter.is_reversed = True
        for n in range(30):
            day = date(2026, 11, 1) + timedelta(n)
            self._add_day("A-", day, [50] * 40 + [0] * 8)
            self._add_day("A+", day, [0] * 48)
        found = self._ask()
        sums = {}
        for row in found["zones"]:
            kind = row["reading_type"]
            sums[kind] = sums.get(kind, 0) + row["kwh"]
        self.assertEqual(sums, {"A+": 60, "A-": 0})
        self.assertEqual([row["kw"] for row in found["demand"]], [0.1])
