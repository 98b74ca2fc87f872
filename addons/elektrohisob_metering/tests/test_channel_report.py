import base64
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_base.tools.dates import business_today

from . import askue
from .common import MeteringCommon


class TestChannelReport(MeteringCommon):
    """Which days are missing, who is asked for them, and files from a folder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2020-01-01")
        cls.installation = cls._create_installation(
            cls.account, "C1", start="2020-01-01", opening=0
        )
        cls.channel = cls.env["elektrohisob.channel"].create(
            {
                "usage_point_id": cls.installation.usage_point_id.id,
                "area_code": askue.AREA,
                "point_code": askue.POINT,
                "reading_type": "A+",
            }
        )
        today = business_today(cls.env["elektrohisob.channel"])
        cls.month = fields.Date.subtract(today.replace(day=1), months=1)
        cls.days = (today.replace(day=1) - cls.month).days
        cls._add_days(cls.month, 10)

    @classmethod
    def _add_days(cls, first, count):
        cls.env.cr.execute(
            """
            INSERT INTO elektrohisob_interval_day (channel_id, company_id, date, wh,
                   missing, doubtful, state, values, qualities)
            SELECT %s, %s, %s::date + n, 5000, 0, 0, 'valid', ARRAY[5000], ARRAY[0]
              FROM generate_series(0, %s) AS n
            """,
            (cls.channel.id, cls.channel.company_id.id, first, count - 1),
        )
        cls.channel.last_day = first + timedelta(days=count - 1)
        cls.env.flush_all()

    def _get_row(self):
        return self.env["elektrohisob.channel.report"].search(
            [("channel_id", "=", self.channel.id), ("month", "=", self.month)]
        )

    # === COMPLETENESS === #

    def test_days_of_the_last_month(self):
        """Ten days of 5 kWh came, the rest of the month did not."""
        row = self._get_row()
        self.assertEqual((row.expected, row.received), (self.days, 10))
        self.assertEqual((row.missing, row.kwh), (self.days - 10, 50))
        self.assertEqual(row.account_id, self.account)
        self.assertGreaterEqual(row.silent_days, self.days - 10)

    def test_request_of_the_missing_days(self):
        action = self._get_row().action_request()
        message = self.env["elektrohisob.exchange.message"].search(action["domain"])
        self.assertEqual((message.direction, message.state), ("out", "done"))
        lines = base64.b64decode(message.content).decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], "area;point;channel;day")
        self.assertEqual(len(lines) - 1, self.days - 10)
        first = self.month + timedelta(days=10)
        self.assertEqual(lines[1], f"{askue.AREA};{askue.POINT};A+;{first}")

    def test_nothing_is_missing(self):
        self._add_days(self.month + timedelta(days=10), self.days - 10)
        row = self._get_row()
        self.assertEqual(row.missing, 0)
        with self.assertRaisesRegex(UserError, "No day is missing"):
            row.action_request()

    # === ZONES === #

    def test_zones_of_the_day(self):
        Calendar = self.env["elektrohisob.zone.calendar"]
        Calendar.search([], limit=None).unlink()
        row = Calendar.create(
            {"name": "Zones", "date_start": "2020-01-01", "hours": "3" * 6 + "1" * 18}
        )
        (found,) = Calendar._get_calendars(self.month, self.month)
        self.assertEqual(found.hours, row.hours)
        with self.assertRaisesRegex(ValidationError, "24 digits"):
            row.hours = "3" * 23

    # === FOLDER === #

    def test_files_of_a_watched_folder(self):
        """Files are taken once and moved; one that is still written waits."""
        provider = self.env["elektrohisob.exchange.provider"]._find_provider(
            "askue_80020"
        )
        provider.folder = "askue"
        good = askue.layout({(askue.POINT, "01"): [1] * 48})
        with tempfile.TemporaryDirectory() as root:
            folder = Path(root) / "askue"
            folder.mkdir()
            self.env["ir.config_parameter"].set_param(
                "elektrohisob.exchange_folder", root
            )
            for name, data, age in (
                ("a.xml", good, 100),
                ("b.xml", b"no layout", 100),
                ("c.xml", good, 0),
            ):
                (folder / name).write_bytes(data)
                past = (folder / name).stat().st_mtime - age
                os.utime(folder / name, (past, past))
            self.env["elektrohisob.exchange.provider"]._cron_take_folders()
            self.assertEqual([p.name for p in folder.glob("*.xml")], ["c.xml"])
            self.assertEqual(len(list((folder / "done").iterdir())), 1)
            self.assertEqual(len(list((folder / "refused").iterdir())), 1)

    @mute_logger("odoo.sql_db")
    def test_a_folder_is_a_name(self):
        provider = self.env["elektrohisob.exchange.provider"]._find_provider(
            "askue_80020"
        )
        with self.assertRaisesRegex(ValidationError, "name of a folder only"):
            provider.folder = "../etc"
