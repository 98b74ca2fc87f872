from odoo.exceptions import UserError, ValidationError

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import BillingCommon


class TestChargeExceptions(BillingCommon):
    """Bills that look wrong before they are booked. Three months of 100 kWh =
    60 000 so'm each are the history; the shipped tolerances are factor 5 from
    300 kWh, three months of history, two estimated months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meters = [cls._create_consumer(f"E{index}") for index in range(4)]
        cls.accounts = cls.env["elektrohisob.account"].union(
            *(meter.account_id for meter in cls.meters)
        )
        for month, value in (("2025-11-01", 100), ("2025-12-01", 200)):
            cls._bill(month, [value] * 4)
        cls._bill("2026-01-01", [300] * 4)
        cls.january = cls._open_month("2026-01-01")
        cls.parked = cls.env["elektrohisob.charge.run.parked"]

    @classmethod
    def _bill(cls, day, values):
        """Read the meters on ``day`` and settle the month before it."""
        for meter, value in zip(cls.meters, values, strict=True):
            cls._read(meter, (day, value))
        period = cls.env["elektrohisob.period"]._get_open(cls.district_a)
        cls._settle(cls.accounts, period)
        period._close()

    def _run(self):
        run = self.env["elektrohisob.charge.run"].create(
            {"company_id": self.district_a.id}
        )
        with trap_jobs() as trap:
            run.action_start()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        return run

    def _read_january(self, *values):
        """Readings of the end of January; a clerk let the high ones through."""
        for meter, value in zip(self.meters, values, strict=False):
            self._read(meter, ("2026-02-01", value))
        self._accept()

    def _accept(self):
        queued = self.env["elektrohisob.reading"].search(
            [("company_id", "=", self.district_a.id), ("state", "=", "queued")]
        )
        queued._decide("accept", "Photo seen")

    def test_sum_high_is_parked(self):
        """1000 kWh: 200 × 600 + 300 × 800 + 500 × 1000 = 860 000 so'm, 14 times the
        usual; 400 kWh: 120 000 + 160 000 = 280 000, less than five times."""
        self._read_january(1300, 700, 400, 400)
        run = self._run()
        row = run.parked_ids
        self.assertEqual(row.account_id, self.accounts[0])
        self.assertEqual((row.code, row.severity), ("sum_high", "parks"))
        self.assertEqual((row.kwh, row.amount, row.usual_amount), (1000, 860e3, 60e3))
        self.assertIn("860", row.reason)
        self.assertEqual((run.charged_count, run.parked_count), (3, 1))
        self.assertEqual(
            self.accounts.mapped("amount_due"), [180e3, 460e3, 240e3, 240e3]
        )
        again = self._run()  # nobody decided: the same row, now of the new run
        self.assertEqual(self.parked.search([]), row)
        self.assertEqual(row.run_id, again)

    def test_released_is_booked_once(self):
        self._read_january(1300, 400, 400, 400)
        row = self._run().parked_ids
        with self.assertRaisesRegex(UserError, "Write why"):
            row._decide("released", " ")
        row._decide("released", "Electric heating")
        self.env.invalidate_all()
        self.assertTrue(row.resolved)
        self.assertEqual(row.decided_by_id, self.env.user)
        self.assertEqual(self.accounts[0].amount_due, 180e3 + 860e3)
        self._run()
        self.assertEqual(self.accounts[0].amount_due, 180e3 + 860e3)
        self.assertEqual(self.parked.search([]), row)
        with self.assertRaisesRegex(UserError, "decided already"):
            row._decide("released", "again")
        check = self.env.ref("elektrohisob_billing.charge_check_sum_high")
        self.assertEqual((check.true_count, check.false_count), (0, 1))
        self.assertEqual(check.precision, 0)

    def test_release_holds_for_the_sum_released(self):
        self._read_january(1300, 400, 400, 400)
        self._run().parked_ids._decide("released", "Electric heating")
        reading = self.meters[0].reading_ids.filtered(lambda row: row.value == 1300)
        reading._correct(value=1400, note="typing")
        self._accept()
        row = self._run().parked_ids
        self.assertEqual((row.code, row.resolved), ("sum_high", False))
        self.assertEqual(row.kwh, 1100)

    def test_mended_is_a_true_finding(self):
        self._read_january(1300, 400, 400, 400)
        row = self._run().parked_ids
        reading = self.meters[0].reading_ids.filtered(lambda row: row.value == 1300)
        reading._correct(value=430, note="typing")
        wizard = self.env["elektrohisob.charge.run.parked.decide"].create(
            {"parked_ids": row.ids, "decision": "mended"}
        )
        self.assertEqual(wizard.amount, 860e3)
        wizard.action_apply()
        self.env.invalidate_all()
        self.assertEqual((row.resolved, row.decision), (True, "mended"))
        self.assertEqual(self.accounts[0].amount_due, 180e3 + 130 * 600)
        check = self.env.ref("elektrohisob_billing.charge_check_sum_high")
        self.assertEqual((check.true_count, check.precision), (1, 100))

    def test_zero_bill_warns_and_is_booked(self):
        self._read_january(300, 400, 400, 400)
        run = self._run()
        row = run.parked_ids
        self.assertEqual((row.code, row.severity), ("zero_bill", "warns"))
        self.assertEqual(row.account_id, self.accounts[0])
        self.assertEqual(run.parked_count, 0)
        self._run()
        self.assertFalse(row.resolved)
        self.assertEqual(self.parked.search([]), row)
        orders = self.env["elektrohisob.work.order"]
        row._decide("field", "Look whether somebody lives there")
        order = orders.search([("usage_point_id.account_id", "=", row.account_id.id)])
        self.assertEqual(order.kind, "check")
        self.assertFalse(row.resolved)
        check = self.env.ref("elektrohisob_billing.charge_check_zero_bill")
        self.assertEqual((check.waiting_count, check.field_count), (1, 1))
        reading = self.meters[0].reading_ids.filtered(
            lambda row: str(row.date) == "2026-02-01"
        )
        reading._correct(value=410, note="crew")
        self._run()
        self.assertEqual((row.resolved, row.decision), (True, "mended"))

    def test_estimates_in_a_row(self):
        """Nobody reads the first meter: January and February are tolerated, March
        is the third month in a row."""
        for day, value in (("2026-02-01", 400), ("2026-03-01", 500)):
            for meter in self.meters[1:]:
                self._read(meter, (day, value))
            self.assertFalse(self._run().parked_ids)
            self.env["elektrohisob.period"]._get_open(self.district_a)._close()
        for meter in self.meters[1:]:
            self._read(meter, ("2026-04-01", 600))
        row = self._run().parked_ids
        self.assertEqual((row.code, row.severity), ("estimates", "warns"))
        self.assertIn("3", row.reason)

    def test_new_account_with_a_large_sum(self):
        meter = self._create_consumer("E9", start="2026-01-01")
        self._read(meter, ("2026-02-01", 40_000))
        self._accept()
        # 200×600 + 300×800 + 500×1000 + 4000×1500 + 5000×1750 + 30 000×2000
        self.assertFalse(
            self._run().parked_ids.filtered(lambda row: row.code != "sum_new")
        )
        row = self.parked.search([("code", "=", "sum_new")])
        self.assertEqual((row.account_id, row.amount), (meter.account_id, 75_610_000))

    def test_what_cannot_be_released(self):
        account = self._create_account(date_open="2026-01-05")
        self._read_january(400, 400, 400, 400)
        row = self._run().parked_ids
        self.assertEqual((row.account_id, row.code), (account, "no_meter"))
        with self.assertRaisesRegex(UserError, "cannot be booked as it is"):
            row._decide("released", "because")
        with self.assertRaisesRegex(UserError, "no usage point"):
            row._decide("field", "look")

    def test_catalogue(self):
        check = self.env.ref("elektrohisob_billing.charge_check_sum_high")
        check.severity = "warns"
        self._read_january(1300, 400, 400, 400)
        self.assertEqual(self._run().parked_ids.severity, "warns")
        self.assertEqual(self.accounts[0].amount_due, 180e3 + 860e3)
        codes = dict(self.parked._fields["code"].selection)
        checks = self.env["elektrohisob.charge.check"].search([])
        self.assertEqual(set(checks.mapped("code")), set(codes))
        with self.assertRaisesRegex(ValidationError, "made softer"):
            self.env.ref("elektrohisob_billing.charge_check_no_tariff").active = False
