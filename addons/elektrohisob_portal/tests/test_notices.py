from lxml import html

from odoo.tests import HttpCase, tagged

from .test_documents import PASSWORD, DocumentsCommon


@tagged("post_install", "-at_install")
class TestNotices(DocumentsCommon, HttpCase):
    """Advance notices in the cabinet of an organisation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent = cls._create_notice(cls.zamin, "A-1", "2025-11-01", "sent")
        cls.draft = cls._create_notice(cls.zamin, "A-2", "2025-12-01", "draft")
        cls.foreign = cls._create_notice(cls.bobur, "A-3", "2025-11-01", "sent")

    @classmethod
    def _create_notice(cls, account, number, month, stage):
        return cls.env["elektrohisob.advance.notice"].create(
            {
                "number": number,
                "account_id": account.id,
                "company_id": account.company_id.id,
                "month": month,
                "date_due": "2025-10-31",
                "mode": "full",
                "amount": 450_000,
                "stage": stage,
            }
        )

    def setUp(self):
        super().setUp()
        self.authenticate("zamin-cabinet", PASSWORD)
        self.url = f"/my/electricity/{self.zamin.id}"

    def test_list(self):
        """What was sent, with its sum and day; drafts and others' are not there."""
        page = html.fromstring(self.url_open(f"{self.url}/notices").text)
        rows = page.cssselect(".o_elh_document")
        self.assertEqual(len(rows), 1)
        text = " ".join(rows[0].text_content().replace("\u00a0", " ").split())
        for part in ("A-1", "November 2025", "450,000.00", "Overdue", "10/31/2025"):
            self.assertIn(part, text)
        tab = page.cssselect(f".o_elh_tabs a[href$='{self.url}/notices']")
        self.assertIn("1", tab[0].text_content())

    def test_file(self):
        for lang in ("uz", "ru"):
            response = self.url_open(f"/{lang}{self.url}/notice/{self.sent.id}/pdf")
            self.assertTrue(response.content.startswith(b"%PDF"))
        for notice in (self.draft, self.foreign):
            response = self.url_open(f"{self.url}/notice/{notice.id}/pdf")
            self.assertFalse(response.content.startswith(b"%PDF"))
