from datetime import date

from .common import BillingCommon


class TestFailureMeters(BillingCommon):
    """More of the failure catalogue: transformers, verification, the neighbour; tariff
    and month as in ``test_failure_catalogue``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")

    def test_new_transformers_under_a_meter_that_stays(self):
        """To 11 October 10 × 20 = 200 kWh, from it 5 × 40 = 200 kWh: 200 × 600 +
        200 × 800 = 280 000. The act came to light when October had been charged as
        15 × 20 = 300 kWh: 200 × 600 + 100 × 800 = 200 000."""
        meter = self._create_consumer("F3r", opening=0)
        account, point = meter.account_id, meter.usage_point_id
        meter.multiplier = 20
        self._read(meter, ("2025-11-01", 15), decision="Seen")
        self._settle(account, self.october)
        self.assertEqual(account.amount_due, 200_000)
        wizard = self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": account.id,
                "usage_point_id": point.id,
                "date": "2025-10-11",
                "mode": "ratio",
                "act_number": "R-1",
                "closing_value": "10",
                "multiplier": 40,
                "is_confirmed": True,
            }
        )
        self.assertEqual(wizard.closing_kwh, 200)
        wizard.action_apply()
        self._settle(account, self.october)
        self.assertEqual(sum(account.consumption_ids.mapped("kwh")), 400)
        self.assertEqual(account.amount_due, 280_000)

    def test_meter_past_its_verification(self):
        """October 310 kWh: 200 × 600 + 110 × 800 = 208 000. The verification ended on
        31 October: November is the average, 30 × 10 = 300 kWh, 200 000, whatever the
        register shows. Verified in December, its 50 kWh count: 30 000."""
        meter = self._create_consumer("F3v", opening=0)
        account = meter.account_id
        verification = {"device_id": meter.meter_id.id, "result": "passed"}
        Verification = self.env["elektrohisob.verification"]
        Verification.create(
            {**verification, "date": "2020-10-31", "date_next": "2025-10-31"}
        )
        self._read(meter, ("2025-11-01", 310), ("2025-12-01", 360), decision="Seen")
        self._settle(account, self.october)
        november = self._open_month("2025-11-01")
        self._settle(account, november)
        self.assertEqual(account.amount_due, 238_000)  # as shipped: marked only
        self._set_parameter("verification_follow", "estimate")
        self._settle(account, november)
        self.assertEqual(account.amount_due, 408_000)
        estimated = account.consumption_ids.filtered(
            lambda row: row.quality == "estimated"
        )
        self.assertEqual(sum(estimated.mapped("kwh")), 300)
        Verification.create(
            {**verification, "date": "2025-12-05", "date_next": "2041-12-05"}
        )
        self._settle(account, november)
        self.assertEqual(account.amount_due, 238_000)

    def test_verification_corrected_after_the_month_was_settled(self):
        """Estimates of expired meters are wanted; October 310 kWh, 208 000. November
        is measured, 50 kWh, 30 000, until the certificate turns out to end on 31
        October: the average, 300 kWh, 200 000. A wrong certificate of the day after
        is taken back: nothing moves. Where the rule ends in November, it is measured
        again."""
        self._set_parameter("verification_follow", "estimate")
        meter = self._create_consumer("F3w", opening=0)
        account = meter.account_id
        Verification = self.env["elektrohisob.verification"]
        verification = {"device_id": meter.meter_id.id, "result": "passed"}
        row = Verification.create(
            {**verification, "date": "2020-10-31", "date_next": "2030-10-31"}
        )
        self._read(meter, ("2025-11-01", 310), ("2025-12-01", 360), decision="Seen")
        self._settle(account, self.october)
        november = self._open_month("2025-11-01")
        self._settle(account, november)
        self.assertEqual(account.amount_due, 238_000)
        row.date_next = "2025-10-31"
        self.assertEqual(str(account.state_ids.dirty_from), "2025-11-01")
        change = self.env["elektrohisob.fact.change"].search(
            [("account_id", "=", account.id), ("res_model", "=", "elektrohisob.device")]
        )
        self.assertIn("10/31/2025", change.text)
        self._settle(account, november)
        self.assertEqual(account.amount_due, 408_000)
        wrong = Verification.create(
            {**verification, "date": "2025-11-01", "date_next": "2041-11-01"}
        )
        wrong.unlink()
        self._settle(account, november)
        self.assertEqual(account.amount_due, 408_000)
        self._set_parameter("verification_follow", "mark", day=date(2025, 11, 1))
        self._settle(account, november)
        self.assertEqual(account.amount_due, 238_000)

    def test_moved_to_the_neighbour_by_one_button(self):
        """700 of the neighbour was typed here: 200 × 600 + 300 × 800 + 200 × 1000 =
        560 000. Moved, he pays (700 − 640) × 600 = 36 000 and this one, read at 150,
        90 000. Exchanged back wrongly and again, nothing is left over."""
        meter = self._create_consumer("F4a", opening=0)
        other = self._create_consumer("F4b", opening=640)
        accounts = meter.account_id + other.account_id
        typed = self._read(meter, ("2025-11-01", 700), decision="Typed")[0]
        typed = self.Reading.browse(typed["reading_id"])
        self._settle(accounts, self.october)
        self.assertEqual(accounts.mapped("amount_due"), [560_000, 0])
        moved = typed._move_to(other, "Typed for the neighbour")
        self._read(meter, ("2025-11-01", 150))
        self._settle(accounts, self.october)
        self.assertEqual(accounts.mapped("amount_due"), [90_000, 36_000])
        self.assertEqual(typed.state, "replaced")
        back = moved._move_to(meter, "It was his after all")
        self._settle(accounts, self.october)
        self.assertEqual(accounts.mapped("amount_due"), [560_000, 0])
        back._move_to(other, "No, it was not")
        self._read(meter, ("2025-11-01", 150))
        self._settle(accounts, self.october)
        self.assertEqual(accounts.mapped("amount_due"), [90_000, 36_000])

    def test_a_file_of_readings_that_comes_twice(self):
        """150 kWh × 600 = 90 000, however often and under whatever name the file is
        loaded; a file that has 170 for the same day waits for a decision."""
        meter = self._create_consumer("F5d", opening=0)
        account = meter.account_id
        provider = self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Readings",
                "code": "TEST-TWICE",
                "kind": "readings",
                "company_id": account.company_id.id,
            }
        )
        text = "Account;Date;Reading\n{0};01.11.2025;{1}\n"
        first = text.format(account.number, 150).encode()
        self.assertEqual(provider._receive("a.csv", first).accepted, 1)
        self._settle(account, self.october)
        self.assertEqual(account.amount_due, 90_000)
        again = provider._receive("b.csv", first)
        self.assertEqual((again.state, again.accepted), ("duplicate", 0))
        copied = provider._receive("c.csv", first + b"\n")
        self.assertEqual(copied.totals["repeats"], 1)
        other = provider._receive("d.csv", text.format(account.number, 170).encode())
        self.assertEqual((other.accepted, other.parked), (0, 1))
        self._settle(account, self.october)
        self.assertEqual(account.amount_due, 90_000)
        self.assertEqual(len(account.consumption_ids), 1)
