from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestPeriod(ElektrohisobCommon):
    def _create_period(self, start="2026-01-01", company=None):
        return self.env["elektrohisob.period"].create(
            {"company_id": (company or self.district_a).id, "date_start": start}
        )

    def test_month(self):
        self.assertEqual(self._create_period().date_end, date(2026, 1, 31))
        february = self._create_period("2028-02-01", self.district_b)
        self.assertEqual(february.date_end, date(2028, 2, 29))
        self.assertEqual(february.display_name, "02.2028 Test district B")

    def test_first_day(self):
        with self.assertRaises(ValidationError):
            self._create_period("2026-01-02")

    @mute_logger("odoo.sql_db")
    def test_one_month_is_open(self):
        self._create_period()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_period("2026-02-01")
        self._create_period(company=self.district_b)

    def test_closing_opens_the_next_month(self):
        period = self._create_period("2026-12-01")
        period = period.with_user(self.users["accountant"])
        period.action_start_closing()
        period.action_reopen()
        period.action_start_closing()
        period.action_close()
        self.assertRecordValues(
            period,
            [{"state": "closed", "closed_by_id": self.users["accountant"].id}],
        )
        opened = self.env["elektrohisob.period"]._get_open(self.district_a)
        self.assertEqual(opened.date_start, date(2027, 1, 1))

    def test_closed_month_stays_closed(self):
        period = self._create_period()
        period.action_close()
        with self.assertRaises(UserError):
            period.action_close()
        with self.assertRaises(UserError):
            period.state = "open"
        with self.assertRaises(UserError):
            period.unlink()

    def test_no_open_month(self):
        with self.assertRaises(UserError) as raised:
            self.env["elektrohisob.period"]._get_open(self.district_a)
        self.assertIn("Test district A", str(raised.exception))

    def test_clerks_do_not_close(self):
        period = self._create_period().with_user(self.users["clerk_household"])
        with self.assertRaises(AccessError):
            period.action_start_closing()
