import csv
import json
from collections import namedtuple

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, file_open, mute_logger

from ..adapters.reference_sheet import Sheet, write_sheet

SheetColumn = namedtuple("SheetColumn", "key field lang")
LANGUAGES = {"en": "en_US", "uz": "uz_UZ", "ru": "ru_RU"}
SHIPPED = (
    ("elektrohisob.locality", "locality.csv"),
    ("elektrohisob.bank", "bank.csv"),
    ("elektrohisob.oked", "oked.csv"),
    ("elektrohisob.consumer.category", "consumer_category.csv"),
    ("elektrohisob.unit", "unit.csv"),
    ("elektrohisob.reason", "reason.csv"),
    ("elektrohisob.calendar.day", "calendar_day.csv"),
    ("elektrohisob.identity.kind", "identity_kind.csv"),
)
NO = ("", "0", "no", "false", "нет", "yoʻq")


class ReferenceMixinSheet(models.AbstractModel):
    """A list as a table of texts: Excel both ways, shipped data, journal."""

    _inherit = "elektrohisob.reference.mixin"

    def action_export_sheet(self):
        """Download the ticked rows, or the whole list if none is ticked, as Excel."""
        return self.env["elektrohisob.reference.load"]._download(self)

    def action_load_sheet(self):
        """Open the wizard that loads the list from Excel."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load %s from Excel", self._description),
            "res_model": "elektrohisob.reference.load",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name},
        }

    # === OUT === #

    @api.model
    def _get_sheet_columns(self):
        """Columns of the sheet: key, field, language of a translated one."""
        names = ["code", "name", self._reference_parent, "date_start", "date_end"]
        names += ["active", "company_id", "replaced_by_id", *self._reference_columns]
        columns = []
        for name in filter(None, names):
            key = name.removesuffix("_id")
            if self._fields[name].translate:
                columns += [
                    SheetColumn(f"{key}_{short}", name, lang)
                    for short, lang in LANGUAGES.items()
                ]
            else:
                columns.append(SheetColumn(key, name, None))
        return columns

    def _get_sheet_row(self):
        """Texts of the row by column key; an untranslated name is empty."""
        self.ensure_one()
        translated = {}
        row = {}
        for key, name, lang in self._get_sheet_columns():
            if not lang:
                row[key] = self._to_sheet_text(name)
                continue
            if name not in translated:
                stored = self._fields[name]._get_stored_translations(self)
                translated[name] = stored or {}
            row[key] = translated[name].get(lang) or ""
        return row

    def _to_sheet_text(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "boolean":
            return "1" if value else "0"
        if field.type == "many2one":
            return self._to_sheet_code(value)
        if field.type in ("integer", "float"):
            return f"{value:.10g}" if value else ""
        if field.type == "date":
            return fields.Date.to_string(value) or ""
        return value or ""

    @api.model
    def _to_sheet_code(self, record):
        # codes of units are no secret to those who see their rows
        record = record.sudo()
        if record._name == "res.company":
            return record.network_code or record.name or ""
        return record.code or ""

    @api.model
    def _get_sheet(self, rows=None):
        """The list as :class:`~..adapters.reference_sheet.Sheet`."""
        everything = self.with_context(active_test=False)
        rows = rows or everything.search([], order="code, id", limit=None)
        columns = self._get_sheet_captions()
        return Sheet(self._name, columns, [row._get_sheet_row() for row in rows])

    @api.model
    def _get_sheet_captions(self):
        """Caption of each column of the sheet, by its key."""
        labels = self.fields_get(attributes=["string"])
        return {
            key: labels[name]["string"] + (f" ({key[-2:]})" if lang else "")
            for key, name, lang in self._get_sheet_columns()
        }

    @api.model
    def _export_sheet(self, rows=None):
        """The list as an Excel file (bytes)."""
        return write_sheet(self._get_sheet(rows))

    # === IN === #

    @api.model
    def _load_sheet(self, rows):
        """Bring the list to ``rows``: dicts of texts by column key.

        Columns that are missing stay as they are; rows not mentioned stay too. A row
        may name a parent of a later line.

        :return: a dict per row with ``line`` (from 0), ``code``, ``name``, ``outcome``
            (``created``, ``changed``, ``unchanged``, ``refused``) and ``detail``
        """
        outcomes = {}
        waiting = dict(enumerate(rows))
        while waiting:
            codes = {row.get("code") for row in waiting.values()}
            ready = {
                line: row
                for line, row in waiting.items()
                if not self._get_sheet_needs(row) & codes
            }
            for line, row in (ready or waiting).items():
                outcomes[line] = {
                    "line": line,
                    "code": row.get("code", ""),
                    "name": row.get("name") or row.get("name_uz") or row.get("name_en"),
                    **self._load_sheet_row(row),
                }
                del waiting[line]
        return [outcomes[line] for line in sorted(outcomes)]

    @api.model
    def _get_sheet_needs(self, row):
        """Codes of other rows of this list that must be there before ``row``."""
        return {
            row.get(key)
            for key, name, _lang in self._get_sheet_columns()
            if self._fields[name].comodel_name == self._name
        } - {None, "", row.get("code")}

    @api.model
    def _load_sheet_row(self, row):
        """Write one row in its own savepoint; a refusal is a sentence, no error."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                outcome, detail = self._write_sheet_row(row)
                self.env.flush_all()
            return {"outcome": outcome, "detail": detail}
        except (UserError, ValidationError, AccessError) as error:
            return {"outcome": "refused", "detail": str(error.args[0])}
        except IntegrityError as error:
            message = self._sql_error_to_message(error)
            return {"outcome": "refused", "detail": message}

    @api.model
    def _write_sheet_row(self, row):
        known = {column.key: column for column in self._get_sheet_columns()}
        row = {key: text.strip() for key, text in row.items() if key in known}
        if not row.get("code"):
            raise UserError(self.env._("The code is empty. Each row needs one."))
        record = self._find_sheet_record(row)
        old = record._get_sheet_row() if record else {}
        changed = {key: text for key, text in row.items() if text != old.get(key, "")}
        if record and not changed:
            return "unchanged", ""
        vals, names = {}, {}
        for key, text in changed.items():
            _key, name, lang = known[key]
            if lang:
                names.setdefault(name, {})[lang] = text or False
            else:
                vals[name] = self._from_sheet_text(name, text)
        if record:
            record.write(vals)
        else:
            for name, texts in names.items():
                vals[name] = next(filter(None, texts.values()), False)
            plain = self.with_context(lang=None)  # not also the language of the user
            record = plain.create(vals)
        for name, texts in names.items():
            self._check_name_kept(record, name, texts)
            record.update_field_translations(name, texts)
        detail = ", ".join(
            f"{key}: {old[key]} → {changed[key]}" for key in changed if old
        )
        return ("changed" if old else "created"), detail

    @api.model
    def _check_name_kept(self, record, name, texts):
        stored = self._fields[name]._get_stored_translations(record) or {}
        if self._fields[name].required and not any((stored | texts).values()):
            raise UserError(
                self.env._("Row %s has no name in any language.", record.code)
            )

    @api.model
    def _find_sheet_record(self, row):
        domain = Domain("code", "=", row["code"])
        if "company" in row:
            owner = self._from_sheet_text("company_id", row["company"])
            domain &= Domain("company_id", "=", owner)
        found = self.with_context(active_test=False).search(domain)
        return found.sorted(lambda record: not record.company_id)[:1]

    @api.model
    def _from_sheet_text(self, name, text):
        """Value of a field from the text of a cell.

        :raise UserError: a text that does not fit, naming column and remedy
        """
        field = self._fields[name]
        if field.type == "boolean":
            return text.lower() not in NO
        if not text:
            return False
        if field.type == "many2one":
            return self._from_sheet_code(field, text)
        if field.type == "selection":
            keys = [key for key, _label in field._description_selection(self.env)]
            if text not in keys:
                raise UserError(
                    self.env._(
                        "Column %(column)s: “%(text)s” is none of %(known)s.",
                        column=name,
                        text=text,
                        known=", ".join(keys),
                    )
                )
            return text
        parse = {
            "integer": int,
            "float": lambda number: float(number.replace(",", ".")),
            "date": fields.Date.to_date,
        }.get(field.type, str)
        try:
            return parse(text)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "Column %(column)s: “%(text)s” is not a value of it. Dates are "
                    "written 2026-01-31, numbers in digits.",
                    column=name,
                    text=text,
                )
            ) from error

    @api.model
    def _from_sheet_code(self, field, code):
        comodel = self.env[field.comodel_name].with_context(active_test=False)
        key = "code"
        if field.comodel_name == "res.company":
            key = "network_code"
        record = comodel.search([(key, "=", code)], limit=1)
        if not record and key == "network_code":
            record = comodel.search([("name", "=", code)], limit=1)
        if not record:
            raise UserError(
                self.env._(
                    "%(list)s has no row with the code “%(code)s”. Load that list "
                    "first, or correct the code.",
                    list=comodel._description,
                    code=code,
                )
            )
        return record.id

    # === SHIPPED DATA === #

    @api.model
    def _load_shipped_lists(self):
        """Fill the lists of this addon with what is public knowledge."""
        for model, file_name in SHIPPED:
            path = f"elektrohisob_base/data/reference/{file_name}"
            self.env[model]._load_shipped(path)

    @api.model
    def _load_shipped(self, path):
        """Add the rows of a CSV file that the list does not have yet, as a set.

        The columns are those of the Excel sheet. Rows changed or archived by people
        since they were shipped stay as they are.
        """
        with file_open(path) as stream:
            rows = {row["code"]: row for row in csv.DictReader(stream)}
        known = (
            self.with_context(active_test=False).search([], limit=None).mapped("code")
        )
        rows = {code: row for code, row in rows.items() if code not in set(known)}
        while rows:
            ready = [
                row
                for row in rows.values()
                if not self._get_sheet_needs(row) & rows.keys()
            ]
            self._create_shipped(ready)
            for row in ready:
                del rows[row["code"]]

    @api.model
    def _create_shipped(self, rows):
        columns = [c for c in self._get_sheet_columns() if c.key in rows[0]]
        ids = {}  # (field, code) → id: a code is looked up once
        vals_list = []
        for row in rows:
            vals = {}
            for key, name, lang in columns:
                if lang:
                    vals[name] = vals.get(name) or row[key]
                elif self._fields[name].type == "many2one" and row[key]:
                    if (name, row[key]) not in ids:
                        ids[name, row[key]] = self._from_sheet_text(name, row[key])
                    vals[name] = ids[name, row[key]]
                elif row[key]:
                    vals[name] = self._from_sheet_text(name, row[key])
            vals_list.append(vals)
        records = self.with_context(lang=None).create(vals_list)
        self._translate_shipped(records, rows, columns)

    @api.model
    def _translate_shipped(self, records, rows, columns):
        """Names in all languages, those not active yet included."""
        self.env.flush_all()
        for name in {column.field for column in columns if column.lang}:
            texts = [
                json.dumps({c.lang: row[c.key] for c in columns if c.field == name
                            and row[c.key]})
                for row in rows
            ]  # fmt: skip
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s AS row SET %(name)s = row.%(name)s || new.value "
                    "FROM unnest(%(ids)s::int[], %(texts)s::jsonb[]) AS new(id, value) "
                    "WHERE row.id = new.id",
                    table=SQL.identifier(self._table),
                    name=SQL.identifier(name),
                    ids=records.ids,
                    texts=texts,
                )
            )
        records.invalidate_recordset()
