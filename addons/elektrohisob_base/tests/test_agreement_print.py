from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase
from odoo.tools.pdf import PdfFileReader

from .common import ElektrohisobCommon


class TestAgreementPrint(ElektrohisobCommon, HttpCase):
    """Contracts as PDF in two languages, and the register as Excel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("uz_UZ")
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.agreement = cls.env["elektrohisob.agreement"].create(
            {
                "number": "26264-77",
                "account_id": cls._create_account(
                    category="legal", name="“Nur” MChJ", stir="123456789"
                ).id,
                "date_start": "2026-01-01",
                "consumer_signatory": "Direktor A. Karimov",
                "term_ids": [
                    (0, 0, {"date_start": "2026-01-01", "permitted_power": 63.5})
                ],
                "volume_ids": [
                    (0, 0, {"month": "2026-01-01", "kwh": 1234.5, "kvarh": 7})
                ],
                "restriction_ids": [(0, 0, {"stage": 2, "power": 41})],
            }
        )
        cls.agreement.action_activate()

    def _read(self, content):
        pages = PdfFileReader(BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages)
        return text.replace("\u00a0", " "), len(pages)

    def test_contract_in_two_languages(self):
        """Clauses and three annexes, each on a page of its own."""
        for lang, words in (
            ("uz_UZ", ("Shartnoma predmeti", "Yanvar 2026", "Direktor A. Karimov")),
            ("ru_RU", ("Предмет договора", "Январь 2026", "63.5 кВт")),
        ):
            text, pages = self._read(self.agreement._render_contract(lang))
            self.assertEqual(pages, 4)
            for word in (*words, "26264-77", "1 234,5", "63.5", "41", "123456789"):
                self.assertIn(word, text)
            self.assertNotIn("{", text)

    def test_additional_agreement(self):
        change = self.env["elektrohisob.agreement.change"].create(
            {
                "agreement_id": self.agreement.id,
                "date_start": "2026-05-01",
                "permitted_power": 70,
                "ground": "Ariza 5",
            }
        )
        text, pages = self._read(change._render_document("uz_UZ"))
        self.assertEqual(pages, 1)
        for word in ("70 (63.5)", "01.05.2026", "Ariza 5", "26264-77"):
            self.assertIn(word, text)
        self.assertNotIn("01.01.2026", text)

    def test_template_knows_its_words(self):
        template = self.env.ref("elektrohisob_base.agreement_template_household")
        with self.assertRaisesRegex(ValidationError, "consumr"):
            template.body_uz = "1.1. {consumr}"
        template.body_uz = "# A\n1.1. {consumer} {date_end}"
        clauses = self.env["elektrohisob.agreement.template"]._fill(
            template.body_uz, {"consumer": "Nur"}
        )
        self.assertEqual(clauses, "# A\n1.1. Nur ________________")

    def test_addresses(self):
        user = self.users["clerk_legal"]
        self.authenticate(user.login, user.login)
        action = self.agreement.with_context(print_lang="ru_RU").action_print()
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Предмет договора", self._read(answer.content)[0])
        gone = self.agreement.id + 1000000
        answer = self.url_open(f"/elektrohisob/agreement/{gone}/contract")
        self.assertEqual(answer.status_code, 404)

    def test_register(self):
        report = self.env["ir.actions.report"].with_user(self.users["clerk_legal"])
        content, kind = report._render_xlsx(
            "elektrohisob_base.agreement_register_xlsx", self.agreement.ids, {}
        )
        self.assertEqual(kind, "xlsx")
        rows = self._read_sheet(content)
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows[3][:5], (
            1, rows[3][1], "26264-77", self.agreement.account_id.number, "“Nur” MChJ"
        ))  # fmt: skip

    def _read_sheet(self, content):
        sheet = load_workbook(BytesIO(content)).active
        return list(sheet.iter_rows(values_only=True))
