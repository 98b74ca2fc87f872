from odoo.tests import TransactionCase, tagged

EMPTY = "The conversation is empty."


@tagged("post_install", "-at_install")
class TestWording(TransactionCase):
    """Odoo's own Uzbek for an empty conversation speaks of templates."""

    def test_empty_conversation(self):
        self.env["res.lang"]._activate_lang("uz_UZ")
        found, _params = self.env["ir.http"]._get_translations_for_webclient(
            ["mail", "web"], "uz_UZ"
        )
        texts = [
            row["string"] for row in found["mail"]["messages"] if row["id"] == EMPTY
        ]
        self.assertEqual(texts, ["Hali xabar yoʻq."])
        self.assertGreater(len(found["mail"]["messages"]), 100)
