from datetime import date

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from ..adapters.intervals import ChannelDay
from .common import MeteringCommon


class TestChannelPoint(MeteringCommon):
    """One channel for each kind of energy of a point on a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.meter = cls._create_installation(cls.account, "CP1", opening=0)
        cls.point = cls.meter.usage_point_id
        cls.Channel = cls.env["elektrohisob.channel"]

    def _channel(self, code, **vals):
        point = {"usage_point_id": self.point.id, "point_code": code}
        return self.Channel.create(point | vals)

    def test_second_of_the_kind_is_refused_in_words(self):
        first = self._channel("P1")
        self._channel("P2", reading_type="R+")
        refused = self.assertRaisesRegex(ValidationError, "P1 already brings A")
        with refused, self.env.cr.savepoint():
            self._channel("P2")
        loose = self.Channel.create(
            {"point_code": "P3", "company_id": self.district_a.id}
        )
        refused = self.assertRaisesRegex(ValidationError, "Channel P1")
        with refused, self.env.cr.savepoint():
            loose.usage_point_id = self.point
        first.date_end = "2026-03-31"
        loose.write({"usage_point_id": self.point.id, "date_start": "2026-04-01"})
        with self.assertRaisesRegex(ValidationError, "Channel P3"):
            first.date_end = False

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_it_too(self):
        self._channel("P1")
        loose = self.Channel.create(
            {"point_code": "P3", "company_id": self.district_a.id}
        )
        self.env.flush_all()
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self.env.cr.execute(
                "UPDATE elektrohisob_channel SET usage_point_id = %s WHERE id = %s",
                [self.point.id, loose.id],
            )

    def _send(self, serial, day, point=None):
        """A day of a sender that names the meter."""
        row = ChannelDay(
            line_no=1,
            area="",
            point=point or serial,
            reading_type="A+",
            day=day,
            step=30,
            values=(10,) * 48,
            qualities=(0,) * 48,
            serial=serial,
        )
        return self.env["elektrohisob.interval.day"]._accept(
            [row], companies=self.district_a, company=self.district_a
        )[0]

    def test_channel_of_the_meter_that_took_over(self):
        """The new meter sends under its own number: the channel of the old one ends
        the day before it hangs."""
        self._send("CP1", date(2026, 3, 30))
        self.meter.date_end = "2026-03-31"
        new = self.meter.create(
            {
                "usage_point_id": self.point.id,
                "meter_id": self._create_meter("CP2").id,
                "date_start": "2026-04-01",
                "previous_id": self.meter.id,
            }
        )
        self._send("CP2", date(2026, 4, 1))
        old, fresh = self.Channel.search(
            [("usage_point_id", "=", self.point.id)], order="date_start"
        )
        self.assertEqual((old.point_code, str(old.date_end)), ("CP1", "2026-03-31"))
        self.assertEqual((fresh.point_code, fresh.date_start), ("CP2", new.date_start))

    def test_another_name_of_the_same_meter_waits(self):
        self._send("CP1", date(2026, 3, 30))
        self._send("CP1", date(2026, 3, 31), point="OTHER")
        other = self.Channel.search([("point_code", "=", "OTHER")])
        self.assertFalse(other.usage_point_id)
        self.assertEqual(other.company_id, self.district_a)
