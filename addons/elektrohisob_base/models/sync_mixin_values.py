from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ..engine.sync import digest, sort_by_need
from ..tools.sync_finder import get_reference
from .sync_mixin import OPEN

SOURCE = "en_US"
LANGS = (SOURCE, "ru_RU", "uz_UZ")


class SyncMixin(models.AbstractModel):
    """Rows as plain values that travel, and back."""

    _inherit = "elektrohisob.sync.mixin"

    # === WHAT TRAVELS === #

    @api.model
    def _get_sync_models(self):
        """Names of the models kept in step, each after those its rows name."""
        names = [
            name
            for name in self.env.registry.descendants([self._name], "_inherit")
            if not self.env[name]._abstract and not self.env[name]._sync_parent
        ]
        return sort_by_need({name: self.env[name]._get_sync_needs() for name in names})

    @api.model
    def _get_sync_needs(self):
        """Models whose rows must be there before rows of this one."""
        names = {*self._get_sync_fields(), *self._sync_key_fields}
        comodels = {
            self._fields[name].comodel_name
            for name in names
            if self._fields[name].type in ("many2one", "many2many")
        }
        return comodels - {self._name}

    @api.model
    def _get_sync_travellers(self):
        """Every row of this model, archived ones too."""
        # packages hold the rows of the whole database, whoever publishes
        return (
            self.sudo()
            .with_context(active_test=False)
            .search([], order="id", limit=None)
        )

    # === FROM ROWS TO VALUES === #

    def _sync_read(self):
        """Values of these rows by id, as they travel."""
        # packages hold whole rows, whoever publishes or pulls
        rows = self.sudo().with_context(active_test=False, lang=None)
        names = rows._get_sync_fields()
        texts = rows._sync_read_texts([n for n in names if rows._fields[n].translate])
        return {
            row.id: {
                name: texts[row.id][name]
                if name in texts.get(row.id, ())
                else row._sync_encode(name)
                for name in names
            }
            for row in rows
        }

    def _sync_read_texts(self, names):
        """Translations by id and field; those equal to the source are left out."""
        if not names or not self.ids:
            return {}
        self.flush_recordset(names)
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        query = SQL(
            "SELECT id, %s FROM %s WHERE id = ANY(%s)",
            columns,
            SQL.identifier(self._table),
            list(self.ids),
        )
        return {
            row_id: dict(zip(names, map(self._normalise_texts, texts), strict=True))
            for row_id, *texts in self.env.execute_query(query)
        }

    @staticmethod
    def _normalise_texts(texts):
        if not texts:
            return None
        source = texts.get(SOURCE) or ""
        others = {lang: texts.get(lang) or source for lang in LANGS}
        return {
            lang: text
            for lang, text in others.items()
            if lang == SOURCE or text != source
        }

    def _sync_encode(self, name):
        """Value of one field as JSON holds it."""
        field, value = self._fields[name], self[name]
        if field.type == "boolean":
            return bool(value)
        if field.type in ("integer", "json"):
            return value
        if field.type in ("float", "monetary"):
            digits = field.get_digits(self.env) if field.type == "float" else (16, 2)
            return round(value, digits[1] if digits else 6) + 0.0
        if field.type in ("date", "datetime"):
            return field.to_string(value) or None
        if field.type == "many2one":
            return get_reference(value)
        if field.type == "many2many":
            return sorted(filter(None, map(get_reference, value)))
        if field.type == "one2many":
            lines = value._sync_read().values()
            return sorted(lines, key=digest)
        return value or None

    # === FROM VALUES TO ROWS === #

    def _sync_write(self, values, owner, finder):
        """Give this row these values, or make it if there is none; return it.

        :param str owner: code of the unit that owns a new row, or empty
        :raise MissingRow: something the row names is not here
        """
        model = self.with_context(elektrohisob_sync=OPEN, lang=SOURCE)
        vals = {
            name: model._sync_decode(name, value, finder)
            for name, value in values.items()
        }
        if self:
            model.write(vals)
        else:
            if "company_id" in self._fields:
                unit = owner and finder.need("res.company", owner)
                vals["company_id"] = unit.id if unit else False
            model = model.create(vals)
        model._sync_write_texts(values)
        return model

    def _sync_write_texts(self, values):
        """Give this row and its lines their texts in all languages."""
        for name, value in values.items():
            if self._fields[name].type == "one2many":
                lines = {line._sync_get_line_key(): line for line in self[name]}
                for line in value:
                    key = tuple(line[n] for n in self[name]._sync_key_fields)
                    lines[key]._sync_write_texts(line)
        texts = {
            name: value
            for name, value in values.items()
            if self._fields[name].translate and value
        }
        if not texts:
            return
        installed = dict(self.env["res.lang"].get_installed())
        langs = [lang for lang in LANGS if lang != SOURCE and lang in installed]
        before = self._sync_read_texts(list(texts)).get(self.id, {})
        for name, value in texts.items():
            if value != before.get(name):
                self._update_field_translations(
                    name, {lang: value.get(lang, False) for lang in langs}
                )

    @api.model
    def _sync_get_unknown(self, values):
        """Names among ``values`` that this version of the program does not have."""
        return sorted(values.keys() - set(self._get_sync_fields()))

    def _sync_decode(self, name, value, finder):
        """Value for `write` of a value that travelled."""
        field = self._fields[name]
        if field.type == "many2one":
            return finder.need(field.comodel_name, value).id if value else False
        if field.type == "many2many":
            rows = [finder.need(field.comodel_name, key).id for key in value]
            return [Command.set(rows)]
        if field.type == "one2many":
            return self[name]._sync_decode_lines(value, finder)
        if field.translate:
            return value[SOURCE] if value else False
        if field.type == "datetime":
            return fields.Datetime.to_datetime(value)
        return False if value is None else value

    def _sync_get_line_key(self):
        """What tells this line from the others of its row."""
        return tuple(map(self._sync_encode, self._sync_key_fields))

    def _sync_decode_lines(self, lines, finder):
        """Commands that turn these lines into those that travelled."""
        names = self._sync_key_fields
        own = {line._sync_get_line_key(): line for line in self}
        commands = []
        for values in lines:
            vals = {
                name: self._sync_decode(name, value, finder)
                for name, value in values.items()
            }
            line = own.pop(tuple(values[name] for name in names), None)
            if line:
                commands.append(Command.update(line.id, vals))
            else:
                commands.append(Command.create(vals))
        return [*(Command.delete(line.id) for line in own.values()), *commands]
