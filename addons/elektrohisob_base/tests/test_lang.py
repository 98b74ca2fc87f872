from datetime import date

from odoo.tests import TransactionCase, tagged
from odoo.tools import format_date


@tagged("post_install", "-at_install")
class TestLang(TransactionCase):
    def test_three_languages(self):
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        self.assertLessEqual({"uz_UZ", "ru_RU", "en_US"}, set(codes))

    def test_dates(self):
        for lang, text in (("uz_UZ", "31.10.2026"), ("ru_RU", "31.10.2026")):
            self.assertEqual(
                format_date(self.env, date(2026, 10, 31), lang_code=lang), text
            )
        long = format_date(
            self.env, date(2026, 10, 31), lang_code="uz_UZ", date_format="d MMMM y"
        )
        self.assertEqual(long, "31 oktabr 2026")

    def test_texts_of_all_addons_are_loaded(self):
        """Also of the addons installed before the languages were."""
        for record, uz, ru in (
            ("base.menu_administration", "Sozlamalar", "Настройки"),
            ("mail.menu_root_discuss", "Muhokama qilish", "Обсуждения"),
        ):
            menu = self.env.ref(record)
            self.assertEqual(menu.with_context(lang="uz_UZ").name, uz)
            self.assertEqual(menu.with_context(lang="ru_RU").name, ru)
