from odoo import api, models
from odoo.http import request

from ..tools.audit import log_output


class IrActionsReport(models.Model):
    """Every printed report is noted."""

    _inherit = "ir.actions.report"

    @api.model
    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of `base` to note the print."""
        result = super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        self._note_print(report_ref, res_ids, "pdf")
        return result

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        """Override of `base` to note the print."""
        result = super()._render_qweb_text(report_ref, docids, data=data)
        self._note_print(report_ref, docids, "text")
        return result

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        """Override of `base` to note the print on the screen; a PDF is made by way of
        it and notes itself."""
        result = super()._render_qweb_html(report_ref, docids, data=data)
        if request and request.httprequest.path.startswith("/report/html/"):
            self._note_print(report_ref, docids, "html")
        return result

    @api.model
    def _render_xlsx(self, report_ref, docids, data):
        """Override of `report_xlsx` to note the file."""
        result = super()._render_xlsx(report_ref, docids, data)
        self._note_print(report_ref, docids, "xlsx")
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _note_print(self, report_ref, res_ids, file_format):
        report = self._get_report(report_ref)
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        log_output(
            self.env[report.model].browse(ids),
            kind="print",
            file_format=file_format,
            name=report.name,
        )
