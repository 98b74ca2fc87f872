import io
import zipfile

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..wizards.gl_sheet_file import GlSheetFile
from .common_books import BooksCommon

ROWS_AT_ONCE = GlSheetFile._get_rows_at_once


@tagged("post_install", "-at_install")
class TestGlFile(BooksCommon):
    """Files longer than one waits for are made by a job. May 2026: two consumers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._record(cls.account, "charge", 1120.0, "2026-05-31")
        cls._record(cls.shop, "charge", 900.0, "2026-05-31")

    def setUp(self):
        super().setUp()
        self._wait_for(1)

    def _wait_for(self, rows):
        """Longer files are made by a job."""
        sheets = type(self.env["elektrohisob.gl.sheet"])
        self.patch(sheets, "_get_rows_at_once", lambda sheet: rows)

    def _ask(self, file_format, **vals):
        """Press the button; the files there are then, and the jobs."""
        sheet = self._sheet("consumers", **vals)
        with trap_jobs() as trap:
            action = getattr(sheet, f"action_{file_format}")()
            jobs = len(trap.enqueued_jobs)
            trap.perform_enqueued_jobs()
        return action, jobs, self._get_files()

    def _get_files(self, user="accountant"):
        files = self.env["elektrohisob.gl.file"].with_user(self.users[user])
        files.invalidate_model()
        return files.search([])

    def test_workbook(self):
        action, jobs, file = self._ask("xlsx")
        self.assertEqual((action["tag"], jobs), ("display_notification", 1))
        self.assertEqual((file.state, file.row_count), ("ready", 2))
        action = file.action_download()
        self.assertIn(f"/web/content/{file.attachment_id.id}", action["url"])
        sheet = load_workbook(io.BytesIO(file.attachment_id.raw)).active
        numbers = {row[0].value for row in sheet.iter_rows()}
        self.assertTrue({self.account.number, self.shop.number} <= numbers)

    def test_csv_is_packed(self):
        _action, _jobs, file = self._ask("csv")
        self.assertTrue(file.attachment_id.name.endswith(".csv.zip"))
        with zipfile.ZipFile(io.BytesIO(file.attachment_id.raw)) as archive:
            [name] = archive.namelist()
            text = archive.read(name).decode("utf-8-sig")
        self.assertIn(self.shop.number, text)

    def test_filters_are_kept(self):
        _action, _jobs, file = self._ask("csv", category="legal")
        self.assertEqual(len(file), 0)  # one row is waited for
        self._record(self.bakery, "charge", 5.0, "2026-05-31")
        _action, _jobs, file = self._ask("csv", category="legal")
        self.assertEqual(file.row_count, 2)

    def test_short_files_and_pdf_come_at_once(self):
        self.assertEqual(self._ask("pdf")[0]["type"], "ir.actions.act_url")
        self._wait_for(1000)
        action, jobs, file = self._ask("xlsx")
        self.assertEqual((action["type"], jobs), ("ir.actions.act_url", 0))
        self.assertFalse(file)

    def test_asked_twice_is_made_once(self):
        sheet = self._sheet("consumers")
        with trap_jobs() as trap:
            sheet.action_csv()
            sheet.action_csv()
            self.assertEqual(len(trap.enqueued_jobs), 1)
        file = self._get_files()
        self.assertEqual((len(file), file.state), (1, "waiting"))
        with self.assertRaisesRegex(UserError, "not ready"):
            file.action_download()

    def test_of_who_asked(self):
        """Colleagues see that there is a file; it holds the units of who has asked."""
        _action, _jobs, file = self._ask("csv")
        other = self._get_files("manager")
        self.assertEqual(other.ids, file.ids)
        with self.assertRaises(AccessError):
            other.action_download()
        attachment = file.attachment_id
        self.assertTrue(attachment.raw)
        with self.assertRaises(AccessError):
            attachment.with_user(self.users["manager"]).read(["raw"])
        other.unlink()
        self.assertFalse(attachment.exists())

    def test_limit_is_a_parameter(self):
        self._set_parameter("gl_file_rows", 777)
        sheets = self.env["elektrohisob.gl.sheet"]
        self.assertEqual(ROWS_AT_ONCE(sheets.new({})), 777)

    def test_old_files_go(self):
        _action, _jobs, file = self._ask("csv")
        files = self.env["elektrohisob.gl.file"]
        files._gc_files()
        self.assertTrue(file.exists())
        self.env.cr.execute(
            "UPDATE elektrohisob_gl_file SET create_date = create_date - interval "
            "'40 days'"
        )
        files.invalidate_model()
        files._gc_files()
        self.assertFalse(file.exists())
