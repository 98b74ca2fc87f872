import logging
import threading
import time
from functools import partial
from unittest.mock import patch

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .common_real import SUM, RealCase

_logger = logging.getLogger(__name__)
TRIES = 3
PATIENCE = 10  # seconds a test waits for another thread before it is red


class TestChargeRunReal(RealCase):
    """Runs, payments and settlements of several connections at once."""

    def setUp(self):
        super().setUp()
        self.env = self._connect()  # for looking at locks

    def _create_run(self, env):
        return env["elektrohisob.charge.run"].create(
            {
                "company_id": self.company_id,
                "period_id": self.period_id,
                "chunk_size": 100,
            }
        )

    def _start(self):
        """Id of the slice of a run that was started; the job is not run."""
        with self.registry.cursor() as cr, trap_jobs():
            run = self._create_run(self._env(cr))
            run.action_start()
            return run.chunk_ids.id

    def _process(self, connections, chunk_id):
        """What a worker does with the job: again after a serialization failure.

        :return: how many times it took
        """
        name = "elektrohisob.charge.run.chunk"
        return self._repeat(
            connections, lambda env: env[name].browse(chunk_id)._process()
        )

    def _repeat(self, connections, work):
        """Do the work in a transaction, as requests and jobs again in the next one
        if others were faster; returns how many it took."""
        for times, env in enumerate(connections, 1):
            try:
                with env.cr:
                    work(env)
                    env.flush_all()
                return times
            except SerializationFailure:
                continue
        raise AssertionError("it never came to an end")

    def _get_pid(self, env):
        return env.cr._cnx.get_backend_pid()

    def _wait_until_blocked(self, waiting, by):
        """Until the connection ``waiting`` waits for the connection ``by`` alone."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.env.cr.execute("SELECT pg_blocking_pids(%s)", [self._get_pid(waiting)])
            blockers = self.env.cr.fetchone()[0]
            if blockers == [self._get_pid(by)]:
                return
            time.sleep(0.01)
        raise AssertionError(f"it waits for {blockers}")

    def _pay(self, env, account_id, amount):
        vals = {
            "account_id": account_id,
            "company_id": self.company_id,
            "date": "2025-10-20",
            "amount": amount,
            "channel": "bank",
        }
        env["elektrohisob.payment"]._receive([vals])

    def _get_balances(self):
        rows = self._read(
            "elektrohisob.account.state",
            [("company_id", "=", self.company_id)],
            ["account_id", "balance"],
        )
        return {row["account_id"][0]: row["balance"] for row in rows}

    def _check_books(self, paid):
        """Each consumer is charged once and its payments are in the balance."""
        charges = self._read(
            "elektrohisob.charge", [("company_id", "=", self.company_id)], ["amount"]
        )
        self.assertEqual([row["amount"] for row in charges], [SUM] * self.consumers)
        entries = self._read(
            "elektrohisob.ledger.entry",
            [("company_id", "=", self.company_id)],
            ["amount"],
        )
        self.assertEqual(
            sum(row["amount"] for row in entries),
            SUM * self.consumers - sum(paid.values()),
        )
        wanted = {id_: SUM - paid.get(id_, 0) for id_ in self.account_ids}
        self.assertEqual(self._get_balances(), wanted)

    def _settle_until(self, chunk_id, before):
        """Settle the slice in another thread, which stops before or after its last
        step, the update of the state rows.

        :return: the environment of the thread and how to let it go on: it returns
            how many times the slice took
        """
        connections = [self._connect() for _try in range(TRIES)]
        model = self.registry["elektrohisob.settlement"]
        original = model._advance_states
        stopped, go_on, times = threading.Event(), threading.Event(), []

        def stop(settlement, *args):
            if not before:
                original(settlement, *args)
            if settlement.env.cr is connections[0].cr:
                stopped.set()
                go_on.wait(PATIENCE)
            if before:
                original(settlement, *args)

        def work():
            times.append(self._process(connections, chunk_id))

        patcher = patch.object(model, "_advance_states", stop)
        patcher.start()
        self.addCleanup(patcher.stop)
        thread = self._run(work)
        self.addCleanup(go_on.set)
        self.assertTrue(stopped.wait(PATIENCE), "the slice did not come so far")

        def finish():
            self.assertTrue(thread.is_alive(), "the slice did not stop")
            go_on.set()
            thread.join(PATIENCE)
            return times

        return connections[0], finish

    def _run(self, work):
        thread = threading.Thread(target=work)
        thread.start()
        self.addCleanup(thread.join, PATIENCE)
        return thread

    @mute_logger("odoo.sql_db")
    def test_payments_during_a_slice_do_not_wait(self):
        """The slice has computed and written everything but its last step; three
        payments come in on another connection, that would give up after 1 s."""
        chunk_id = self._start()
        _env, finish = self._settle_until(chunk_id, before=True)
        paid = {id_: 1000 * n for n, id_ in enumerate(self.account_ids[:3], 1)}
        waits = []
        for account_id, amount in paid.items():
            began = time.monotonic()
            with self.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '1s'")
                self._pay(self._env(cr), account_id, amount)
            waits.append(f"{time.monotonic() - began:.3f}")
        wanted = {id_: -paid.get(id_, 0) for id_ in self.account_ids}
        self.assertEqual(self._get_balances(), wanted)
        self.assertEqual(finish(), [2])  # the last step failed, all of it came again
        self._check_books(paid)
        _logger.info("payments during a slice took %s s", waits)

    @mute_logger("odoo.sql_db")
    def test_a_payment_waits_for_the_last_step_alone(self):
        """Between the update of the states and the commit a payment must wait, for
        that connection; then it is taken at its second try, as requests are."""
        chunk_id = self._start()
        slice_env, finish = self._settle_until(chunk_id, before=False)
        account_id, tries, ended = self.account_ids[0], [], []
        connections = [self._connect() for _try in range(TRIES)]

        def pay():
            work = partial(self._pay, account_id=account_id, amount=500)
            tries.append(self._repeat(connections, work))
            ended.append(time.monotonic())

        thread = self._run(pay)
        self._wait_until_blocked(connections[0], slice_env)
        began = time.monotonic()
        self.assertEqual(finish(), [1])
        thread.join(PATIENCE)
        self.assertEqual(tries, [2])
        self._check_books({account_id: 500})
        took = ended[0] - began
        _logger.info("a payment of the last step was in %.3f s after it", took)

    @mute_logger("odoo.sql_db")
    def test_two_settlements_of_one_account(self):
        """The button of the account while the slice is at it: one of them books."""
        chunk_id = self._start()
        _env, finish = self._settle_until(chunk_id, before=True)
        with self.registry.cursor() as cr:
            accounts = self._env(cr)["elektrohisob.account"]
            accounts.browse(self.account_ids[0]).action_settle()
        self.assertEqual(finish(), [2])
        self._check_books({})

    @mute_logger("odoo.sql_db")
    def test_a_reading_waits_for_the_slice(self):
        """Facts are not written under a settlement that has read them already; the
        reading then finds the account settled and marks it to be settled again."""
        chunk_id = self._start()
        slice_env, finish = self._settle_until(chunk_id, before=True)
        connections, tries = [self._connect() for _try in range(TRIES)], []
        row = {"account_id": self.account_ids[0], "date": "2025-10-15", "value": "40"}

        def accept(env):
            env["elektrohisob.reading"]._accept([row], source="sheet")

        thread = self._run(lambda: tries.append(self._repeat(connections, accept)))
        self._wait_until_blocked(connections[0], slice_env)
        self.assertEqual(finish(), [1])
        thread.join(PATIENCE)
        self.assertEqual(tries, [2])
        (state,) = self._read(
            "elektrohisob.account.state",
            [("account_id", "=", self.account_ids[0])],
            ["dirty_from"],
        )
        self.assertEqual(str(state["dirty_from"]), "2025-10-01")
        self._check_books({})

    @mute_logger("odoo.sql_db")
    def test_two_runs_started_at_once(self):
        """Two clerks in two connections: the second waits for the first and is
        refused by the database; everything is booked once."""
        first, second, refused = self._connect(), self._connect(), []

        def start():
            try:
                with second.cr:
                    self._create_run(second).action_start()
                    second.flush_all()
            except UniqueViolation as error:
                refused.append(str(error))

        with trap_jobs():
            with first.cr:
                self._create_run(first).action_start()
                first.flush_all()
                thread = self._run(start)
                self._wait_until_blocked(second, first)
            thread.join(PATIENCE)
        self.assertIn("one_running", refused[0])
        (run,) = self._read(
            "elektrohisob.charge.run",
            [("company_id", "=", self.company_id)],
            ["stage", "chunk_ids"],
        )
        self.assertEqual(run["stage"], "running")
        self._process([self._connect()], run["chunk_ids"][0])
        self._check_books({})
