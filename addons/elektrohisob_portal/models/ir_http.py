import time

from odoo import models
from odoo.http import request

NEXT = "identity-check-next"
#: Seconds by which the time in the session may lag: it is not written at every request.
LAG = 30


class IrHttp(models.AbstractModel):
    """The cabinet closes when nobody has used it for the time of the parameter."""

    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        """Override of `auth_timeout` to count the idle time from each request too.

        There it begins when the page reports it over the websocket; a browser that was
        switched off, or a line without one, reports nothing.
        """
        super()._authenticate(endpoint)
        routing = endpoint.routing
        if routing["auth"] == "user" and routing.get("check_identity", True):
            cls._note_cabinet_use()

    @classmethod
    def _note_cabinet_use(cls):
        idle = request.env.user._get_cabinet_idle_minutes()
        if request.session.uid and idle:
            closes = time.time() + idle * 60
            if abs(closes - request.session.get(NEXT, 0)) > LAG:
                request.session[NEXT] = closes
