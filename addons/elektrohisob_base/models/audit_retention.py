from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.append_only import forget
from ..tools.dates import business_today

UNUSED = {
    "auditlog_http_request": SQL(
        "EXISTS (SELECT FROM auditlog_log l "
        "WHERE l.http_request_id = auditlog_http_request.id)"
    ),
    "auditlog_http_session": SQL(
        "EXISTS (SELECT FROM auditlog_log l "
        "WHERE l.http_session_id = auditlog_http_session.id) "
        "OR EXISTS (SELECT FROM auditlog_http_request r "
        "WHERE r.http_session_id = auditlog_http_session.id)"
    ),
}


class AuditRetention(models.AbstractModel):
    """How long the logs are kept: parameters of the country, a nightly job."""

    _name = "elektrohisob.audit.retention"
    _description = "Retention of the logs"

    @api.model
    def _cron_forget(self):
        """Delete rows of the logs whose time is over."""
        for table, column, parameter in self._get_logs():
            self._forget(table, column, parameter)

    @api.model
    def _get_logs(self):
        """Hook: (table, column of time, parameter of days), the rows first that
        point at others."""
        return [
            ("auditlog_log_line", "create_date", "audit_change_days"),
            ("auditlog_log", "create_date", "audit_change_days"),
            ("auditlog_http_request", "create_date", "audit_change_days"),
            ("auditlog_http_session", "create_date", "audit_change_days"),
            ("elektrohisob_audit_output", "date", "audit_output_days"),
            ("elektrohisob_audit_look", "date", "audit_look_days"),
            ("elektrohisob_login_event", "date", "login_log_days"),
        ]

    @api.model
    def _forget(self, table, column, parameter):
        """Delete from one log; return the number of rows."""
        days = self.env["elektrohisob.parameter"]._get_value(parameter)
        before = business_today(self) - timedelta(days=days)
        return forget(self.env.cr, table, column, before, UNUSED.get(table))
