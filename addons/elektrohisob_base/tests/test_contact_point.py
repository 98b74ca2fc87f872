from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestContactPoint(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env["elektrohisob.contact.point"].create(
            {"company_id": cls.district_a.id, "name": "Office"}
        )

    def test_hours_in_words(self):
        self.assertEqual(self.office.hours_text, "")
        self.office.action_set_usual_hours()
        usual = "Monday – Friday 09:00–18:00, break 13:00–14:00"
        self.assertEqual(self.office.hours_text, usual)
        saturday = {"weekday": "5", "hour_to": 13.5, "break_from": 0, "break_to": 0}
        self.office.hours_ids = [Command.create(saturday)]
        self.assertEqual(self.office.hours_text, f"{usual}; Saturday 09:00–13:30")
        self.office.round_the_clock = True
        self.assertEqual(self.office.hours_text, "Day and night")

    def test_days_apart_are_named_apart(self):
        self.office.hours_ids = [
            Command.create({"weekday": day, "break_from": 0, "break_to": 0})
            for day in ("0", "2", "3")
        ]
        self.assertEqual(
            self.office.hours_text,
            "Monday 09:00–18:00; Wednesday – Thursday 09:00–18:00",
        )

    def test_break_lies_between(self):
        day = {"weekday": "0", "break_from": 8, "break_to": 9.5}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.office.hours_ids = [Command.create(day)]
            self.env.flush_all()
