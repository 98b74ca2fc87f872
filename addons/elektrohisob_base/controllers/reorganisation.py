from odoo.http import Controller, request, route

from ..tools.printing import answer_pdf, find_document, known_language


class ReorganisationController(Controller):
    @route(
        "/elektrohisob/reorganisation/<int:document_id>/act",
        type="http",
        auth="user",
        readonly=True,
    )
    def act(self, document_id, lang=None, **kwargs):
        """PDF of the act of a reorganisation; who may not read it gets "not found"."""
        document = find_document("elektrohisob.reorganisation", document_id)
        return answer_pdf(
            document,
            document._render_act(known_language(lang)),
            name=request.env._("Act of reorganisation"),
            file_name=f"reorganisation-{document.date}-{document.id}.pdf",
            selection=document.order_number,
        )
