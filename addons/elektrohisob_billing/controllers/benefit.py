from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import (
    answer_pdf,
    find_document,
    known_language,
)


class BenefitController(Controller):
    @route(
        "/elektrohisob/benefit_register/<int:receivable_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def benefit_register(self, receivable_id, lang=None, **kwargs):
        """PDF of a register of benefits; who may not read it gets "not found"."""
        row = find_document("elektrohisob.benefit.receivable", receivable_id)
        return answer_pdf(
            row,
            row._render_pdf(known_language(lang)),
            name=request.env._("Register of benefits"),
            file_name=f"{row.programme_id.code}-{row.month:%Y-%m}.pdf",
            selection=row.display_name,
        )
