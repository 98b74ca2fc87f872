from odoo.tests import TransactionCase


class TestChoices(TransactionCase):
    """Every choice of every addon can be shown."""

    def test_choices_have_names(self):
        """A choice given as a tuple has none: Odoo keeps the names of lists alone."""
        nameless = [
            f"{model._name}.{name}"
            for model in self.env.values()
            if model._name.startswith("elektrohisob")
            for name, field in model._fields.items()
            if field.type == "selection"
            and not field.related
            and not field._description_selection(self.env)
        ]
        self.assertFalse(nameless)
