import time

from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.elektrohisob_base.tools.answers import answer_json

from ..adapters.pay import BODY_BYTES
from ..adapters.sms_gateways import GATEWAYS
from ..tools.rate import shared

_failures = shared("reports")


class Sms(http.Controller):
    """Where gateways of text messages report what became of them."""

    @http.route(
        "/elektrohisob/sms/report/<string:code>/<string:token>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=BODY_BYTES,
    )
    def report(self, code, token, **_query):
        """Take reports; whoever guesses secrets waits until the minute is over."""
        http_request = request.httprequest
        # the gateway is nobody's user: the secret part of the address is the right
        env = request.env(user=SUPERUSER_ID, context={})
        caller = (env.cr.dbname, http_request.remote_addr or "")
        now = time.time()
        most = env["elektrohisob.parameter"]._get_value("payment_wrong_secrets_minute")
        if _failures.count(caller, now, step=0) >= most:
            return answer_json(429, reason="too many wrong addresses")
        provider = env["elektrohisob.exchange.provider"].search(
            [("code", "=", code), ("kind", "in", list(GATEWAYS))]
        )
        if not provider or not provider._is_sms_hook(token):
            _failures.count(caller, now)
            return answer_json(404, reason="no such address")
        try:
            reports = GATEWAYS[provider.kind].read_reports(http_request.get_data())
        except ValueError:
            return answer_json(422, reason="not understood")
        changed = env["elektrohisob.sms.message"]._take_reports(provider, reports)
        return answer_json(200, reports=len(reports), changed=changed)
