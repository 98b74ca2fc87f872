from odoo import http
from odoo.exceptions import LockError
from odoo.http import request

from odoo.addons.elektrohisob_base.tools.answers import answer_json

BODY_BYTES = 1024 * 1024


class HeadEnd(http.Controller):
    """Where a head-end pushes replies and events."""

    @http.route(
        "/elektrohisob/headend/<string:code>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, code, **_query):
        """Take a message of the provider ``code``; 503 means: send it again."""
        http_request = request.httprequest
        if (http_request.content_length or 0) > BODY_BYTES:
            return answer_json(413, reason="too long")
        key = http_request.headers.get("Authorization", "").removeprefix("Bearer ")
        # the head-end is nobody's user: its key is the right, checked next
        providers = request.env["elektrohisob.exchange.provider"].sudo()
        provider = providers.search([("code", "=", code), ("kind", "=", "head_end")])
        if not provider or not provider._check_hook_key(key):
            return answer_json(401, reason="wrong key")
        data = http_request.get_data()
        try:
            message = provider._receive(f"{code}-push.json", data)
        except LockError:
            return answer_json(503, reason="busy")
        status = 422 if message.reason and message.state == "refused" else 200
        return answer_json(
            status,
            message=message.id,
            state=message.state,
            accepted=message.accepted,
            refused=message.refused,
        )
