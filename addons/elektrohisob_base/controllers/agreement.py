from odoo.http import Controller, request, route

from ..tools.printing import answer_pdf, find_document, known_language


class AgreementController(Controller):
    """Contracts and additional agreements as PDF; who may not read them gets "not
    found"."""

    @route(
        "/elektrohisob/agreement/<int:agreement_id>/contract",
        type="http",
        auth="user",
        readonly=True,
    )
    def contract(self, agreement_id, lang=None, **kwargs):
        """PDF of a contract with its annexes."""
        agreement = find_document("elektrohisob.agreement", agreement_id)
        content = agreement._render_contract(known_language(lang))
        return self._answer(agreement, content, request.env._("Supply contract"))

    @route(
        "/elektrohisob/agreement-change/<int:change_id>/document",
        type="http",
        auth="user",
        readonly=True,
    )
    def change(self, change_id, lang=None, **kwargs):
        """PDF of an additional agreement."""
        change = find_document("elektrohisob.agreement.change", change_id)
        content = change._render_document(known_language(lang))
        return self._answer(change, content, request.env._("Additional agreement"))

    def _answer(self, record, content, name):
        title = record.display_name
        return answer_pdf(
            record, content, name=name, file_name=f"{title}.pdf", selection=title
        )
