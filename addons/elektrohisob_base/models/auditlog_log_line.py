from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.append_only import protect_log


class AuditlogLogLine(models.Model):
    """One changed value; append-only."""

    _inherit = "auditlog.log.line"

    caption = fields.Char(string="What", compute="_compute_words")
    before = fields.Char(compute="_compute_words")
    after = fields.Char(compute="_compute_words")

    _elektrohisob_audit_idx = models.Index("((id::bigint * 8 + 2))")

    def init(self):
        """Let nobody change the log, not even past the application.

        A field that an addon takes away with it leaves its values in the log.
        """
        if self._auto:  # the view over lines inherits this model
            protect_log(self.env.cr, self._table, "create_date", ["field_id"])

    @api.depends("field_name", "old_value_text", "new_value_text")
    @api.depends_context("lang")
    def _compute_words(self):
        for line in self:
            model = line.log_id.model_model
            words = self._get_words(model, line.field_name, line.field_description)
            line.caption = words["caption"]
            line.before = words["labels"].get(line.old_value_text, line.old_value_text)
            line.after = words["labels"].get(line.new_value_text, line.new_value_text)

    def write(self, vals):  # pylint: disable=method-required-super
        """Override of `auditlog` to refuse: a log is not corrected."""
        raise AccessError(self.env._("The log of changes cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """A log ends by its time alone."""
        raise AccessError(self.env._("The log of changes cannot be deleted."))

    # === BUSINESS METHODS === #

    @api.model
    def _get_words(self, model, field_name, description=None):
        """Caption of a field and labels of its values, in the reader's language."""
        labels = {"False": "", "0": "0", "True": self.env._("yes")}
        records = self.env.get(model)
        field = records._fields.get(field_name) if records is not None else None
        if field is None:
            return {"caption": description or field_name, "labels": labels}
        if field.type == "boolean":
            labels["False"] = self.env._("no")
        elif field.type in ("selection", "reference"):
            labels.update(dict(field._description_selection(self.env)))
        return {"caption": field._description_string(self.env), "labels": labels}
