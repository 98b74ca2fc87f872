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
