import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.append_only import protect_log
from ..tools.bulk_fields import BulkMany2one

_logger = logging.getLogger(__name__)


class AuditOutput(models.Model):
    """Log of what left the system: exports, prints and downloads; append-only."""

    _name = "elektrohisob.audit.output"
    _description = "Export or print"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = BulkMany2one("res.users", string="Who", required=True, readonly=True)
    company_id = BulkMany2one("res.company", string="Unit", readonly=True)
    kind = fields.Selection(
        [("export", "Export"), ("print", "Print"), ("download", "Download")],
        required=True,
        readonly=True,
    )
    model = fields.Char(string="Object key", required=True, readonly=True)
    model_name = fields.Char(string="Object", compute="_compute_model_name")
    name = fields.Char(string="Document", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    columns = fields.Text(string="Fields", readonly=True)
    selection = fields.Text(string="Chosen rows", readonly=True)
    file_format = fields.Char(string="Format", readonly=True)
    address = fields.Char(string="Network address", readonly=True)

    _company_idx = models.Index("(company_id, date DESC)")
    _date_idx = models.Index("(date DESC)")
    _audit_idx = models.Index("((id::bigint * 8 + 4))")

    def init(self):
        """Let nobody change the log, not even past the application."""
        protect_log(self.env.cr, self._table, "date")

    @api.depends("model")
    def _compute_model_name(self):
        for row in self:
            # the name of a model is no secret
            row.model_name = self.env["ir.model"].sudo()._get(row.model).name

    def write(self, vals):  # pylint: disable=method-required-super
        """Override of `base` to refuse: a log is not corrected."""
        raise AccessError(
            self.env._("The log of exports and prints cannot be changed.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """A log ends by its time alone."""
        raise AccessError(
            self.env._("The log of exports and prints cannot be deleted.")
        )

    # === BUSINESS METHODS === #

    @api.model
    def _get_companies(self, records):
        """Units of ``records``, if they have units."""
        companies = self.env["res.company"]
        if records._name == "res.company":
            companies = records
        elif "company_id" in records._fields:
            # only the unit is taken from rows the user has exported anyway
            companies = records.sudo().company_id
        return companies

    @api.model
    def _note(self, vals):
        """Write a row: with the work itself, or after it where that only reads."""
        # everybody's work is noted, and nobody may write the log
        self._after_reading(lambda env: env[self._name].sudo().create(vals))

    @api.model
    def _after_reading(self, write):
        """Call ``write(env)`` now, or after a read-only request has been served.

        Requests on the standby database cannot write. Before the answer leaves, the
        row is written by a short transaction on the main one. If that is out of
        reach, reading goes on, and the server's own log tells what was read.
        """
        cr = self.env.cr
        if not cr.readonly:
            write(self.env)
            return
        registry, uid = self.env.registry, self.env.uid

        @cr.postcommit.add
        def later():
            try:
                with registry.cursor() as other:
                    write(api.Environment(other, uid, {}))
            except OperationalError:
                _logger.exception("Audit row not written: %s", write.__doc__ or self)
