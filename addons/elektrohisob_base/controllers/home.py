from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.home import Home as WebHome

COOKIE_MAX_AGE = 365 * 24 * 3600
SESSION_KEY = "elektrohisob_companies"


class Home(WebHome):
    @http.route()
    def web_client(self, s_action=None, **kw):
        """Override of `web` to activate all the companies of who has just logged in.

        The web client reads the active companies from the cookie ``cids`` and
        without one shows the default company only: the holding, where nothing is.
        """
        response = super().web_client(s_action=s_action, **kw)
        if response.status_code == 200 and request.session.uid:
            self._activate_companies(response)
        return response

    def _activate_companies(self, response):
        """Set the cookie at the first page of a session, or when it is stale.

        A choice made later in the company switcher is kept until logout.
        """
        user = request.env["res.users"].browse(request.session.uid)
        allowed = user._get_login_company_ids()
        key = f"{user.id}:{'-'.join(map(str, allowed))}"
        chosen = request.cookies.get("cids", "").split("-")
        known = {str(company_id) for company_id in allowed}
        if request.session.get(SESSION_KEY) == key and known.issuperset(chosen):
            return
        request.session[SESSION_KEY] = key
        response.set_cookie(
            "cids", "-".join(map(str, allowed)), max_age=COOKIE_MAX_AGE, samesite="Lax"
        )
