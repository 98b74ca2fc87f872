from io import BytesIO

from pypdf import PdfReader

from odoo.tests import HttpCase

from .common import MeteringCommon


class TestMovementAct(MeteringCommon, HttpCase):
    """The act that is signed says what the document says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.old = cls._create_installation(cls.account, "ACT1", opening=100)
        cls.env["elektrohisob.installation.swap"].create(
            {
                "account_id": cls.account.id,
                "usage_point_id": cls.old.usage_point_id.id,
                "date": "2026-03-16",
                "mode": "swap",
                "act_number": "D-7",
                "closing_value": "345",
                "meter_id": cls._create_meter("ACT2").id,
                "multiplier": 20,
                "handed_by": "Aliyev A.",
                "scheme_check": "in order",
            }
        ).action_apply()
        cls.movement = cls.old.meter_id.line_ids.movement_id.filtered("act_number")

    def _get_text(self, content):
        pages = PdfReader(BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def test_what_is_printed(self):
        text = self._get_text(self.movement._render_act("en_US"))
        for words in (
            "Act No. D-7: Replacement",
            "16.03.2026",
            "ACT1",
            "ACT2",
            "345",
            "multiplier 20",
            "245 kWh will be charged",
            "in order",
            "Aliyev A.",
            "Karimov",
        ):
            self.assertIn(words, text)

    def test_download(self):
        self.authenticate("elektrohisob_engineer", "elektrohisob_engineer")
        action = self.movement.with_user(self.users["engineer"]).action_print()
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"%PDF"))
        missing = self.url_open("/elektrohisob/movement/0/act")
        self.assertEqual(missing.status_code, 404)
