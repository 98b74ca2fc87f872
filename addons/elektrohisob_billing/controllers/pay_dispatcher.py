import logging

from psycopg2 import Error as DatabaseError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from odoo.exceptions import UserError
from odoo.http import HttpDispatcher, Response

from ..adapters.pay import BODY_BYTES, Refusal
from ..adapters.pay_channels import split
from .pay import read_message

REPORTS = "/elektrohisob/sms/report/"  # of gateways of text messages
_logger = logging.getLogger(__name__)


class PayDispatcher(HttpDispatcher):
    """Trouble at an address of payment services, in the words of their protocol.

    It takes the place of Odoo's own dispatcher under the same name, and leaves
    everything else to it. Without it a service would read a page of HTML, and when
    the database is away "not found": the words for a payment that never was.
    """

    routing_type = "http"

    def dispatch(self, endpoint, args):
        """Override of `base` to keep the body of forms, which parsing would eat."""
        path = self.request.httprequest.path
        if split(path) or path.startswith(REPORTS):
            self.request.httprequest.get_data(cache=True)
        return super().dispatch(endpoint, args)

    def handle_error(self, exc):
        """Override of `base` to answer payment services so that they understand."""
        found = split(self.request.httprequest.path)
        if not found:
            return super().handle_error(exc)
        channel, path = found[0](), found[1]
        message, call = None, None
        try:
            self.request.httprequest.max_content_length = BODY_BYTES
            message = read_message(self.request.httprequest, path)
            call = channel.parse(message)
        except (Refusal, HTTPException, OSError):
            _logger.info("%s: the message cannot be read", path)
        answer = channel.refuse(message, call, Refusal(self._get_code(exc)))
        response = Response(answer.body, status=answer.status)
        response.headers["Content-Type"] = answer.content_type
        response.headers["Retry-After"] = "30"
        return response

    def _get_code(self, exc):
        """What went wrong: who cannot be served now is asked to come again."""
        if isinstance(exc, MethodNotAllowed):
            return "method"
        if not self.request.db:
            return "unavailable"  # the database is away
        if isinstance(exc, HTTPException):
            return "request"
        if isinstance(exc, (DatabaseError, UserError)):
            return "unavailable"
        return "system"
