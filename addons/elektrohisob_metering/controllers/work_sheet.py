from odoo.http import Controller, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output


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
        content = orders._get_sheet_pdf()
        log_output(
            orders, kind="print", file_format="pdf", name=request.env._("Work sheet")
        )
        name = content_disposition("work-sheet.pdf", disposition_type="inline")
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", name),
        ]
        return request.make_response(content, headers)
