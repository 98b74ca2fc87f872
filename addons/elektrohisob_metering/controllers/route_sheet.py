from odoo.http import Controller, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output


class RouteSheetController(Controller):
    @route("/elektrohisob/route-sheets", type="http", auth="user", readonly=True)
    def route_sheets(self, ids="", **kwargs):
        """PDF of the route sheets ``ids`` (comma separated).

        Sheets the user may not see are "not found".
        """
        wanted = [int(text) for text in ids.split(",") if text.isdecimal()]
        sheets = request.env["elektrohisob.route.sheet"].search([("id", "in", wanted)])
        if not sheets:
            raise request.not_found()
        log_output(
            sheets,
            kind="print",
            file_format="pdf",
            name=request.env._("Reading sheet"),
        )
        content = sheets.sorted(lambda sheet: sheet.route_id.code)._render_pdf()
        name = f"route-sheets-{sheets[0].date}.pdf"
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(name, "inline")),
        ]
        return request.make_response(content, headers)
