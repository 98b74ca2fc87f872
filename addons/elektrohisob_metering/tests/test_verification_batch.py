import base64
from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .common import MeteringCommon


class TestVerificationBatch(MeteringCommon):
    """Batches of a laboratory, what is due, what follows when it has expired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meter_type.verification_years = 8
        cls.one = cls._create_meter("V1")
        cls.two = cls._create_meter("V2")
        cls.laboratory = cls.env["elektrohisob.place"].create(
            {
                "name": "Lab",
                "kind": "laboratory",
                "company_id": cls.district_a.id,
            }
        )

    def _as_engineer(self, records):
        return records.with_user(self.users["engineer"])

    def _create_batch(self, devices):
        return self._as_engineer(self.env["elektrohisob.verification.batch"]).create(
            {
                "company_id": self.district_a.id,
                "laboratory_id": self.laboratory.id,
                "line_ids": [Command.create({"device_id": row.id}) for row in devices],
            }
        )

    def _load(self, batch, text):
        self._as_engineer(self.env["elektrohisob.verification.batch.load"]).create(
            {
                "batch_id": batch.id,
                "content": base64.b64encode(text.encode()),
                "file_name": "results.csv",
            }
        ).action_load()

    def test_to_the_laboratory_and_back(self):
        batch = self._create_batch(self.one | self.two)
        with self.assertRaises(UserError):
            batch.action_take_back()
        batch.action_send()
        self.assertEqual(set((self.one | self.two).mapped("state")), {"laboratory"})
        with self.assertRaisesRegex(UserError, "V1"):
            batch.action_take_back()
        head = "serial;result;date;certificate;valid to;note\n"
        with self.assertRaisesRegex(UserError, "Row 2.*X9(.|\n)*Row 3.*maybe"):
            self._load(batch, head + "X9;passed;;;;\nV1;maybe;;;;\n")
        self._load(
            batch,
            head + "V1;Fit for use;05.03.2026;C-17;05.03.2030;\n"
            "V2;failed;05.03.2026;;;Broken\n",
        )
        batch.action_take_back()
        self.assertEqual(batch.state, "done")
        self.assertEqual(self.one.date_verify_next, date(2030, 3, 5))
        self.assertEqual(self.one.verification_ids.certificate_number, "C-17")
        self.assertEqual(self.two.verification_ids.result, "failed")
        failed = self.two.verification_ids
        self.assertEqual(self.two.date_verify_next, failed.date, "unfit since")
        self.assertEqual(set((self.one | self.two).mapped("state")), {"stock"})
        self.assertEqual(
            batch.movement_ids.sorted("id").mapped("kind"), ["laboratory", "return"]
        )
        with self.assertRaises(UserError):
            batch.unlink()

    def test_the_rest_passed(self):
        action = self._as_engineer(self.one | self.two).action_to_laboratory()
        batch = self._as_engineer(self.env[action["res_model"]]).browse(
            action["res_id"]
        )
        batch.action_send()
        batch.result_date = "2026-02-01"
        batch.action_fill()
        batch.action_take_back()
        self.assertEqual(self.two.date_verify_next, date(2034, 2, 1))

    def test_a_meter_that_hangs_stays(self):
        hung = self._create_installation(self._create_account(), "V3").meter_id
        with self.assertRaisesRegex(UserError, "V3"):
            self._create_batch(hung).action_send()

    def test_sheet(self):
        batch = self._create_batch(self.one)
        report = self.env.ref("elektrohisob_metering.verification_batch_report_xlsx")
        content, kind = self.env["ir.actions.report"]._render_xlsx(
            report.report_name, batch.ids, {}
        )
        self.assertEqual((kind, content[:2]), ("xlsx", b"PK"))

    def test_expired_verification_is_marked_and_ordered(self):
        installation = self._create_installation(self._create_account(), "V4")
        point = installation.usage_point_id
        self.assertFalse(point.verification_expired)
        installation.meter_id.date_verified = "2015-05-05"
        self.assertEqual(point.verification_expired, date(2023, 5, 5))
        Point = self.env["elektrohisob.usage.point"]
        self.assertIn(point, Point.search([("verification_expired", "!=", False)]))
        self.assertNotIn(point, Point.search([("verification_expired", "=", False)]))
        devices = self.env["elektrohisob.device"]
        devices._cron_order_verifications()
        self.assertFalse(point.work_order_ids)
        self._set_parameter("verification_follow", "order", company=self.district_a)
        for _turn in range(2):
            devices._cron_order_verifications()
        self.assertEqual(point.work_order_ids.mapped("kind"), ["verify"])
        soon = self._create_installation(self._create_account(), "V5")
        soon.meter_id.date_verified = date(business_today(soon).year - 4, 1, 1)
        devices._cron_order_verifications()
        self.assertFalse(soon.usage_point_id.work_order_ids)
