from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import BillingCommon


class TestChargeRun(BillingCommon):
    """Runs through the job queue. Every consumer uses 100 kWh = 60 000 so'm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meters = [cls._create_consumer(f"R{index}") for index in range(5)]
        cls.accounts = cls.env["elektrohisob.account"].union(
            *(meter.account_id for meter in cls.meters)
        )
        for meter in cls.meters:
            cls._read(meter, ("2025-11-01", 100))
        cls.runs = cls.env["elektrohisob.charge.run"]

    def _create_run(self, chunk_size=2, **vals):
        return self.runs.create(
            {"company_id": self.district_a.id, "chunk_size": chunk_size, **vals}
        )

    def _go(self, **vals):
        """A run from start to end."""
        run = self._create_run(**vals)
        with trap_jobs() as trap:
            run.action_start()
            trap.perform_enqueued_jobs()
        run.invalidate_recordset()
        return run

    def test_run(self):
        parked = self._create_account(date_open="2025-10-05")
        run = self._create_run()
        self.assertEqual(run.period_id, self.october)
        with trap_jobs() as trap:
            run.action_start()
            trap.assert_jobs_count(4)  # three chunks and the end
            for chunk in run.chunk_ids:
                trap.assert_jobs_count(1, only=chunk._process)
            self.assertEqual(run.stage, "running")
            self.assertEqual(run.progress, 0)
            trap.perform_enqueued_jobs()
        run.invalidate_recordset()
        self.assertEqual(run.stage, "done")
        self.assertEqual(run.progress, 100)
        self.assertEqual(run.chunk_ids.mapped("account_count"), [2, 2, 2])
        self.assertEqual(run.account_count, 6)
        self.assertEqual(run.charged_count, 5)
        self.assertEqual(run.parked_count, 1)
        self.assertEqual(run.kwh, 500)
        self.assertEqual(run.amount, 300_000)
        self.assertEqual(run.parked_ids.account_id, parked)
        self.assertEqual(run.parked_ids.code, "no_meter")
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 5)
        self.assertEqual(self.accounts.charge_ids.run_id, run)

    def test_second_run_charges_nothing(self):
        self._go()
        again = self._go()
        self.assertEqual(again.stage, "done")
        self.assertEqual((again.charged_count, again.amount), (0, 0))
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 5)

    def test_api(self):
        self._create_account(date_open="2025-10-05")
        with trap_jobs() as trap:
            answer = self.runs.start(
                company=self.district_a.id, month="2025-10-20", chunk_size=3
            )
            self.assertEqual(answer["state"], "running")
            self.assertEqual(answer["chunks"], 2)
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        run = self.runs.browse(answer["run_id"])
        answer_speed = round(run.speed, 1)
        self.assertEqual(
            self.runs.state(run=answer["run_id"]),
            {
                "run": run.id,
                "state": "done",
                "needs_approval": False,
                "progress": 100,
                "accounts": 6,
                "charged": 5,
                "parked": 1,
                "kwh": 500,
                "amount": 300_000,
                "last_amount": 0,
                "speed": answer_speed,
                "seconds_left": 0,
                "reasons": {"no_meter": 1},
            },
        )

    def test_start_is_refused(self):
        self._open_month("2025-12-01", self.district_b)
        cases = {
            "a month that is not there": (self.district_a, "2025-12-01"),
            "a month of another district": (self.district_a, "2025-12-01"),
        }
        for case, (company, month) in cases.items():
            with self.subTest(case), self.assertRaisesRegex(UserError, "open period"):
                self.runs.start(company=company.id, month=month)
        self._open_month("2025-11-01")
        with self.assertRaisesRegex(UserError, "open period"):
            self.runs.start(company=self.district_a.id, month="2025-10-01")

    def test_month_of_another_district(self):
        foreign = self._open_month("2025-10-01", self.district_b)
        with self.assertRaisesRegex(UserError, "is not one of"):
            self._create_run(period_id=foreign.id)

    def test_two_runs_at_a_time(self):
        with trap_jobs():
            self._create_run().action_start()
            second = self._create_run()
            with self.assertRaisesRegex(UserError, "still going on"):
                second.action_start()
            # two clerks at the same instant: the database refuses the second
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation),
                self.env.cr.savepoint(),
            ):
                second.stage = "running"
                second.flush_recordset()

    def test_start_twice(self):
        run = self._create_run()
        with trap_jobs():
            run.action_start()
            with self.assertRaisesRegex(UserError, "already"):
                run.action_start()

    def test_chunk_is_processed_once(self):
        run = self._create_run(chunk_size=10)
        with trap_jobs():
            run.action_start()
        chunk = run.chunk_ids
        chunk._process()
        first = chunk.read(["charged_count", "amount", "duration"])
        chunk._process()
        self.assertEqual(chunk.read(["charged_count", "amount", "duration"]), first)
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 5)

    def test_resume(self):
        run = self._create_run()
        with trap_jobs():
            run.action_start()  # the jobs are lost
        run.chunk_ids[0]._process()
        run._finish()
        self.assertEqual(run.stage, "running")
        with trap_jobs() as trap:
            run.action_resume()
            trap.assert_jobs_count(3)
            trap.perform_enqueued_jobs()
        run.invalidate_recordset()
        self.assertEqual(run.stage, "done")
        self.assertEqual(run.charged_count, 5)
        with self.assertRaisesRegex(UserError, "not running"):
            run.action_resume()

    def test_resume_when_only_the_end_was_lost(self):
        run = self._create_run()
        with trap_jobs():
            run.action_start()
        for chunk in run.chunk_ids:
            chunk._process()
        with trap_jobs() as trap:
            run.action_resume()
            trap.assert_jobs_count(0)
        self.assertEqual(run.stage, "done")

    def test_empty_district(self):
        self._open_month("2025-10-01", self.district_b)
        run = self._create_run(company_id=self.district_b.id)
        with trap_jobs() as trap:
            run.action_start()
            trap.assert_jobs_count(0)
        self.assertEqual(run.stage, "done")

    def test_parked_is_tried_again(self):
        account = self._create_account(date_open="2025-10-05")
        parked = self._go().parked_ids
        parked.action_settle()
        self.assertFalse(parked.resolved)
        meter = self._create_installation(account, "R9", "2025-10-05", opening=0)
        self._read(meter, ("2025-11-01", 10))
        parked.action_settle()
        self.assertEqual((parked.resolved, parked.decision), (True, "mended"))
        parked = self.env["elektrohisob.charge.run.parked"].search(
            [("account_id", "=", account.id), ("resolved", "=", False)]
        )
        self.assertEqual(parked.code, "no_tariff")
        tariff = self.env.ref("elektrohisob_billing.tariff_h_gen")
        agreement = self.env["elektrohisob.agreement"].create(
            {"number": "R9", "account_id": account.id, "date_start": "2025-10-05"}
        )
        agreement.term_ids = [
            (0, 0, {"date_start": "2025-10-05", "tariff_id": tariff.id})
        ]
        agreement.action_activate()
        self._go()
        self.assertTrue(parked.resolved)
        self.assertEqual(account.amount_due, 6_000)

    def test_which_accounts(self):
        """Opened after the month: not yet. Closed before it: only when something
        changed since."""
        self._create_account(date_open="2025-11-02")
        gone = self.meters[0]
        gone.date_end = date(2025, 10, 31)
        self._go()
        november = self._open_month("2025-11-01")
        gone.account_id.write({"state": "closed", "date_close": date(2025, 10, 31)})
        for meter in self.meters[1:]:
            self._read(meter, ("2025-12-01", 100))
        self._open_month("2025-12-01")
        run = self._go()
        self.assertEqual(run.period_id.date_start, date(2025, 12, 1))
        self.assertNotIn(gone.account_id, run.parked_ids.account_id)
        self.assertEqual(run.account_count, 5)  # four and the one of November
        reading = gone.reading_ids.filtered(lambda row: row.date == date(2025, 11, 1))
        reading._correct(value=90, note="test")
        self._go()
        self.assertEqual(gone.account_id.amount_due, 54_000)
        self.assertEqual(november.state, "closed")

    def test_rights(self):
        for role in ("clerk_household", "engineer", "cashier", "auditor"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._create_run_as(role)
        for role in ("accountant", "manager"):
            with self.subTest(role):
                run = self._create_run_as(role)
                with trap_jobs() as trap:
                    run.action_start()
                    trap.perform_enqueued_jobs()
                self.assertEqual(run.stage, "done")
                self.env.flush_all()
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 5)

    def _create_run_as(self, role):
        return self.runs.with_user(self.users[role]).create(
            {"company_id": self.district_a.id, "period_id": self.october.id}
        )
