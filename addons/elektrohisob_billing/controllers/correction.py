from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import (
    answer_pdf,
    find_document,
    known_language,
)


class CorrectionController(Controller):
    @route(
        "/elektrohisob/correction/<int:correction_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def correction(self, correction_id, lang=None, **kwargs):
        """PDF of a correction; who may not read it gets "not found"."""
        correction = find_document("elektrohisob.correction", correction_id)
        return answer_pdf(
            correction,
            correction._render_pdf(known_language(lang)),
            name=request.env._("Correction"),
            file_name=f"{correction.number}.pdf",
            selection=correction.number,
        )
