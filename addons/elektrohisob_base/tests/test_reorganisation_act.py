from io import BytesIO

from pypdf import PdfReader

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .common import ElektrohisobCommon


class TestReorganisationAct(ElektrohisobCommon, HttpCase):
    """The act of a reorganisation names the order, what goes and who signs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls._create_account()
        for _index in range(2):
            cls._create_account()
        cls._get_isolation_reorganisation(account)
        cls.document = cls.env["elektrohisob.reorganisation"].search(
            [("company_id", "=", cls.district_a.id)]
        )
        cls.env["elektrohisob.signatory"].create(
            {
                "company_id": cls.district_a.id,
                "document": "act",
                "name": "Toʻlqinov T.",
                "position": "Chief engineer",
                "date_start": "2020-01-01",
            }
        )

    def _get_text(self, content):
        pages = PdfReader(BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def test_a_unit_below_another_one(self):
        act = self.document._prepare_act()
        code = self.district_a.network_code or ""
        self.assertEqual(
            act.rows,
            [["1", "Test district A", code, "3"], ["", "Total", "", "3"]],
        )
        text = self._get_text(self.document._render_act("en_US"))
        for words in (
            "Act of reorganisation to order No. 1",
            "Unit moved below another one, from 01.01.2026",
            "No. 1 of 20.12.2025",
            "Handed over by: Test district A, Chief engineer",
            "To‘lqinov T.",
            "Taken over by: Test enterprise",
        ):
            self.assertIn(words, text)

    def test_accounts_by_mahalla(self):
        district = self.district_a.district_id
        locality = self.env["elektrohisob.locality"].create(
            {"name": "Navbahor", "district_id": district.id}
        )
        self._create_account(locality_id=locality.id)
        self.document.line_ids.unlink()
        self.document.write({"kind": "merge", "company_to_id": self.district_b.id})
        act = self.document._prepare_act()
        self.assertEqual(act.columns[:3], ["№", "Mahalla", "Accounts"])
        self.assertEqual(
            [row[:3] for row in act.rows],
            [
                ["1", "Navbahor", "1"],
                ["2", "Without a mahalla", "3"],
                ["", "Total", "4"],
            ],
        )

    @mute_logger("odoo.http")
    def test_download(self):
        path = f"/elektrohisob/reorganisation/{self.document.id}/act"
        self.authenticate("elektrohisob_admin", "elektrohisob_admin")
        action = self.document.with_context(act_lang="ru_RU").action_print_act()
        self.assertEqual(action["url"], f"{path}?lang=ru_RU")
        answer = self.url_open(action["url"])
        self.assertTrue(answer.content.startswith(b"%PDF"))
        self._create_user("admin", self.district_b, "act_beside")
        self.authenticate("act_beside", "act_beside")
        self.assertEqual(self.url_open(path).status_code, 404)
