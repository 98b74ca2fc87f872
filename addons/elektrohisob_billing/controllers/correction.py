from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import answer_document


class CorrectionController(Controller):
    @route(
        "/elektrohisob/correction/<int:correction_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def correction(self, correction_id, lang=None, **kwargs):
        """PDF of a correction; who may not read it gets "not found"."""
        return answer_document(
            "elektrohisob.correction",
            correction_id,
            lang,
            name=request.env._("Correction"),
        )
