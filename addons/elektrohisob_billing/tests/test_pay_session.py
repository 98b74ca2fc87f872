"""The session in which a statement is a transaction of its own."""

import threading
from types import SimpleNamespace

import psycopg2

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_billing.tools.session import Session

NUMBER = "SELECT txid_current(), pg_backend_pid()"


@tagged("post_install", "-at_install")
class TestPaySession(TransactionCase):
    def setUp(self):
        super().setUp()
        self.session, self.opened = Session(), []
        self.registry = SimpleNamespace(
            cursor=self._open, registry_sequence=7, cache_sequences={"default": 8}
        )
        self.addCleanup(self._end)

    def _open(self):
        # a real one: those of tests are part of one transaction
        cr = db_connect(self.env.cr.dbname).cursor()
        self.opened.append(cr.connection)
        return cr

    def _end(self):
        """No other test gets a session that keeps what it has."""
        for connection in self.opened:
            connection.close()

    def _ask(self, env, _signals, text=NUMBER):
        env.cr.execute(text)
        return env.cr.fetchone()

    def test_each_statement_is_a_transaction(self):
        numbers = []

        def work(env, signals):
            self.assertEqual(signals, "7,8")
            self.assertTrue(env.su)
            numbers.extend((self._ask(env, signals), self._ask(env, signals)))
            return "done"

        self.assertEqual(self.session.run(self.registry, work), "done")
        first, second = numbers
        self.assertNotEqual(first[0], second[0], "two transactions")
        again = self.session.run(self.registry, self._ask)
        self.assertEqual({first[1], second[1], again[1]}, {first[1]}, "one session")
        self.assertEqual(len(self.opened), 1)

    @mute_logger("odoo.sql_db")
    def test_after_an_error_it_is_opened_anew(self):
        def fail(env, signals):
            return self._ask(env, signals, "SELECT 1 / 0")

        self.assertIsNone(self.session.run(self.registry, fail))
        self.assertTrue(self.session.run(self.registry, self._ask))
        self.assertEqual(len(self.opened), 2)
        self.opened[-1].close()  # the database is ended
        self.assertIsNone(self.session.run(self.registry, self._ask))
        self.assertTrue(self.session.run(self.registry, self._ask))
        self.assertEqual(len(self.opened), 3)

        def wrong(env, signals):
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            self.session.run(self.registry, wrong)
        self.assertTrue(self.session.run(self.registry, self._ask))

    def test_database_away(self):
        self.registry.cursor = self._away
        self.assertIsNone(self.session.run(self.registry, self._ask))

    def _away(self):
        raise psycopg2.OperationalError("no server")

    def test_another_thread_goes_the_ordinary_way(self):
        found = []

        def work(env, signals):
            other = threading.Thread(
                target=lambda: found.append(self.session.run(self.registry, self._ask))
            )
            other.start()
            other.join()
            return "done"

        self.assertEqual(self.session.run(self.registry, work), "done")
        self.assertEqual(found, [None])
        self.assertEqual(len(self.opened), 1)
