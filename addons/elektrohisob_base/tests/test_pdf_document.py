from datetime import date
from unittest.mock import patch

from reportlab.lib import fonts
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Paragraph

from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from odoo.addons.elektrohisob_base.tools import pdf, pdf_document


@tagged("post_install", "-at_install")
class TestPdfDocument(TransactionCase):
    def setUp(self):
        """ReportLab as a server has it that printed nothing yet."""
        super().setUp()
        for known in (fonts._tt2ps_map, fonts._ps2tt_map, pdfmetrics._fonts):
            unknown = {
                key: value
                for key, value in known.items()
                if "elektrohisob" not in str(key).lower()
            }
            self.enterContext(patch.dict(known, unknown, clear=True))
        pdf.register_fonts.cache_clear()
        self.addCleanup(pdf.register_fonts.cache_clear)

    def test_letters_of_our_texts_are_in_the_font(self):
        """Uzbek letters, the arrow of paths and allocations: no empty box is drawn."""
        pdf.register_fonts()
        known = pdfmetrics.getFont(pdf.REGULAR).face.charToGlyph
        for letter in pdf.clean("Oʻgʻil, sanʼat, so‘m, №, −1 → “Ҳисоб” ёЁ"):
            with self.subTest(letter=letter):
                self.assertIn(ord(letter), known)

    def test_month_within_a_sentence(self):
        day = date(2026, 9, 1)
        for lang, alone, within in (
            ("uz_UZ", "Sentabr 2026", "sentabr 2026"),
            ("ru_RU", "Сентябрь 2026", "сентябрь 2026"),
            ("en_US", "September 2026", "September 2026"),
        ):
            with self.subTest(lang=lang):
                self.assertEqual(pdf.month(day, lang), alone)
                self.assertEqual(pdf.month_within(day, lang), within)

    def test_first_document_of_a_server_may_be_made_in_any_order(self):
        for style in (pdf_document.heading, pdf_document.plain):
            with self.subTest(style=style.__name__):
                story = [Paragraph("Dalolatnoma", style())]
                page = pdf_document.build(story, title="t", foot="f", page="{page}")
                self.assertTrue(page.startswith(b"%PDF"))
