from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import (
    answer_pdf,
    find_document,
    known_language,
)


class InstalmentController(Controller):
    @route(
        "/elektrohisob/instalment/<int:instalment_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def instalment(self, instalment_id, lang=None, **kwargs):
        """PDF of a schedule; who may not read it gets "not found"."""
        document = find_document("elektrohisob.instalment", instalment_id)
        return answer_pdf(
            document,
            document._render_pdf(known_language(lang)),
            name=request.env._("Payment by instalments"),
            file_name=f"{document.number}.pdf",
            selection=document.number,
        )
