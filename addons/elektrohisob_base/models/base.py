from odoo import api, models
from odoo.tools.sql import table_columns

from ..tools import append_only

PREFIX = "elektrohisob."


class Base(models.AbstractModel):
    """A dialog shows nothing its user may not read.

    Odoo reads the name of a chosen record, and fields related to it, as superuser: a
    dialog opened with the id of another unit's account would tell whose it is.
    """

    _inherit = "base"

    def _auto_init(self):
        """Override of `base` to add columns to append-only tables before the framework
        would: it fills them by an UPDATE, which the rows refuse."""
        if self._auto and append_only.is_protected(self.env.cr, self._table):
            self.with_context(prefetch_fields=False)._add_columns_of_facts()
        return super()._auto_init()

    def _add_columns_of_facts(self):
        """New fields with a default become columns that have it in every row."""
        columns = table_columns(self.env.cr, self._table)
        for name, field in self._fields.items():
            if not (field.store and field.column_type and field.default):
                continue
            if name in columns or field.manual:
                continue
            value = field.convert_to_write(field.default(self), self)
            value = field.convert_to_column_insert(value, self)
            if value is not None:
                kind = field.column_type[1] + (" NOT NULL" if field.required else "")
                append_only.add_column(self.env.cr, self._table, name, kind, value)

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
