import logging

from psycopg2 import Error as DatabaseError
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED
from werkzeug.exceptions import HTTPException, MethodNotAllowed, ServiceUnavailable

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.sql_db import Cursor

from ..adapters.pay import BODY_BYTES, Message, Refusal
from ..adapters.pay_channels import BASE, CHANNELS, split

_logger = logging.getLogger(__name__)
ROUTES = [
    f"{BASE}{address}{tail}" for address in CHANNELS for tail in ("", "/<path:tail>")
]


def read_message(http_request, path):
    """What came in, for a channel."""
    return Message(
        method=http_request.method,
        path=path,
        query=dict(http_request.args),
        headers={name.lower(): text for name, text in http_request.headers.items()},
        body=http_request.get_data(),
        address=http_request.base_url,
    )


def get_headers(answer):
    """Headers of an answer."""
    return [("Content-Type", answer.content_type), ("Cache-Control", "no-store")]


def get_code(error, has_database=True):
    """What went wrong: who cannot be served now is asked to come again."""
    if isinstance(error, MethodNotAllowed):
        return "method"
    if not has_database or isinstance(error, (DatabaseError, UserError)):
        return "unavailable"
    return "request" if isinstance(error, HTTPException) else "system"


def refuse(http_request, found, code):
    """Answer and headers for a call that could not be carried out.

    :param found: class of the channel and the rest of the path
    """
    channel, path = found[0](), found[1]
    message, call = None, None
    try:
        http_request.max_content_length = BODY_BYTES
        message = read_message(http_request, path)
        call = channel.parse(message)
    except (Refusal, HTTPException, OSError):
        _logger.info("%s: the message cannot be read", path)
    answer = channel.refuse(message, call, Refusal(code))
    return answer, [*get_headers(answer), ("Retry-After", "30")]


class Pay(http.Controller):
    """Where payment services call: what and who they are their messages tell."""

    @http.route(
        ROUTES,
        type="http",
        auth="none",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=BODY_BYTES,
    )
    def receive(self, **_query):
        """Answer a message of a payment service; errors: see ``pay_dispatcher``."""
        if not request.db:
            raise ServiceUnavailable  # the database is away
        # two payments of one account wait for each other instead of failing: under
        # the isolation of Odoo a worker sleeps for seconds and tries again
        request.env.cr.rollback()
        if isinstance(request.env.cr, Cursor):  # tests run in one transaction
            # of this cursor alone: the next one begins as Odoo wants it
            level = ISOLATION_LEVEL_READ_COMMITTED
            request.env.cr.connection.set_isolation_level(level)
        channel, path = split(request.httprequest.path)
        # services are nobody's users: the secret of the provider is the right
        env = request.env(user=SUPERUSER_ID, context={})
        answer = env["elektrohisob.exchange.provider"]._answer_pay(
            channel,
            read_message(request.httprequest, path),
            request.httprequest.remote_addr or "",
        )
        return request.make_response(
            answer.body, get_headers(answer), status=answer.status
        )
