from werkzeug.exceptions import NotFound

from odoo import http

from ..adapters.pay_channels import split
from ..tools.inbox import is_inbox


class InboxApplication(http.Application):
    """The door of the inbox: what is no address of a payment service is not there."""

    def __call__(self, environ, start_response):
        """Override of `odoo.http` to let calls of payment services in and no others."""
        if split(environ.get("PATH_INFO", "")):
            return super().__call__(environ, start_response)
        return NotFound()(environ, start_response)


if is_inbox():
    http.root.__class__ = InboxApplication
