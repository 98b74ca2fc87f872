from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import BillingCommon


class TestChargeRunSteps(BillingCommon):
    """Preview, two persons, pause, cancel, lists and the night. Every consumer uses
    100 kWh = 60 000 so'm a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meters = [cls._create_consumer(f"S{index}") for index in range(6)]
        cls.accounts = cls.env["elektrohisob.account"].union(
            *(meter.account_id for meter in cls.meters)
        )
        for meter in cls.meters:
            cls._read(meter, ("2025-11-01", 100))
        cls.runs = cls.env["elektrohisob.charge.run"]

    def _create_run(self, **vals):
        return self.runs.create(
            {"company_id": self.district_a.id, "chunk_size": 2, **vals}
        )

    def _perform(self, method, run):
        with trap_jobs() as trap:
            getattr(run, method)()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    def _count_charges(self):
        return self.env["elektrohisob.charge"].search_count(
            [("account_id", "in", self.accounts.ids)]
        )

    def test_preview_books_nothing_and_tells_what_would_be(self):
        self._create_account(date_open="2025-10-05")  # no meter
        run = self._create_run()
        self._perform("action_preview", run)
        self.assertEqual(run.stage, "preview")
        self.assertEqual((run.preview_charged, run.preview_parked), (6, 1))
        self.assertEqual((run.preview_kwh, run.preview_amount), (600, 360_000))
        self.assertEqual(run.parked_ids.mapped("code"), ["no_meter"])
        self.assertEqual(self._count_charges(), 0)
        self.assertEqual(self.accounts.mapped("amount_due"), [0] * 6)
        self.assertEqual(set(self.accounts.state_ids.mapped("booked_to")), {False})
        self._perform("action_start", run)
        self.assertEqual((run.stage, run.charged_count), ("done", 6))
        self.assertEqual(run.amount, run.preview_amount)
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 6)

    def test_comparison_to_the_month_before(self):
        self._perform("action_start", self._create_run())
        self._open_month("2025-11-01")
        for meter in self.meters[:3]:
            self._read(meter, ("2025-12-01", 200))
        for meter in self.meters[3:]:
            self._read(meter, ("2025-12-01", 150))
        run = self._create_run()
        self._perform("action_preview", run)
        self.assertEqual((run.last_count, run.last_kwh), (6, 600))
        self.assertEqual(run.last_amount, 360_000)
        # 3 × 60 000 + 3 × 30 000 = 270 000, a quarter less
        self.assertEqual((run.preview_amount, run.change), (270_000, -25))

    def test_two_persons(self):
        self._set_parameter("charge_run_approval_amount", 300_000)
        run = self._create_run()
        with self.assertRaisesRegex(UserError, "preview first"):
            run.action_start()
        self._perform("action_preview", run)
        self.assertTrue(run.needs_approval)
        with self.assertRaisesRegex(UserError, "second person"):
            run.action_start()
        approval = run.with_user(self.users["accountant"])._request_approval(
            "charge_run", 360_000, "October"
        )
        self._perform("action_approve", approval.with_user(self.users["manager"]))
        self.assertEqual((run.stage, run.amount), ("done", 360_000))

    def test_what_was_asked_is_what_is_booked(self):
        self._set_parameter("charge_run_approval_amount", 60_000)
        run = self._create_run(
            scope="list", account_ids=[(6, 0, self.accounts[:1].ids)]
        ).with_user(self.users["accountant"])
        self._perform("action_preview", run)
        for vals in ({"preview_amount": 0}, {"stage": "running"}):
            with self.assertRaises(AccessError):
                run.write(vals)
        approval = run._request_approval("charge_run", run.preview_amount, "One")
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            run.account_ids = self.accounts
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            run.action_preview()
        self._perform("action_approve", approval.with_user(self.users["manager"]))
        self.assertEqual((run.stage, run.amount), ("done", 60_000))

    def test_pause_and_resume_book_everything_once(self):
        run = self._create_run()
        with trap_jobs() as trap:
            run.action_start()
            run.chunk_ids[0]._process()
            run.action_pause()
            trap.perform_enqueued_jobs()  # they find the run paused
        self.env.invalidate_all()
        self.assertEqual(run.stage, "paused")
        self.assertEqual(run.chunk_ids.mapped("state"), ["done", "pending", "pending"])
        self.assertEqual(self._count_charges(), 2)
        self._perform("action_resume", run)
        self.assertEqual((run.stage, run.charged_count), ("done", 6))
        self.assertEqual(self._count_charges(), 6)
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 6)

    def test_cancel_leaves_what_is_booked(self):
        run = self._create_run()
        with trap_jobs() as trap:
            run.action_start()
            run.chunk_ids[0]._process()
            run.action_cancel()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        self.assertEqual((run.stage, run.charged_count), ("cancelled", 2))
        self.assertEqual(
            sorted(self.accounts.mapped("amount_due")), [0] * 4 + [6e4] * 2
        )
        with self.assertRaisesRegex(UserError, "in the state"):
            run.action_pause()
        self._perform("action_start", self._create_run())  # the rest, nothing twice
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 6)

    def test_a_resumed_run_is_alone(self):
        run = self._create_run()
        with trap_jobs():
            run.action_start()
            run.action_pause()
            self._create_run().action_start()
            with self.assertRaisesRegex(UserError, "still going on"):
                run.action_resume()

    def test_payment_during_the_run_is_not_lost(self):
        run = self._create_run()
        with trap_jobs() as trap:
            run.action_start()
            run.chunk_ids[0]._process()
            self.env["elektrohisob.ledger.entry"]._record(
                [
                    {"account_id": a.id, "kind": "opening", "amount": -100}
                    for a in self.accounts
                ]
            )
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        self.assertEqual(self.accounts.mapped("amount_due"), [59_900] * 6)

    def test_list_of_accounts(self):
        numbers = self.accounts[:2].mapped("number")
        with trap_jobs() as trap:
            answer = self.runs.start(
                company=self.district_a.id, month="2025-10-01", accounts=numbers
            )
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        run = self.runs.browse(answer["run_id"])
        self.assertEqual((run.scope, run.account_count), ("list", 2))
        self.assertEqual(self.accounts.mapped("amount_due"), [6e4, 6e4, 0, 0, 0, 0])
        with self.assertRaisesRegex(UserError, "no account 1 "):
            self.runs.start(
                company=self.district_a.id, month="2025-10-01", accounts=[*numbers, "1"]
            )

    def test_unit_above(self):
        other = self._open_month("2025-10-01", self.district_b)
        unit = self.district_a.parent_id
        self.assertEqual(unit, self.district_b.parent_id)
        with trap_jobs():
            answer = self.runs.start(company=unit.id, month="2025-10-01", preview=True)
        runs = self.runs.browse(answer["runs"])
        self.assertIn(other, runs.period_id)
        self.assertIn(self.october, runs.period_id)

    def test_night_settles_what_changed(self):
        self.runs._cron_settle_changed()
        self.assertFalse(self.runs.search([]))  # the month is not billed yet
        self._perform("action_start", self._create_run())
        with trap_jobs() as trap:
            self.runs._cron_settle_changed()
            trap.assert_jobs_count(0)  # nothing changed
        reading = self.meters[0].reading_ids.filtered(
            lambda row: row.date == fields.Date.to_date("2025-11-01")
        )
        reading._correct(value=110, note="typing")
        with trap_jobs() as trap:
            self.runs._cron_settle_changed()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        run = self.runs.search([("scope", "=", "changed")])
        self.assertEqual((run.stage, run.account_count), ("done", 1))
        self.assertEqual((run.kwh, run.amount), (10, 6_000))

    def test_one_bad_account_stops_nobody(self):
        """All in one slice: the one without a tariff is parked, the others billed."""
        bad = self._create_consumer("S9", tariff=None)
        self._read(bad, ("2025-11-01", 100))
        run = self._create_run(chunk_size=100)
        self._perform("action_start", run)
        self.assertEqual((run.charged_count, run.parked_count), (6, 1))
        self.assertEqual(run.parked_ids.account_id, bad.account_id)
        self.assertEqual(run.parked_ids.code, "no_tariff")
