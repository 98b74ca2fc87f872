from datetime import date

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import BillingCommon


class TestCorrection(BillingCommon):
    """One explained document for whatever changed in the past; figures by hand.

    H-GEN from 01.05.2025: 600 to 200 kWh a month, 800 to 500, 1000 to 1000.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meter = cls._create_consumer("C1", opening=0)
        cls.account = cls.meter.account_id
        cls.Correction = cls.env["elektrohisob.correction"]
        # October 300 kWh: 200 × 600 + 100 × 800 = 200 000
        cls._read(cls.meter, ("2025-11-01", 300))
        cls._settle(cls.account, cls.october)
        # November 200 kWh: 200 × 600 = 120 000
        cls.november = cls._open_month("2025-11-01")
        cls._read(cls.meter, ("2025-12-01", 500))
        cls._settle(cls.account, cls.november)
        cls.december = cls._open_month("2025-12-01")

    def _corrections(self, account=None):
        return self.Correction.search(
            [("account_id", "=", (account or self.account).id)]
        )

    def _lines(self, correction):
        return [
            (
                f"{line.month:%m}",
                line.kwh_before,
                line.kwh_after,
                line.amount_before,
                line.amount_after,
                line.amount,
            )
            for line in correction.line_ids
        ]

    def _get_charged(self):
        """kWh and so'm of October and November; December is estimated."""
        charges = self.account.charge_ids.filtered(
            lambda row: row.month < self.december.date_start
        )
        return sum(charges.mapped("kwh")), sum(charges.mapped("amount"))

    def _correct_reading(self, value=350):
        """The reading of 1 November was typed wrong."""
        self._read(self.meter, ("2025-11-01", value), decision="typed wrong")

    def _limit(self, amount):
        self.env.ref(
            "elektrohisob_billing.parameter_value_correction_approval_amount_20000101"
        ).value = str(amount)

    def test_plain_months_have_no_document(self):
        self.assertFalse(self._corrections())

    def test_corrected_reading(self):
        """October 350 = 200 × 600 + 150 × 800 = 240 000 (+40 000);
        November 150 × 600 = 90 000 (-30 000); together +10 000."""
        self._correct_reading()
        self._settle(self.account, self.december)
        document = self._corrections()
        self.assertEqual(document.cause, "facts")
        self.assertEqual(document.state, "booked")
        self.assertEqual(document.amount, 10_000)
        self.assertEqual(document.kwh, 0)
        self.assertEqual(
            self._lines(document),
            [
                ("10", 300, 350, 200_000, 240_000, 40_000),
                ("11", 200, 150, 120_000, 90_000, -30_000),
            ],
        )
        self.assertEqual(sum(document.charge_ids.mapped("amount")), 10_000)
        self.assertEqual(set(document.charge_ids.mapped("kind")), {"correction"})
        # what changed, why and by whom
        self.assertEqual(document.change_ids.mapped("operation"), ["added", "removed"])
        self.assertEqual(document.change_ids.period_id, self.december)
        self.assertEqual(document.change_ids.user_id, self.env.user)
        self.assertIn("350", document.change_ids[0].text)

    def test_correct_then_undo_leaves_zero(self):
        self._correct_reading(350)
        self._settle(self.account, self.december)
        self._correct_reading(300)
        self._settle(self.account, self.december)
        self.assertEqual(self._get_charged(), (500, 320_000))
        undone, done = self._corrections()
        self.assertEqual(undone.amount, -done.amount)

    def test_undone_before_settled_is_no_document(self):
        self._correct_reading(350)
        self._correct_reading(300)
        self._settle(self.account, self.december)
        self.assertFalse(self._corrections())
        changes = self.env["elektrohisob.fact.change"].search(
            [("account_id", "=", self.account.id)]
        )
        self.assertEqual(len(changes), 4)
        self.assertEqual(changes.period_id, self.december)
        self.assertFalse(changes.correction_id)

    def test_reading_three_years_back_touches_its_account_alone(self):
        """295 so'm a kWh since 15.08.2019: November 2022 300 → 400 kWh is
        88 500 → 118 000, December 300 → 200 kWh is 88 500 → 59 000."""
        meters = [
            self._create_consumer(f"OLD{number}", start="2022-11-01")
            for number in range(3)
        ]
        for meter in meters:
            for day, value in (
                ("2022-12-01", 300),
                ("2023-01-01", 600),
                ("2025-12-01", 9000),
                ("2026-01-01", 9200),
            ):
                self._read(meter, (day, value), decision="old sheet")
        accounts = self.account.browse([meter.account_id.id for meter in meters])
        everyone = accounts | self.account
        self._settle(everyone, self.december)
        tables = ("consumption", "charge", "ledger.entry")
        newest = {
            name: self.env[f"elektrohisob.{name}"].search([], order="id desc", limit=1)
            for name in tables
        }
        self._limit(0)
        # within 36 months of December 2025 only after the limit is put further
        self.env.ref(
            "elektrohisob_metering.parameter_value_correction_limit_months_20000101"
        ).value = "48"
        self._read(meters[1], ("2022-12-01", 400), decision="typed wrong")
        settled = self._settle(everyone, self.december)
        self.assertEqual(set(settled.charged), {accounts[1].id})
        for name in tables:
            added = self.env[f"elektrohisob.{name}"].search(
                [("id", ">", newest[name].id)]
            )
            self.assertTrue(added, name)
            self.assertEqual(added.account_id, accounts[1], name)
        lines = self._lines(self._corrections(accounts[1])[0])
        self.assertEqual(
            lines,
            [
                ("11", 300, 400, 88_500, 118_000, 29_500),
                ("12", 300, 200, 88_500, 59_000, -29_500),
            ],
        )

    def test_multiplier_found_wrong(self):
        """× 2: October 600 = 120 000 + 300 × 800 + 100 × 1000 = 460 000 (+260 000);
        November 400 = 120 000 + 200 × 800 = 280 000 (+160 000)."""
        self.meter.multiplier = 2
        self._settle(self.account, self.december)
        document = self._corrections()
        self.assertEqual(document.amount, 420_000)
        self.assertEqual(document.kwh, 500)
        self.assertIn("1 → 2", document.change_ids.text)

    def test_reading_after_estimate_is_its_own_cause(self):
        """December estimated, then read: nobody changed a fact."""
        self._settle(self.account, self.december)  # 31 days by the average
        january = self._open_month("2026-01-01")
        self._read(self.meter, ("2026-01-01", 1000))
        self._settle(self.account, january)
        document = self._corrections()
        self.assertEqual(document.cause, "estimate")
        self.assertFalse(document.change_ids)
        self.assertEqual(document.line_ids.mapped("month"), [date(2025, 12, 1)])
        # 500 kWh: 120 000 + 300 × 800 = 360 000
        self.assertEqual(document.line_ids.amount_after, 360_000)

    def test_months_beyond_the_limitation_period_stay(self):
        """Two months back only: of October nothing is corrected any more."""
        self.env.ref(
            "elektrohisob_metering.parameter_value_correction_limit_months_20000101"
        ).value = "1"
        self.meter.multiplier = 2
        self._settle(self.account, self.december)
        document = self._corrections()
        self.assertEqual(document.line_ids.mapped("month"), [date(2025, 11, 1)])
        self.assertEqual(document.amount, 160_000)

    # === SUB-CONSUMERS === #

    def _create_feeding(self):
        """Account that feeds the meter from October on: 1000 kWh, then 1000 more; what
        it uses itself is 700 and 800."""
        feeding = self._create_consumer("C2", opening=0)
        self._read(feeding, ("2025-11-01", 1000), ("2025-12-01", 2000))
        self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": self.meter.usage_point_id.id,
                "date_start": "2025-10-01",
                "parent_id": feeding.usage_point_id.id,
            }
        )
        self._settle(self.account | feeding.account_id, self.december)
        self.assertEqual(sum(self._get_kwh(feeding.account_id)), 700 + 800)
        return feeding.account_id

    def _get_kwh(self, account):
        charges = account.charge_ids
        return charges.filtered(lambda c: c.month < self.december.date_start).mapped(
            "kwh"
        )

    def test_changed_meter_of_a_sub_consumer_is_the_cause_at_the_account_above(self):
        """500 kWh of the sub-consumer are 1000: of the account above 500 fewer."""
        above = self._create_feeding()
        known = self._corrections(above)
        self.meter.with_context(elektrohisob_change_note="act 17").multiplier = 2
        self._settle(above, self.december)
        document = self._corrections(above) - known
        self.assertEqual((document.cause, document.kwh), ("facts", -500))
        self.assertEqual(document.change_ids.note, "act 17")
        self.assertIn(self.account.number, document.change_ids.text)
        self.assertIn("1 → 2", document.change_ids.text)
        self.assertEqual(sum(self._get_kwh(above)), 1000)

    def test_large_correction_above_a_sub_consumer_waits(self):
        above = self._create_feeding()
        self._limit(1_000)
        self.meter.multiplier = 2
        settled = self._settle(above, self.december)
        self.assertEqual(settled.parked[above.id][0], "correction_waits")

    def test_readings_of_a_sub_consumer_lock_the_account_above(self):
        """The row of the state is held by this transaction after the reading."""
        above = self._create_feeding()

        def locker():
            self.env.cr.execute(
                "SELECT xmax::text FROM elektrohisob_account_state"
                " WHERE account_id = %s",
                [above.id],
            )
            return self.env.cr.fetchone()

        before = locker()
        with self.env.cr.savepoint():
            self._read(self.meter, ("2025-12-20", 600))
            self.assertNotEqual(locker(), before)

    # === FOUR EYES === #

    def test_large_correction_waits(self):
        self._limit(400_000)
        self.meter.multiplier = 2
        settled = self._settle(self.account, self.december)
        self.assertEqual(settled.parked[self.account.id][0], "correction_waits")
        document = self._corrections()
        self.assertEqual(document.state, "waiting")
        self.assertEqual(document.approval_state, "requested")
        self.assertEqual(document.approval_id.amount, 420_000)
        self.assertEqual(document.approval_id.requested_by_id, self.env.user)
        self.assertEqual(self.account.amount_due, 320_000, "nothing is booked")
        self.assertFalse(document.charge_ids)
        # again: the same document, no second request
        self._settle(self.account, self.december)
        self.assertEqual(self._corrections(), document)
        self.assertEqual(len(document.approval_ids), 1)

    def _manager(self):
        return self._create_user("manager", self.district_a, "manager.c")

    def test_approval_books_it(self):
        self._limit(400_000)
        self.meter.multiplier = 2
        self._settle(self.account, self.december)
        document = self._corrections()
        document.with_user(self._manager()).action_approve()
        self.env.invalidate_all()
        self.assertEqual(document.state, "booked")
        self.assertEqual(sum(document.charge_ids.mapped("amount")), 420_000)
        self.assertEqual(document.change_ids.period_id, self.december)
        self.assertEqual(self._get_charged(), (1000, 740_000))

    def test_own_request_is_not_decided(self):
        self._limit(400_000)
        manager = self._manager()
        self.meter.with_user(manager).sudo().multiplier = 2
        self._settle(self.account, self.december)
        with self.assertRaisesRegex(UserError, "yourself"):
            self._corrections().with_user(manager).action_approve()

    def test_refused_correction_stays_out_until_the_fact_is_mended(self):
        self._limit(400_000)
        self.meter.multiplier = 2
        self._settle(self.account, self.december)
        document = self._corrections()
        document.approval_id.with_user(self._manager())._refuse("ratio is 1")
        settled = self._settle(self.account, self.december)
        self.assertIn("ratio is 1", settled.parked[self.account.id][1])
        self.meter.multiplier = 1
        settled = self._settle(self.account, self.december)
        self.assertFalse(settled.parked)
        self.assertEqual(document.state, "void")
        self.assertFalse(self._corrections().charge_ids)

    def test_another_difference_asks_anew(self):
        self._limit(400_000)
        self.meter.multiplier = 2
        self._settle(self.account, self.december)
        first = self._corrections()
        self.meter.multiplier = 3
        self._settle(self.account, self.december)
        second = self._corrections() - first
        self.assertEqual((first.state, second.state), ("void", "waiting"))
        self.assertEqual(first.approval_state, "withdrawn")

    def test_small_correction_does_not_wait(self):
        self._limit(420_001)
        self.meter.multiplier = 2
        self.assertFalse(self._settle(self.account, self.december).parked)

    # === THE DOCUMENT === #

    def test_pdf(self):
        self._correct_reading()
        self._settle(self.account, self.december)
        self.assertTrue(self._corrections()._render_pdf("ru_RU").startswith(b"%PDF"))

    @mute_logger("odoo.sql_db")
    def test_booked_document_is_history(self):
        self._correct_reading()
        self._settle(self.account, self.december)
        document = self._corrections()
        with self.assertRaisesRegex(Exception, "append-only"), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE elektrohisob_correction SET amount = 0 WHERE id = %s",
                [document.id],
            )
