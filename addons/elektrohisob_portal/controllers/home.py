from odoo.http import request

from odoo.addons.portal.controllers.web import Home as PortalHome


class Home(PortalHome):
    def _login_redirect(self, uid, redirect=None):
        """Override of `portal` to greet consumers in the language of their account.

        Otherwise the language of the browser at the login page would stay.
        """
        user = request.env["res.users"].sudo().browse(uid)  # own user, just logged in
        if not redirect and user.share and user.lang:
            redirect = request.env["ir.http"]._url_lang("/my", user.lang)
        return super()._login_redirect(uid, redirect=redirect)
