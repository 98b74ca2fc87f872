from odoo.http import request

from odoo.addons.web.controllers.home import Home as WebHome

from .field import HOME

#: Where one gets without wishing for a page of its own.
ANYWHERE = ("", "/odoo", "/web")


class Home(WebHome):
    def _login_redirect(self, uid, redirect=None):
        """Override of `web` to lead members of crews to the page of their orders."""
        wish = (redirect or "").rstrip("?")
        # own user, just logged in
        user = request.env["res.users"].sudo().browse(uid)
        roles = user.env["elektrohisob.staff"]._get_given_roles().sudo()
        crew = request.env.ref("elektrohisob_base.group_crew")
        if wish in ANYWHERE and user.group_ids & roles == crew:
            redirect = HOME
        return super()._login_redirect(uid, redirect=redirect)
