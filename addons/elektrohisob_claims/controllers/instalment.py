from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import answer_document


class InstalmentController(Controller):
    @route(
        "/elektrohisob/instalment/<int:instalment_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def instalment(self, instalment_id, lang=None, **kwargs):
        """PDF of a schedule; who may not read it gets "not found"."""
        return answer_document(
            "elektrohisob.instalment",
            instalment_id,
            lang,
            name=request.env._("Payment by instalments"),
        )
