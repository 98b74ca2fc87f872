import logging
import threading
from contextlib import closing
from functools import partial

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request, Response

from odoo import SUPERUSER_ID, api, http
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.service.model import retrying
from odoo.sql_db import Cursor
from odoo.tools import config

from odoo.addons.elektrohisob_base.tools.bulk import keep_session

from ..adapters.pay import BODY_BYTES
from ..adapters.pay_channels import split
from ..tools.inbox import is_inbox
from ..tools.session import Session, is_current
from .pay import get_code, get_headers, read_message, refuse

_logger = logging.getLogger(__name__)
METHODS = ["GET", "POST"]
PROVIDER = "elektrohisob.exchange.provider"


class InboxApplication(http.Application):
    """The door of the inbox: calls of payment services, and nothing else is there.

    It does what the route in ``pay.py`` does, without what Odoo does for pages and
    their users (session, routing, languages, layers of other addons): half the time
    of a payment. No code behind it may need ``odoo.http.request``. A plain payment is
    a transaction of one statement, everything else an ordinary one.
    """

    _session = Session()

    def __call__(self, environ, start_response):
        """Override of `odoo.http` to serve payment services only."""
        application = self._serve
        if config["proxy_mode"] and environ.get("HTTP_X_FORWARDED_HOST"):
            application = ProxyFix(application)
        return application(environ, start_response)

    def _serve(self, environ, start_response):
        found = split(environ.get("PATH_INFO", ""))
        answer = self._respond(Request(environ), found) if found else NotFound()
        return answer(environ, start_response)

    def _respond(self, call, found):
        """Response to a call; what it wrote is committed before."""
        call.max_content_length = BODY_BYTES
        try:
            if call.method not in METHODS:
                raise MethodNotAllowed(METHODS)
            message = read_message(call, found[1])
            answer = self._commit(found[0], message, call.remote_addr or "")
            headers = get_headers(answer)
        # whatever it is, a service is told in its own words
        except Exception as error:
            code = get_code(error)
            if code == "system":
                _logger.exception("%s", call.path)
            else:
                _logger.warning("%s, %s: %s", call.path, code, error)
            answer, headers = refuse(call, found, code)
        return Response(answer.body, status=answer.status, headers=headers)

    def _commit(self, channel, message, remote):
        """Answer to a message, when what it says is committed."""
        name = config["db_name"][0]
        threading.current_thread().dbname = name
        registry = Registry(name)
        tried = []

        def at_once(env, signals):
            tried.append(True)
            return env[PROVIDER]._answer_at_once(channel, message, remote, signals)

        answer = self._session.run(registry, at_once)
        if answer:
            return answer
        with closing(registry.cursor()) as cr:
            if isinstance(cr, Cursor):  # tests run in one transaction
                # two payments of one account wait for each other instead of failing
                cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
                keep_session(cr)
            if not is_current(cr, registry):
                registry.check_signaling(cr)
            # services are nobody's users: the secret of the provider is the right
            env = api.Environment(cr, SUPERUSER_ID, {})
            args = (channel, message, remote, bool(tried))
            return retrying(partial(env[PROVIDER]._answer_pay, *args), env)


class InboxServer(server.PreforkServer):
    """Processes for calls alone, which live on when the database is away.

    Odoo's own server asks the database before it makes a process, and ends if there is
    no answer; the first to die then is its process of websockets, which nobody needs
    here. Caches are checked by every call.
    """

    def process_spawn(self):
        """Override of `odoo.service` to make processes for calls, whatever happens."""
        while len(self.workers_http) < self.population:
            self.worker_spawn(server.WorkerHTTP, self.workers_http)


if is_inbox():
    http.root.__class__ = InboxApplication
    server.PreforkServer = InboxServer
