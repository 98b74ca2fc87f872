from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.printing import find_document

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class InvoiceRegisterController(Controller):
    @route(
        "/elektrohisob/invoice-register/<int:register_id>/<string:file_format>",
        type="http",
        auth="user",
        readonly=True,
    )
    def invoice_register(self, register_id, file_format, **kwargs):
        """A register of invoices as Excel or PDF, for who has asked for it; written to
        disk first."""
        register = find_document("elektrohisob.invoice.register", register_id)
        if register.create_uid != request.env.user or file_format not in TYPES:
            raise request.not_found()
        file, name, count = register._write_file(file_format)
        log_output(
            register.company_id,
            kind="print" if file_format == "pdf" else "export",
            file_format=file_format,
            name=register.display_name,
            count=count,
            selection=register._get_subtitle(),
        )
        response = Response(
            wrap_file(request.httprequest.environ, file),
            content_type=TYPES[file_format],
            direct_passthrough=True,
        )
        way = "inline" if file_format == "pdf" else "attachment"
        response.headers["Content-Disposition"] = content_disposition(name, way)
        return response
