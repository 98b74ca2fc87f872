import re
from functools import partial

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: Names of fields whose values are keys to something.
SECRET = re.compile(
    r"passw|secret|token|private|totp|session|(^|_)(key|keys|hash|pin)($|_)"
)
#: Files, settings of the screen, and rows that have a log of their own.
SILENT_TYPES = ("binary", "properties", "json", "html", "one2many")
NOISE = {
    *("parent_path", "message_main_attachment_id", "access_url", "sequence", "color"),
    *("font", "primary_color", "secondary_color", "layout_background"),
    *("email_primary_color", "email_secondary_color", "uses_default_logo"),
    *("odoobot_state", "odoobot_failed", "notification_type", "tour_enabled"),
    *("iap_enrich_auto_done", "res_users_settings_id", "external_report_layout_id"),
}
#: Fields kept on the contact, told with the record that shows them.
ON_CONTACT = {
    "res.users": ("name", "email"),
    "res.company": (
        *("vat", "company_registry", "street", "street2", "city", "zip"),
        *("country_id", "phone", "email"),
    ),
}
#: Of the hundreds of a unit's fields, those beside ours that are its organisation.
UNIT_FIELDS = re.compile(r"name|active|parent_id|partner_id|currency_id|.*lock_date")


class AuditlogRule(models.Model):
    """What the log of changes covers: shipped with the program, the same everywhere.

    Nobody switches the log off from the application. Secrets and files are never
    logged. Values are told in words.
    """

    _inherit = "auditlog.rule"

    def _register_hook(self):
        """Override of `auditlog` to watch models only when all of them are complete.

        A rule loaded earlier would keep the methods that addons to the right add.
        """
        if self and not self.pool.ready:
            return False
        return super()._register_hook()

    @api.model
    def get_auditlog_fields(self, model):
        """Override of `auditlog` to leave out secrets and files, and to follow what
        stands on the contact."""
        names = super().get_auditlog_fields(model)
        if model._name == "res.company":
            names = [name for name in names if _is_of_unit(model._fields[name])]
        names += [n for n in ON_CONTACT.get(model._name, ()) if n not in names]
        return [name for name in names if self._is_logged(model._fields[name])]

    def _make_write(self):
        """Override of `auditlog` to spend nothing on writes of other fields: loading
        the chart of accounts writes a dozen times to every new unit."""
        logged = super()._make_write()

        def write(self, vals, **kwargs):
            watched = self.env["auditlog.rule"].get_auditlog_fields(self)
            if vals.keys().isdisjoint(watched):
                return write.origin(self, vals, **kwargs)
            logged.origin = partial(_write_through, write.origin)
            self.env["res.partner"].flush_model()
            return logged(self, vals, **kwargs)

        return write

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `auditlog` to keep the rules to the program."""
        self._check_shipped()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `auditlog` to keep the rules to the program."""
        self._check_shipped()
        return super().write(vals)

    def unlink(self):
        """Override of `auditlog` to keep the rules to the program."""
        self._check_shipped()
        return super().unlink()

    def set_to_draft(self):
        """Override of `auditlog` to refuse: a log is not paused."""
        self._check_shipped()
        return super().set_to_draft()

    def set_to_confirmed(self):
        """Override of `auditlog` to keep the rules to the program."""
        self._check_shipped()
        return super().set_to_confirmed()

    # === BUSINESS METHODS === #

    def _check_shipped(self):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "What the log of changes covers is set by the program and cannot "
                    "be changed or switched off here."
                )
            )

    @api.model
    def _is_logged(self, field):
        """Whether values of ``field`` may stand in a log."""
        return (
            field.type not in SILENT_TYPES
            and field.name not in NOISE
            and not SECRET.search(field.name)
        )

    def _filter_logged(self, model_id, names):
        """``names`` of fields of the model that may stand in a log."""
        model = self.env[self.env["ir.model"].browse(model_id).model]
        fields = model._fields
        return [
            name for name in names if name in fields and self._is_logged(fields[name])
        ]

    def _create_log_line_on_read(self, log_vals, fields_list, read_values, excluded):
        """Override of `auditlog` to leave out secrets and what is empty."""
        row = read_values[log_vals["res_id"]]
        names = [name for name in fields_list if row.get(name)]
        names = self._filter_logged(log_vals["model_id"], names)
        return super()._create_log_line_on_read(log_vals, names, read_values, excluded)

    def _create_log_line_on_write(
        self, log_vals, fields_list, old_values, new_values, excluded
    ):
        """Override of `auditlog` to leave out secrets."""
        old, new = (values[log_vals["res_id"]] for values in (old_values, new_values))
        names = [name for name in sorted(fields_list) if _differ(old[name], new[name])]
        names = self._filter_logged(log_vals["model_id"], names)
        return super()._create_log_line_on_write(
            log_vals, names, old_values, new_values, excluded
        )

    def _create_log_line_on_create(self, log_vals, fields_list, new_values, excluded):
        """Override of `auditlog` to leave out secrets and what is empty."""
        row = new_values[log_vals["res_id"]]
        names = [name for name in sorted(fields_list) if row.get(name)]
        names = self._filter_logged(log_vals["model_id"], names)
        return super()._create_log_line_on_create(log_vals, names, new_values, excluded)

    def _prepare_log_line_vals_on_read(self, log_vals, field, read_values):
        """Override of `auditlog` to tell the value in words."""
        vals = super()._prepare_log_line_vals_on_read(log_vals, field, read_values)
        vals["old_value_text"] = _tell(vals["old_value_text"])
        return vals

    def _prepare_log_line_vals_on_create(self, log_vals, field, new_values):
        """Override of `auditlog` to tell the value in words."""
        vals = super()._prepare_log_line_vals_on_create(log_vals, field, new_values)
        vals["new_value_text"] = _tell(vals["new_value_text"])
        return vals

    def _prepare_log_line_vals_on_write(self, log_vals, field, old_values, new_values):
        """Override of `auditlog` to tell values in words; of a list, what was taken
        out of it and what was added."""
        vals = super()._prepare_log_line_vals_on_write(
            log_vals, field, old_values, new_values
        )
        old, new = vals["old_value_text"], vals["new_value_text"]
        if field["ttype"] in ("many2many", "one2many") and _is_list(old, new):
            known = {pair[0] for pair in old} & {pair[0] for pair in new}
            old = [pair for pair in old if pair[0] not in known]
            new = [pair for pair in new if pair[0] not in known]
        vals.update(old_value_text=_tell(old), new_value_text=_tell(new))
        return vals

    @api.model
    def _get_rules(self, *models):
        """Rules in force of the models of these names."""
        return self.search(
            Domain("state", "=", "confirmed") & Domain("model_model", "in", models)
        )


def _is_of_unit(field):
    ours = any(module.startswith("elektrohisob_") for module in field._modules)
    return ours or bool(UNIT_FIELDS.fullmatch(field.name))


def _write_through(origin, records, vals, **kwargs):
    """Write so that values kept on the contact are read back as they are now."""
    result = origin(records, vals, **kwargs)
    records.env["res.partner"].flush_model()
    return result


def _differ(old, new):
    """A many2one whose record was only renamed is the same."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return old[:1] != new[:1]
    return old != new


def _is_list(*values):
    return all(isinstance(value, list) for value in values)


def _tell(value):
    """A value as auditlog has it, in words: ids give way to names."""
    if isinstance(value, tuple) and len(value) == 2:
        return value[1]
    if isinstance(value, list):
        return ", ".join(
            str(part[1]) if isinstance(part, tuple) else str(part) for part in value
        )
    return value
