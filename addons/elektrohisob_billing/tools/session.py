"""A session of the database for transactions of one statement."""

import logging
import threading
from contextlib import suppress

from psycopg2 import Error as DatabaseError
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from odoo import SUPERUSER_ID, api
from odoo.sql_db import Cursor

from odoo.addons.elektrohisob_base.tools.bulk import keep_session

from .plain_payment import signals

_logger = logging.getLogger(__name__)


def known_signals(registry) -> str:
    """Versions of what this process keeps in memory."""
    versions = (registry.registry_sequence, *registry.cache_sequences.values())
    return ",".join(map(str, versions))


def is_current(cr, registry) -> bool:
    """Whether nobody has saved anything that this process keeps in memory."""
    rows = signals(("registry", *registry.cache_sequences)).execute(cr, {})
    return rows[0][0] == known_signals(registry)


class Session:
    """Kept open by a process: a statement is committed by itself, without BEGIN and
    COMMIT, which are two more questions to the database.

    For work that writes by one statement alone; it reads what it likes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cr: Cursor | None = None

    def run(self, registry, work):
        """What ``work(env, versions of what is kept in memory)`` returns, committed;
        None if another thread has the session, or the database refuses."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self._run(registry, work)
        except DatabaseError as error:
            _logger.info("Not at once: %s", error)
            return None
        finally:
            self._lock.release()

    def _run(self, registry, work):
        cr, self._cr = self._cr or registry.cursor(), None
        if not isinstance(cr, Cursor):  # tests run in one transaction
            with cr:
                return self._work(cr, registry, work)
        is_whole = False
        try:
            self._begin(cr)
            found = self._work(cr, registry, work)
            is_whole = True
        finally:
            if is_whole:
                self._cr = cr
            else:
                with suppress(DatabaseError):
                    cr.close()
        return found

    def _work(self, cr, registry, work):
        cr.transaction = None  # the registry may be another one now
        env = api.Environment(cr, SUPERUSER_ID, {})
        return work(env, known_signals(registry))

    def _begin(self, cr) -> None:
        if not cr.connection.autocommit:
            cr.connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
            keep_session(cr)
