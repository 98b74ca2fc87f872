from odoo.http import Controller, content_disposition, request, route

from ..tools.audit import log_output


class ReorganisationController(Controller):
    @route(
        "/elektrohisob/reorganisation/<int:document_id>/act",
        type="http",
        auth="user",
        readonly=True,
    )
    def act(self, document_id, lang=None, **kwargs):
        """PDF of the act of a reorganisation; who may not read it gets "not found"."""
        documents = request.env["elektrohisob.reorganisation"]
        document = documents.has_access("read") and documents.search(
            [("id", "=", document_id)]
        )
        if not document:
            raise request.not_found()
        known = dict(request.env["res.lang"].get_installed())
        content = document._render_act(lang if lang in known else None)
        log_output(
            document,
            kind="print",
            file_format="pdf",
            name=request.env._("Act of reorganisation"),
            selection=document.order_number,
        )
        name = f"reorganisation-{document.date}-{document.id}.pdf"
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            (
                "Content-Disposition",
                content_disposition(name, disposition_type="inline"),
            ),
        ]
        return request.make_response(content, headers)
