from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.printing import find_document

from ..wizards.gl_sheet_file import TYPES


class GlSheetController(Controller):
    @route(
        "/elektrohisob/gl-sheet/<int:sheet_id>/<string:file_format>",
        type="http",
        auth="user",
        readonly=True,
    )
    def gl_sheet(self, sheet_id, file_format, **kwargs):
        """A report of the books as PDF, Excel or CSV, for who has asked for it.

        It is written to disk first: neither here nor on the way is it held in memory.
        """
        sheet = find_document("elektrohisob.gl.sheet", sheet_id)
        if sheet.create_uid != request.env.user or file_format not in TYPES:
            raise request.not_found()
        file, name, count = sheet._write_file(file_format)
        log_output(
            sheet.company_id,
            kind="print" if file_format == "pdf" else "export",
            file_format=file_format,
            name=sheet.display_name,
            count=count,
            selection=sheet._get_subtitle(),
        )
        response = Response(
            wrap_file(request.httprequest.environ, file),
            content_type=TYPES[file_format],
            direct_passthrough=True,
        )
        way = "inline" if file_format == "pdf" else "attachment"
        response.headers["Content-Disposition"] = content_disposition(name, way)
        return response
