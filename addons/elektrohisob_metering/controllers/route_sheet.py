from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import answer_pdf


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
        return answer_pdf(
            sheets,
            sheets.sorted(lambda sheet: sheet.route_id.code)._render_pdf(),
            name=request.env._("Reading sheet"),
            file_name=f"route-sheets-{sheets[0].date}.pdf",
        )
