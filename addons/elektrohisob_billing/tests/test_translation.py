from odoo.tests import TransactionCase


class TestTranslation(TransactionCase):
    """What a mixin of an addon to the left names is translated here too."""

    def test_states_of_runs(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        module = self.env["ir.module.module"].search(
            [("name", "=", "elektrohisob_billing")]
        )
        module._update_translations("ru_RU")
        fields = self.env["ir.model.fields"].with_context(lang="ru_RU")
        for model in ("bill.run", "charge.run"):
            names = dict(fields.get_field_selection(f"elektrohisob.{model}", "stage"))
            self.assertEqual(names["draft"], "Черновик", model)
            self.assertEqual(names["done"], "Готово", model)
