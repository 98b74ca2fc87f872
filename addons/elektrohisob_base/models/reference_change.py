from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.append_only import protect


class ReferenceChange(models.Model):
    """Journal of reference data: who changed what, when, from what to what.

    One narrow table for all lists: a row a changed value, written by the mixin.
    """

    _name = "elektrohisob.reference.change"
    _description = "Change of reference data"
    _order = "id desc"
    _rec_name = "code"
    _log_access = False

    model = fields.Char(string="List key", required=True, readonly=True)
    list_name = fields.Char(string="List", compute="_compute_list_name")
    res_id = fields.Integer(string="Row number", readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    column = fields.Char(readonly=True)
    column_name = fields.Char(string="What", compute="_compute_list_name")
    old_value = fields.Char(string="Before", readonly=True)
    new_value = fields.Char(string="After", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    date = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    company_id = fields.Many2one("res.company", string="Owner", readonly=True)

    _row_idx = models.Index("(model, res_id, id DESC)")

    def init(self):
        """Let nobody change the journal, not even past the application."""
        protect(self.env.cr, self._table)

    @api.depends("model", "column")
    def _compute_list_name(self):
        for change in self:
            model = self.env.get(change.model)
            labels = model._get_sheet_captions() if model is not None else {}
            change.column_name = labels.get(change.column, change.column)
            # the name of a list is no secret
            change.list_name = self.env["ir.model"].sudo()._get(change.model).name

    def write(self, vals):  # pylint: disable=method-required-super
        """Override of `base` to refuse: the journal is not corrected."""
        raise AccessError(self.env._("The journal of changes cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """The journal is not shortened."""
        raise AccessError(self.env._("The journal of changes cannot be deleted."))
