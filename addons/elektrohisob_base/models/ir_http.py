from psycopg2.errors import ReadOnlySqlTransaction
from werkzeug.exceptions import abort

from odoo import SUPERUSER_ID, api, models
from odoo.http import SessionExpiredException, request

from ..tools.dates import business_today
from .res_users_login import NetworkRefused

LOGIN_PAGE = "/web/login"
PASSWORD_PAGE = "/elektrohisob/password"
SECOND_FACTOR_PAGE = "/elektrohisob/second-factor"
#: What works before a new password or a second factor: these pages and their looks.
BEFORE_DUTY = (
    *(LOGIN_PAGE, PASSWORD_PAGE, SECOND_FACTOR_PAGE, "/web/session/logout"),
    *("/web/assets/", "/web/bundle/", "/web/webclient/translations"),
    "/website/translations",
    *("/web/binary/company_logo", "/web/manifest.webmanifest", "/favicon.ico"),
)
#: Database → business day on which rights for a time were looked at by this process.
_looked = {}


class IrHttp(models.AbstractModel):
    """Before each request: rights and duties that are due, and whence it comes."""

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
        cls._check_duty(endpoint)

    @classmethod
    def _check_duty(cls, endpoint):
        """Lead to the password or second factor that is due; nothing else works."""
        path = request.httprequest.path
        if not request.session.uid or path.startswith(BEFORE_DUTY):
            return
        user = request.env(user=request.session.uid).user
        duty = user._get_login_duty()
        if not duty:
            return
        if endpoint.routing["type"] != "http":
            user._check_duty()
        page = SECOND_FACTOR_PAGE if duty == "second_factor" else PASSWORD_PAGE
        abort(request.redirect_query(page, {"redirect": request.httprequest.full_path}))

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
