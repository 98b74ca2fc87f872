"""Many2one of an abstract model to whatever model inherits it."""

from odoo import fields


class SelfMany2one(fields.Many2one):
    """Many2one to the model that has the field, for mixins."""

    def _get_attrs(self, model_class, name):
        """Override of `base` to point at the model of the field."""
        attrs = super()._get_attrs(model_class, name)
        attrs["comodel_name"] = model_class._name
        return attrs


class SelfOne2many(fields.One2many):
    """One2many to the model that has the field, for mixins."""

    def _get_attrs(self, model_class, name):
        """Override of `base` to point at the model of the field."""
        attrs = super()._get_attrs(model_class, name)
        attrs["comodel_name"] = model_class._name
        return attrs
