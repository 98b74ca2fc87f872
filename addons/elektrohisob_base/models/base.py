from odoo import api, models

PREFIX = "elektrohisob."


class Base(models.AbstractModel):
    """A dialog shows nothing its user may not read.

    Odoo reads the name of a chosen record, and fields related to it, as superuser: a
    dialog opened with the id of another unit's account would tell whose it is.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to check what dialogs are opened with."""
        records = super().create(vals_list)
        if self._transient and self._name.startswith(PREFIX):
            records._check_chosen()
        return records

    def write(self, vals):
        """Override of `base` to check what is chosen in dialogs."""
        result = super().write(vals)
        if self._transient and self._name.startswith(PREFIX):
            self._check_chosen()
        return result

    def onchange(self, values, field_names, fields_spec):
        """Override of `web` to check what is chosen in a form before it is saved."""
        if self._name.startswith(PREFIX) and not self.env.su:
            for name, value in values.items():
                field = self._fields.get(name)
                if field and field.type == "many2one" and isinstance(value, int):
                    chosen = self.env[field.comodel_name].browse(value or None)
                    if field.comodel_name.startswith(PREFIX):
                        chosen.exists().check_access("read")
        return super().onchange(values, field_names, fields_spec)

    def _check_chosen(self):
        """Raise if the user may not read what these dialogs are about."""
        if self.env.su:
            return
        for field in self._fields.values():
            if (
                field.type in ("many2one", "many2many")
                and field.store
                and not field.related
                and field.comodel_name.startswith(PREFIX)
            ):
                self[field.name].check_access("read")
