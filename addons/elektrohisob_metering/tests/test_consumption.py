from psycopg2.errors import RestrictViolation

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_base.tools import append_only, bulk

TABLE = "elektrohisob_consumption"
ROW = {
    "account_id": 1,
    "company_id": 1,
    "period_id": 1,
    "usage_point_id": 1,
    "month": "2026-10-01",
    "date_start": "2026-10-01",
    "date_end": "2026-11-01",
    "quality": "measured",
    "kwh": "7.5",
}


@tagged("post_install", "-at_install")
class TestConsumptionTable(TransactionCase):
    """An update of the addon adds a column to rows that are facts."""

    def setUp(self):
        super().setUp()
        self.Consumption = self.env["elektrohisob.consumption"]
        self.env.cr.execute(
            "ALTER TABLE elektrohisob_consumption"
            " DROP COLUMN origin, DROP COLUMN reading_type"
        )
        bulk.copy_rows(self.env.cr, TABLE, list(ROW), [list(ROW.values())])

    def _fetch(self, sql):
        self.env.cr.execute(sql)
        return self.env.cr.fetchall()

    def test_booked_rows_get_the_default(self):
        self.Consumption._add_columns_of_facts()
        rows = self._fetch(
            "SELECT DISTINCT origin, reading_type FROM elektrohisob_consumption"
        )
        self.assertEqual(rows, [("register", "A+")])
        columns = self._fetch(
            "SELECT is_nullable, column_default FROM information_schema.columns"
            " WHERE table_name = 'elektrohisob_consumption'"
            " AND column_name IN ('origin', 'reading_type')"
        )
        self.assertEqual(columns, [("NO", None)] * 2)
        self.Consumption._add_columns_of_facts()  # a second time changes nothing

    @mute_logger("odoo.sql_db")
    def test_rows_stay_facts(self):
        self.assertTrue(append_only.is_protected(self.env.cr, TABLE))
        self.Consumption._add_columns_of_facts()
        with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
            self._fetch("UPDATE elektrohisob_consumption SET origin = 'norm'")

    @mute_logger("odoo.sql_db")
    def test_the_framework_alone_would_fail(self):
        """Why there is a way of our own."""
        self._fetch(
            "ALTER TABLE elektrohisob_consumption ADD COLUMN origin varchar;SELECT 1"
        )
        with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
            self.Consumption._init_column("origin")
