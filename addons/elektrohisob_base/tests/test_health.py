import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestHealth(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Health = cls.env["elektrohisob.health"].with_user(cls.users["admin"])

    def _rows(self, code):
        return [row for row in self.Health.state()["rows"] if row["code"] == code]

    def _row(self, code):
        (row,) = self._rows(code)
        return row

    def test_only_administrators_ask(self):
        for role, user in self.users.items():
            if role != "admin":
                with self.assertRaises(AccessError):
                    self.Health.with_user(user).state()
                self.assertFalse(
                    self.env["elektrohisob.health.check"]
                    .with_user(user)
                    .has_access("create")
                )

    def test_every_check_answers(self):
        rows = self.Health.state()["rows"]
        self.assertEqual(
            {
                "addons", "odoo", "postgresql", "jobs_waiting", "jobs_failed", "crons",
                "disk", "database", "tables", "standby", "backup",
            } - {row["code"] for row in rows},
            set(),
        )  # fmt: skip
        for row in rows:
            self.assertIn(row["state"], ("ok", "warn", "bad"))
            self.assertTrue(row["name"] and row["value"], row)
            self.assertEqual(bool(row["advice"]), row["state"] != "ok", row)

    def test_certificates(self):
        today = fields.Date.context_today(self.Health)
        for days, state in ((-1, "bad"), (5, "warn"), (60, "ok")):
            certificate = self.env["elektrohisob.certificate"].create(
                {
                    "name": "Portal",
                    "date_expires": fields.Date.add(today, days=days),
                }
            )
            row = self._row(f"certificate_{certificate.id}")
            self.assertEqual(row["state"], state)
        self.assertEqual(self.Health.state()["state"], "bad")

    def test_backup(self):
        with tempfile.TemporaryDirectory() as folder:
            self._set_parameter("health_backup_folder", folder)
            self.assertEqual(self._row("backup")["state"], "bad")
            path = Path(folder) / "backup.dump"
            path.write_text("x")
            self.assertEqual(self._row("backup")["state"], "ok")
            for hours, state in ((30, "warn"), (60, "bad")):
                made = path.stat().st_ctime - hours * 3600
                os.utime(path, (made, made))
                self.assertEqual(self._row("backup")["state"], state)

    def test_exchange(self):
        provider = self.env["elektrohisob.exchange.provider"].create(
            {"name": "Bank", "code": "health-bank", "kind": "archive"}
        )
        message = provider._receive("a.txt", b"1")
        row = next(row for row in self._rows("exchange") if row["name"] == "Bank")
        self.assertEqual(row["state"], "ok")
        message.state = "refused"
        message.flush_recordset()
        row = next(row for row in self._rows("exchange") if row["name"] == "Bank")
        self.assertEqual(row["state"], "warn")

    def test_jobs(self):
        self.env.cr.execute(
            """
            INSERT INTO queue_job (uuid, state, date_created, method_name, model_name,
                                   name, records, args, kwargs)
            VALUES ('health-test', 'failed', now(), 'x', 'x', 'x', '[]', '[]', '{}')
            """
        )
        self.assertEqual(self._row("jobs_failed")["state"], "warn")

    @mute_logger("odoo.addons.elektrohisob_base.models.health")
    def test_a_check_that_fails_is_a_finding(self):
        health = type(self.env["elektrohisob.health"])
        with patch.object(health, "_check_disk", side_effect=OSError("disk")):
            row = self._row("disk")
        self.assertEqual((row["state"], row["value"]), ("bad", "OSError"))

    def test_page(self):
        page = self.env["elektrohisob.health.check"].with_user(self.users["admin"])
        action = page.action_open()
        shown = page.search(action["domain"])
        self.assertTrue(shown)
        again = page.search(page.action_open()["domain"])
        self.assertEqual(len(again), len(shown))
        self.assertFalse(shown.exists())
