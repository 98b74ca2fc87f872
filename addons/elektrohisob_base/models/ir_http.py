from psycopg2.errors import ReadOnlySqlTransaction

from odoo import SUPERUSER_ID, api, models
from odoo.http import SessionExpiredException, request

from ..tools.dates import business_today
from .res_users_login import NetworkRefused

LOGIN_PAGE = "/web/login"
#: Database → business day on which rights for a time were looked at by this process.
_looked = {}


class IrHttp(models.AbstractModel):
    """Before each request: rights for a time that are due, and where it comes from."""

    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        """Override of `base` to begin and end rights before a day's first request."""
        day = business_today(request.env["res.users"])
        database = request.env.cr.dbname
        if _looked.get(database) != day:
            cls._advance_grants()
            _looked[database] = day
        super()._authenticate(endpoint)
        cls._check_network()

    @classmethod
    def _check_network(cls):
        """End a session that has moved outside the networks of its user's roles."""
        if not request.session.uid:
            return
        user = request.env(user=request.session.uid).user
        try:
            user._check_network()
        except NetworkRefused as error:
            if request.httprequest.path == LOGIN_PAGE:  # where the session ends
                request.session.logout(keep_db=True)
                return
            user.env["elektrohisob.login.event"]._note(user.login, "network")
            raise SessionExpiredException(str(error)) from error

    @classmethod
    def _advance_grants(cls):
        """Do it in a transaction of its own.

        :raise ReadOnlySqlTransaction: on the standby database, if anything is due;
            Odoo then serves the request on the main one
        """
        if request.env.cr.readonly:
            env = request.env(user=SUPERUSER_ID)
            if env["elektrohisob.staff.grant"]._is_due():
                raise ReadOnlySqlTransaction("rights for a time begin or end")
            return
        with request.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["elektrohisob.staff.grant"]._cron_advance()
