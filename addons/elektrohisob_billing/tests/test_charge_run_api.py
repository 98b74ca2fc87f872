from odoo.exceptions import AccessError, UserError

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import BillingCommon


class TestChargeRunApi(BillingCommon):
    """Runs from a program. Every consumer uses 100 kWh = 60 000 so'm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meters = [cls._create_consumer(f"A{index}") for index in range(4)]
        cls.accounts = cls.env["elektrohisob.account"].union(
            *(meter.account_id for meter in cls.meters)
        )
        for meter in cls.meters:
            cls._read(meter, ("2025-11-01", 100))
        cls.runs = cls.env["elektrohisob.charge.run"]

    def _as(self, role):
        return self.runs.with_user(self.users[role])

    def _start(self, **options):
        answer = self._as("accountant").start(
            company=self.district_a.id, month="2025-10-01", chunk_size=2, **options
        )
        return answer["run_id"]

    def _perform(self, trap):
        trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    def test_preview_approval_and_booking(self):
        self._set_parameter("charge_run_approval_amount", 200_000)
        with trap_jobs() as trap:
            run = self._start(preview=True)
            self._perform(trap)
        state = self._as("accountant").state(run=run)
        self.assertEqual((state["state"], state["amount"]), ("preview", 240_000))
        self.assertTrue(state["needs_approval"])
        with self.assertRaisesRegex(UserError, "second person"):
            self._as("accountant").book(run=run)
        with self.assertRaisesRegex(UserError, "nobody has asked"):
            self._as("manager").approve(run=run)
        self._as("accountant").ask_approval(run=run, reason="October")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._as("accountant").approve(run=run)  # his own
        with trap_jobs() as trap:
            state = self._as("manager").approve(run=run)
            self.assertEqual((state["run"], state["state"]), (run, "running"))
            self._perform(trap)
        self.assertEqual(self._as("manager").state(run=run)["state"], "done")
        self.assertEqual(self.accounts.mapped("amount_due"), [60_000] * 4)

    def test_preview_again_and_book(self):
        with trap_jobs() as trap:
            run = self._start(preview=True)
            self._perform(trap)
        self._read(self._create_consumer("A9"), ("2025-11-01", 100))
        with trap_jobs() as trap:
            answer = self._as("accountant").preview(run=run)
            self.assertEqual(answer["state"], "previewing")
            self._perform(trap)
        self.assertEqual(self._as("accountant").state(run=run)["amount"], 300_000)
        with trap_jobs() as trap:
            self._as("accountant").book(run=run)
            self._perform(trap)
        self.assertEqual(self._as("accountant").state(run=run)["charged"], 5)

    def test_pause_resume_cancel(self):
        with trap_jobs():
            run = self._start()
        self.runs.browse(run).chunk_ids[0]._process()
        with trap_jobs() as trap:
            self.assertEqual(self._as("manager").pause(run=run)["state"], "paused")
            with self.assertRaisesRegex(UserError, "in the state"):
                self._as("manager").pause(run=run)
            self.assertEqual(self._as("manager").resume(run=run)["state"], "running")
            answer = self._as("manager").cancel(run=run)
            self._perform(trap)
        self.assertEqual((answer["state"], answer["charged"]), ("cancelled", 2))
        self.assertEqual(sum(self.accounts.mapped("amount_due")), 120_000)

    def test_parked(self):
        """Bills of 60 000 so'm of new accounts are looked at above 50 000; one account
        has no meter."""
        self._set_parameter("bill_new_limit", 50_000)
        bare = self._create_account(date_open="2025-10-05")
        with trap_jobs() as trap:
            run = self._start()
            self._perform(trap)
        rows = self._as("accountant").parked(run=run)
        self.assertEqual(len(rows), 5)
        self.assertEqual([r["id"] for r in rows], sorted(r["id"] for r in rows))
        self.assertEqual(
            [r["account"] for r in rows if r["code"] == "no_meter"], [bare.number]
        )
        large = self._as("accountant").parked(run=run, code="sum_new", limit=2)
        self.assertEqual(len(large), 2)
        self.assertEqual((large[0]["kwh"], large[0]["amount"]), (100, 60_000))
        more = self._as("accountant").parked(
            run=run, code="sum_new", after=large[-1]["id"]
        )
        self.assertEqual(len(more), 2)
        ids = [row["id"] for row in large]
        with self.assertRaisesRegex(UserError, "Write why"):
            self._as("accountant").decide(parked=ids, decision="released")
        decided = self._as("accountant").decide(
            parked=ids, decision="released", note="electric heating"
        )
        self.assertEqual(
            [(r["decision"], r["resolved"]) for r in decided], [("released", True)] * 2
        )
        self.assertEqual(sum(self.accounts.mapped("amount_due")), 120_000)
        self.assertEqual(len(self._as("accountant").parked(run=run)), 3)
        everything = self._as("accountant").parked(run=run, waiting=False)
        self.assertEqual(len(everything), 5)

    def test_refusals(self):
        with trap_jobs():
            run = self._start()
        cases = (
            ("no billing run", "state", {"run": 10**9}),
            ("no billing run", "cancel", {"run": 10**9}),
            ("no parked account", "decide", {"parked": [], "decision": "field"}),
            ("no parked account", "decide", {"parked": [10**9], "decision": "field"}),
        )
        for message, method, arguments in cases:
            with self.subTest(method), self.assertRaisesRegex(UserError, message):
                getattr(self._as("accountant"), method)(**arguments)
        parked = self.env["elektrohisob.charge.run.parked"].create(
            {"run_id": run, "account_id": self.accounts[0].id, "code": "sum_high"}
        )
        with self.assertRaisesRegex(UserError, "is no decision"):
            self._as("accountant").decide(parked=parked.ids, decision="forget")
        for role in ("clerk_household", "auditor"):
            for method in ("pause", "resume", "cancel", "preview", "book"):
                with (
                    self.subTest(role=role, method=method),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    getattr(self._as(role), method)(run=run)
        self.assertEqual(self.runs.browse(run).stage, "running")

    def test_a_unit_above_in_the_screen(self):
        """The form proposes the open month and starts a run in each district."""
        self._open_month("2025-10-01", self.district_b)
        units = self.district_a | self.district_b | self.enterprise
        manager = self._create_user("manager", self.enterprise | units, "manager_above")
        plan = (
            self.env["elektrohisob.charge.run.plan"]
            .with_user(manager)
            .with_context(allowed_company_ids=units.ids)
            .create({"unit_id": self.enterprise.id, "chunk_size": 2})
        )
        self.assertEqual(plan.month, self.october.date_start)
        self.assertEqual(plan.district_count, 2)
        with trap_jobs() as trap:
            action = plan.action_plan()
            self._perform(trap)
        runs = self.runs.search(action["domain"])
        self.assertEqual(runs.company_id, self.district_a | self.district_b)
        self.assertEqual(set(runs.mapped("stage")), {"preview"})
        self.assertEqual(sum(runs.mapped("preview_amount")), 240_000)
        self.assertEqual(set(runs.mapped("minutes_left")), {0})
