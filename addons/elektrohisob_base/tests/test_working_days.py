from datetime import date

from odoo.exceptions import UserError, ValidationError

from .common import ElektrohisobCommon


class TestWorkingDays(ElektrohisobCommon):
    """Counted by hand on the calendar of 2026.

    8 March is a Sunday, so Monday 9 is off; 20 March is Ramazon Hayit; 21 March a
    Saturday, so Monday 23 is off; 27 May Qurbon Hayit, 28 and 29 off by decree;
    31 August off by decree, 1 September a holiday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Day = cls.env["elektrohisob.calendar.day"]

    def test_shipped_calendar(self):
        off = ["01-01", "01-02", "03-09", "03-20", "03-23", "05-11", "05-27", "05-28"]
        off += ["05-29", "08-31", "09-01", "10-01", "12-08", "03-07"]
        for text in off:
            day = date.fromisoformat(f"2026-{text}")
            self.assertFalse(self.Day._is_working_day(day), text)
        for text in ("01-05", "03-06", "03-10", "03-19", "03-24", "05-12", "06-01"):
            day = date.fromisoformat(f"2026-{text}")
            self.assertTrue(self.Day._is_working_day(day), text)

    def test_add_working_days(self):
        for start, count, expected in (
            ("2026-03-06", 1, "2026-03-10"),
            ("2026-03-19", 1, "2026-03-24"),
            ("2026-05-26", 1, "2026-06-01"),
            ("2026-05-26", 5, "2026-06-05"),
            ("2026-06-01", -1, "2026-05-26"),
            ("2026-03-07", 0, "2026-03-10"),
            ("2026-03-06", 0, "2026-03-06"),
        ):
            found = self.Day._add_working_days(date.fromisoformat(start), count)
            self.assertEqual(found, date.fromisoformat(expected), (start, count))

    def test_local_day_and_cache(self):
        day = date(2026, 2, 4)
        self.assertTrue(self.Day._is_working_day(day))
        self.Day.create(
            {
                "code": "LOCAL",
                "name": "Day of the city",
                "date": day,
                "kind": "off",
                "company_id": self.enterprise.id,
            }
        )
        self.assertFalse(self.Day._is_working_day(day, self.district_a))
        self.assertTrue(self.Day._is_working_day(day, self.holding))
        saturday = date(2026, 2, 7)
        self.Day.create(
            {"code": "SAT", "name": "Moved", "date": saturday, "kind": "working"}
        )
        self.assertTrue(self.Day._is_working_day(saturday))

    def test_days_that_are_none(self):
        with self.assertRaisesRegex(ValidationError, "needs month and day"):
            self.Day.create({"name": "x", "kind": "yearly", "month": 2, "day": 30})
        with self.assertRaisesRegex(ValidationError, "needs month and day"):
            self.Day.create({"name": "x", "kind": "off"})

    def test_public_count(self):
        """March 2026: 22 weekdays less 9, 20 and 23."""
        counts = self.Day.working_days(date_from="2026-03-01", date_to="2026-03-31")
        self.assertEqual(counts, {"days": 31, "working_days": 19, "days_off": 12})
        with self.assertRaisesRegex(UserError, "not before the first"):
            self.Day.working_days(date_from="2026-03-02", date_to="2026-03-01")
