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

    def test_first_document_of_a_server_may_be_made_in_any_order(self):
        for style in (pdf_document.heading, pdf_document.plain):
            with self.subTest(style=style.__name__):
                story = [Paragraph("Dalolatnoma", style())]
                page = pdf_document.build(story, title="t", foot="f", page="{page}")
                self.assertTrue(page.startswith(b"%PDF"))
