from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import answer_pdf


class WorkSheetController(Controller):
    @route(
        "/elektrohisob/work_sheet/<string:ids>",
        type="http",
        auth="user",
    )
    def work_sheet(self, ids, **kwargs):
        """PDF with the sheets of work orders (``12-13-14``), a crew and a day each.

        Orders the user may not read are left out; none left: "not found".
        """
        numbers = [int(part) for part in ids.split("-") if part.isdecimal()]
        orders = request.env["elektrohisob.work.order"].search([("id", "in", numbers)])
        if not orders:
            raise request.not_found()
        return answer_pdf(
            orders,
            orders._get_sheet_pdf(),
            name=request.env._("Work sheet"),
            file_name="work-sheet.pdf",
        )
