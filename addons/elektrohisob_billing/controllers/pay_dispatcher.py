from odoo.http import HttpDispatcher, Response

from ..adapters.pay_channels import split
from .pay import get_code, refuse

REPORTS = "/elektrohisob/sms/report/"  # of gateways of text messages


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
        code = get_code(exc, bool(self.request.db))
        answer, headers = refuse(self.request.httprequest, found, code)
        return Response(answer.body, status=answer.status, headers=headers)
