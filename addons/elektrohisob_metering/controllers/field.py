from odoo.http import Controller, request, route
from odoo.tools import file_path
from odoo.tools.json import scriptsafe

HOME = "/elektrohisob/field"
WORKER = "elektrohisob_metering/static/src/field/worker.js"


class FieldController(Controller):
    """The page of field crews: light, for a telephone on a slow line."""

    @route(HOME, type="http", auth="user", readonly=True)
    def field(self, **kwargs):
        """The page with the issued orders of the user's crews; who is in no crew is
        told so."""
        Order = request.env["elektrohisob.work.order"]
        data = Order._get_field_data()
        values = {
            "data": scriptsafe.dumps(data),
            "words": data["words"],
            "crews": data["crews"],
            "lang": (request.env.lang or "en")[:2],
            "version": Order._get_field_version(),
        }
        response = request.render("elektrohisob_metering.field_page", values)
        response.headers["Cache-Control"] = "no-store"
        response.status_code = 200 if data["crews"] else 403
        return response

    @route(f"{HOME}/orders", type="http", auth="user", readonly=True)
    def orders(self, **kwargs):
        """The same orders as JSON, for a page that stays open."""
        data = request.env["elektrohisob.work.order"]._get_field_data()
        return request.make_json_response(
            {"orders": data["orders"]},
            headers={"Cache-Control": "no-store"},
            status=200 if data["crews"] else 403,
        )

    @route(f"{HOME}/send", type="jsonrpc", auth="user")
    def send(self, item=None, **kwargs):
        """Take one result or photo; sending it again changes nothing.

        :return: dict with ``message``, or with ``refused``: a sentence to show
        """
        return request.env["elektrohisob.work.order"]._receive_field(item or {})

    @route(f"{HOME}/worker.js", type="http", auth="user", readonly=True)
    def worker(self, **kwargs):
        """The service worker: it must be served from below the page's address."""
        with open(file_path(WORKER), "rb") as source:
            content = source.read()
        headers = [
            ("Content-Type", "text/javascript"),
            ("Cache-Control", "no-cache"),
            ("Service-Worker-Allowed", HOME),
        ]
        return request.make_response(content, headers)
