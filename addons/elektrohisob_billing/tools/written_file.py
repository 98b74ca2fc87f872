from werkzeug.wsgi import wrap_file

from odoo.http import Response, content_disposition, request

from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.printing import find_document

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def answer_written_file(model, record_id, file_format, types):
    """The file of a dialog, for who has opened it; that it was taken is logged.

    It is written to disk first: neither here nor on the way is it held in memory.

    :param types: file format → content type
    :raise NotFound: it is another user's dialog, or there is no such format
    """
    dialog = find_document(model, record_id)
    if dialog.create_uid != request.env.user or file_format not in types:
        raise request.not_found()
    file, name, count = dialog._write_file(file_format)
    log_output(
        dialog.company_id,
        kind="print" if file_format == "pdf" else "export",
        file_format=file_format,
        name=dialog.display_name,
        count=count,
        selection=dialog._get_subtitle(),
    )
    response = Response(
        wrap_file(request.httprequest.environ, file),
        content_type=types[file_format],
        direct_passthrough=True,
    )
    way = "inline" if file_format == "pdf" else "attachment"
    response.headers["Content-Disposition"] = content_disposition(name, way)
    return response
