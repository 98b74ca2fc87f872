from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.append_only import protect_log
from ..tools.bulk_fields import BulkMany2one


class AuditlogLog(models.Model):
    """A change of what the system runs on; append-only, of one unit."""

    _inherit = "auditlog.log"

    company_id = BulkMany2one("res.company", string="Unit", index=True, readonly=True)

    _elektrohisob_row_idx = models.Index("(model_model, res_id, create_date DESC)")
    _elektrohisob_date_idx = models.Index("(create_date DESC)")
    _elektrohisob_audit_idx = models.Index("((id::bigint * 8 + 1))")

    def init(self):
        """Let nobody change the log, not even past the application.

        A model that an addon takes away with it leaves its rows in the log.
        """
        protect_log(self.env.cr, self._table, "create_date", ["model_id"])

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `auditlog` to note the unit whose auditors see the change."""
        logs = self.env["ir.model"]
        for vals in vals_list:
            model = logs.browse(vals.get("model_id")).model
            vals["company_id"] = self._find_company_id(model, vals)
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        """Override of `auditlog` to refuse: a log is not corrected."""
        raise AccessError(self.env._("The log of changes cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """A log ends by its time alone."""
        raise AccessError(
            self.env._(
                "The log of changes cannot be deleted. Rows end by themselves after "
                "the time set in the parameters."
            )
        )

    # === BUSINESS METHODS === #

    @api.model
    def _find_company_id(self, model, vals):
        """Unit of a logged record: its own, or else that of who changed it."""
        if model == "res.company":
            return vals.get("res_id")
        records = self.env.get(model)
        if records is not None and "company_id" in records._fields:
            company = records.browse(vals.get("res_id")).exists().company_id
            if company:
                return company.id
        user = self.env["res.users"].browse(vals.get("user_id"))
        return user.company_id.id
