from contextlib import contextmanager

from odoo.tests import TransactionCase, tagged

from ..tools import bulk


@tagged("post_install", "-at_install")
class TestBulk(TransactionCase):
    """Rows written past the ORM."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute(
            "CREATE TEMP TABLE bulk_test (id int, name text) ON COMMIT DROP"
        )

    def _read(self):
        self.env.cr.execute("SELECT id, name FROM bulk_test ORDER BY id")
        return self.env.cr.fetchall()

    def test_lines_of_several_portions_all_arrive(self):
        count = 2 * bulk.LINES_AT_ONCE + 1
        lines = (f"{number}\tn{number}" for number in range(count))
        bulk.copy_lines(self.env.cr, "bulk_test", ("id", "name"), lines)
        self.assertEqual(self._read(), [(n, f"n{n}") for n in range(count)])

    def test_no_lines_write_nothing(self):
        bulk.copy_lines(self.env.cr, "no_such_table", ("id",), iter(()))

    def test_values_arrive_as_they_are(self):
        rows = [(1, "a\tb\\n\nʻ"), (2, None), (3, "\\N"), (4, "")]
        bulk.copy_rows(self.env.cr, "bulk_test", ("id", "name"), rows)
        self.assertEqual(self._read(), rows)

    def test_failure_midway_leaves_nothing(self):
        def lines():
            yield from (f"{n}\tn" for n in range(2 * bulk.LINES_AT_ONCE))
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            bulk.copy_lines(self.env.cr, "bulk_test", ("id", "name"), lines())
        self.assertEqual(self._read(), [])

    def test_prepared_statement(self):
        """Read once for a session that is kept, as it stands for any other one."""
        text = bulk.insert_text("bulk_test", {"id": "%(id)s", "name": "%(name)s"})
        statement = bulk.Prepared(
            "test", {"name": "text", "id": "int"}, f"{text} RETURNING id + 1"
        )
        rows = [(1, "a%sʻ"), (2, None)]
        self.assertEqual(
            statement.execute(self.env.cr, {"id": 1, "name": "a%sʻ"}), [(2,)]
        )
        with self._kept():
            self.assertFalse(self._prepared())
            for _time in range(2):
                with self.env.cr.savepoint(flush=False) as point:
                    values = {"id": 2, "name": None}
                    self.assertEqual(statement.execute(self.env.cr, values), [(3,)])
                    if not _time:
                        point.rollback()
                self.assertEqual(len(self._prepared()), 1, "the rest of a transaction")
        self.assertEqual(self._read(), rows)

    def test_prepared_without_parameters(self):
        statement = bulk.Prepared("none", {}, "SELECT 7")
        self.assertEqual(statement.execute(self.env.cr, {}), [(7,)])
        with self._kept():
            self.assertEqual(statement.execute(self.env.cr, {}), [(7,)])

    def test_kept_session_looks_rows_up_by_index(self):
        """A plan made for an empty table serves when it is full."""
        with self._kept():
            self.env.cr.execute("SHOW enable_seqscan")
            self.assertEqual(self.env.cr.fetchone()[0], "off")

    def _prepared(self):
        self.env.cr.execute(
            "SELECT name FROM pg_prepared_statements"
            " WHERE name LIKE 'elektrohisob_test%'"
        )
        return self.env.cr.fetchall()

    @contextmanager
    def _kept(self):
        bulk.keep_session(self.env.cr)
        connection = self.env.cr.connection
        try:
            yield
        finally:
            del connection.reset, bulk._kept[connection]
            self.env.cr.execute("SET enable_seqscan = on")
