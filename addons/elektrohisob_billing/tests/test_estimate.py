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
