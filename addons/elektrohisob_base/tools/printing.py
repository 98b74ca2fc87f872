"""Documents made by ReportLab, handed to the browser: found, logged, answered."""

from odoo.http import Response, content_disposition, request
from odoo.models import BaseModel

from .audit import log_output


def find_document(model: str, record_id: int) -> BaseModel:
    """The record to be printed; who may not read it gets "not found"."""
    records = request.env[model]
    found = records.has_access("read") and records.search([("id", "=", record_id)])
    if not found:
        raise request.not_found()
    return found


def known_language(lang: str | None) -> str | None:
    """``lang`` if it is installed; otherwise the document takes its own."""
    return lang if lang in dict(request.env["res.lang"].get_installed()) else None


def answer_pdf(
    records: BaseModel,
    content: bytes,
    *,
    name: str,
    file_name: str,
    selection: str | None = None,
) -> Response:
    """The PDF of ``records``, shown in the browser; the print is logged.

    :param name: the kind of document, for the log
    :param selection: what was printed, for the log
    """
    log_output(records, kind="print", file_format="pdf", name=name, selection=selection)
    disposition = content_disposition(
        file_name.replace("/", "-"), disposition_type="inline"
    )
    headers = [
        ("Content-Type", "application/pdf"),
        ("Content-Length", str(len(content))),
        ("Content-Disposition", disposition),
    ]
    return request.make_response(content, headers)


def answer_document(
    model: str, record_id: int, lang: str | None, *, name: str
) -> Response:
    """The PDF of a numbered document that prints itself (``_render_pdf``).

    :param lang: language asked for; a document takes its own if it is not installed
    :param name: the kind of document, for the log
    """
    document = find_document(model, record_id)
    return answer_pdf(
        document,
        document._render_pdf(known_language(lang)),
        name=name,
        file_name=f"{document.number}.pdf",
        selection=document.number,
    )
