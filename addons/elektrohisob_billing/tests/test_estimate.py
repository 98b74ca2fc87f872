from datetime import date

from .common import BillingCommon


class TestEstimate(BillingCommon):
    """Estimates of the settlement over several months: none changes the one before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")

    def _settle_months(self, account, *months):
        for month in months:
            settled = self._settle(account, self._open_month(month))
            self.assertFalse(settled.parked, month)

    def _get_energy(self, account):
        """(month booked, month of use, how it was found, kWh) of the rows."""
        return [
            (f"{row.period_id.date_start:%m}", f"{row.month:%m}", row.origin, row.kwh)
            for row in account.consumption_ids.sorted("id")
        ]

    def test_power_after_the_limit_leaves_the_average_alone(self):
        """October 310 kWh, 10 a day. November to January by the average, 300, 310 and
        310; from 1 February, the limit of three months, 2 kW × 8 h × 28 = 448 and
        × 31 = 496."""
        self._set_parameter("estimate_power_hours", 8)
        meter = self._create_consumer("E1", opening=0)
        account = meter.account_id
        meter.usage_point_id.permitted_power = 2
        self._read(meter, ("2025-11-01", 310))
        months = ("2025-10-01", "2025-11-01", "2025-12-01", "2026-01-01")
        self._settle_months(account, *months, "2026-02-01", "2026-03-01")
        self.assertEqual(
            self._get_energy(account),
            [
                ("10", "10", "register", 310),
                ("11", "11", "average", 300),
                ("12", "12", "average", 310),
                ("01", "01", "average", 310),
                ("02", "02", "power", 448),
                ("03", "03", "power", 496),
            ],
        )

    def test_last_year_month_by_month(self):
        """November 2024 300 kWh, December 620; then 6 790 kWh to 1 November 2025.
        Read no more: November 300 and December 620, however many months follow."""
        self._set_parameter("estimate_last_year", True)
        meter = self._create_consumer("E2", start="2024-11-01", opening=0)
        account = meter.account_id
        self._read(
            meter,
            ("2024-12-01", 300),
            ("2025-01-01", 920),
            ("2025-11-01", 7710),
            decision="Seen",
        )
        self._settle_months(account, "2025-10-01", "2025-11-01", "2025-12-01")
        self.assertEqual(
            [row for row in self._get_energy(account) if row[0] != "10"],
            [("11", "11", "last_year", 300), ("12", "12", "last_year", 620)],
        )

    def _swap(self, meter, day, closing, **vals):
        wizard = self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": meter.account_id.id,
                "usage_point_id": meter.usage_point_id.id,
                "date": day,
                "act_number": "S-1",
                "closing_value": str(closing),
                "is_confirmed": True,
                **vals,
            }
        )
        wizard.action_apply()
        return meter.search([("previous_id", "=", meter.id)])

    def test_base_goes_on_after_new_transformers(self):
        """October 15 × 20 = 300 kWh to the 31st, then × 40 from 1 November on, and
        nobody reads: November 300 × 30 / 31 = 290.322 kWh."""
        meter = self._create_consumer("E3", opening=0)
        account = meter.account_id
        meter.multiplier = 20
        self._swap(meter, "2025-11-01", 15, mode="ratio", multiplier=40)
        self._settle_months(account, "2025-10-01", "2025-11-01", "2025-12-01")
        self.assertEqual(
            self._get_energy(account),
            [
                ("10", "10", "register", 300),
                ("12", "11", "average", 290.322),
                ("12", "12", "average", 300),
            ],
        )

    def _verify(self, meter, day, result="passed", **vals):
        verification = {"device_id": meter.meter_id.id, "date": day, "result": result}
        return self.env["elektrohisob.verification"].create(verification | vals)

    def test_expired_meter_of_a_sub_consumer(self):
        """October 310 kWh behind a meter of 1 000; its verification ends on the 31st,
        so November is 300 for both bills, whatever it shows: 1 000 − 300 = 700."""
        self._set_parameter("verification_follow", "estimate")
        above = self._create_consumer("E4", opening=0)
        below = self._create_consumer("E5", opening=0)
        self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": below.usage_point_id.id,
                "date_start": "2025-10-01",
                "parent_id": above.usage_point_id.id,
            }
        )
        self._verify(below, "2020-10-31", date_next="2025-10-31")
        days = ("2025-11-01", "2025-12-01")
        self._read(below, *zip(days, (310, 360), strict=True), decision="Seen")
        self._read(above, *zip(days, (1000, 2000), strict=True), decision="Seen")
        accounts = above.account_id | below.account_id
        self._settle_months(accounts, "2025-10-01", "2025-11-01")
        self.assertEqual(sum(below.account_id.consumption_ids.mapped("kwh")), 610)
        self.assertEqual(sum(above.account_id.consumption_ids.mapped("kwh")), 1390)
        # verified in December after all: 50 kWh, and 950 of the other
        self._verify(below, "2025-12-05", date_next="2041-12-05")
        self.assertEqual(str(above.account_id.state_ids.dirty_from), "2025-11-01")
        self._settle_months(accounts, "2025-11-01")
        self.assertEqual(sum(below.account_id.consumption_ids.mapped("kwh")), 360)
        self.assertEqual(sum(above.account_id.consumption_ids.mapped("kwh")), 1640)

    def test_failed_verification_ends_the_one_before(self):
        """October 310 kWh; on 31 October the laboratory says the meter is unfit: from
        1 November on the average, 300 kWh, not the 50 it shows."""
        self._set_parameter("verification_follow", "estimate")
        meter = self._create_consumer("E6", opening=0)
        account, device = meter.account_id, meter.meter_id
        self._verify(meter, "2020-10-31", date_next="2030-10-31")
        self._read(meter, ("2025-11-01", 310), ("2025-12-01", 360), decision="Seen")
        self._settle_months(account, "2025-10-01", "2025-11-01")
        self.assertEqual(sum(account.consumption_ids.mapped("kwh")), 360)
        failed = self._verify(meter, "2025-10-31", "failed")
        self.assertEqual(str(device.date_verify_next), "2025-10-31")
        self._settle_months(account, "2025-11-01")
        self.assertEqual(sum(account.consumption_ids.mapped("kwh")), 610)
        failed.result = "passed"
        failed.date_next = "2041-10-31"
        self.assertEqual(str(device.date_verify_next), "2041-10-31")
        self._settle_months(account, "2025-11-01")
        self.assertEqual(sum(account.consumption_ids.mapped("kwh")), 360)

    # === NOTHING TO ESTIMATE === #

    def test_disconnected_and_unread(self):
        """10 kWh a day in October; disconnected on 10 November: 100 kWh to that day,
        nothing in December; on from 5 January: 27 days, 270. Four months without a
        reading do not matter while it is off."""
        meter = self._create_consumer("E7", opening=0)
        account, point = meter.account_id, meter.usage_point_id
        self._read(meter, ("2025-11-01", 310))
        self._settle_months(account, "2025-10-01", "2025-11-01")
        point._record_connection("disconnected", day=date(2025, 11, 10))
        self._settle_months(account, "2025-12-01", "2026-01-01", "2026-02-01")
        self.assertEqual(
            self._get_energy(account)[2:],
            [("12", "11", "average", 100), ("12", "11", "average", -300)],
        )
        point._record_connection("connected", day=date(2026, 1, 5))
        point._record_connection("disconnected", day=date(2026, 1, 31))
        self._settle_months(account, "2026-02-01")
        self.assertEqual(self._get_energy(account)[4:], [("02", "01", "average", 270)])

    def test_remarks_of_the_reader(self):
        """10 kWh a day in October. Nobody lives there, says the sheet of 1 December:
        nothing in November. No access on 1 January: December by the average, 310."""
        meter = self._create_consumer("E8", opening=0)
        account = meter.account_id
        route = self.env["elektrohisob.route"].create(
            {"code": "E8", "name": "E8", "company_id": self.district_a.id}
        )
        route._append(meter.usage_point_id)
        self._read(meter, ("2025-11-01", 310))
        for day, code in (("2025-12-01", "VACANT"), ("2026-01-01", "NO-ACCESS")):
            sheet = self.env["elektrohisob.route.sheet"]._create_for(
                route, date.fromisoformat(day)
            )
            remark = self.env["elektrohisob.reason"].search(
                [("code", "=", f"RMK-{code}")]
            )
            line = sheet.line_ids[:1]
            sheet.enter_rows(rows=[{"id": line.id, "remark_id": remark.id}])
            sheet.take()
            self.assertTrue(line.is_followed)
        self._settle_months(account, "2025-10-01", "2025-11-01", "2025-12-01")
        self.assertEqual(self._get_energy(account)[1:], [("12", "12", "average", 310)])
