from odoo.http import Controller, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output


class CorrectionController(Controller):
    @route(
        "/elektrohisob/correction/<int:correction_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def correction(self, correction_id, lang=None, **kwargs):
        """PDF of a correction; who may not read it gets "not found"."""
        Correction = request.env["elektrohisob.correction"]
        correction = Correction.has_access("read") and Correction.search(
            [("id", "=", correction_id)]
        )
        if not correction:
            raise request.not_found()
        known = dict(request.env["res.lang"].get_installed())
        content = correction._render_pdf(lang if lang in known else None)
        log_output(
            correction,
            kind="print",
            file_format="pdf",
            name=request.env._("Correction"),
            selection=correction.number,
        )
        name = content_disposition(
            f"{correction.number}.pdf", disposition_type="inline"
        )
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", name),
        ]
        return request.make_response(content, headers)
