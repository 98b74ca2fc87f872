from odoo.http import Controller, content_disposition, request, route

from ..tools.audit import log_output


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
        agreement = self._find("elektrohisob.agreement", agreement_id)
        content = agreement._render_contract(self._get_lang(lang))
        return self._answer(agreement, content, request.env._("Supply contract"))

    @route(
        "/elektrohisob/agreement-change/<int:change_id>/document",
        type="http",
        auth="user",
        readonly=True,
    )
    def change(self, change_id, lang=None, **kwargs):
        """PDF of an additional agreement."""
        change = self._find("elektrohisob.agreement.change", change_id)
        content = change._render_document(self._get_lang(lang))
        return self._answer(change, content, request.env._("Additional agreement"))

    def _find(self, name, record_id):
        model = request.env[name]
        record = model.has_access("read") and model.search([("id", "=", record_id)])
        if not record:
            raise request.not_found()
        return record

    def _get_lang(self, lang):
        return lang if lang in dict(request.env["res.lang"].get_installed()) else None

    def _answer(self, record, content, name):
        log_output(
            record,
            kind="print",
            file_format="pdf",
            name=name,
            selection=record.display_name,
        )
        file_name = f"{record.display_name.replace('/', '-')}.pdf"
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            (
                "Content-Disposition",
                content_disposition(file_name, disposition_type="inline"),
            ),
        ]
        return request.make_response(content, headers)
