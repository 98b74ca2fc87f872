import base64
import os
import re

from odoo import http
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request

from odoo.addons.auth_totp.models.totp import TOTP_SECRET_SIZE

from ..models.ir_http import PASSWORD_PAGE, SECOND_FACTOR_PAGE

SECRET_KEY = "elektrohisob_second_factor"
# the pages show secrets: not inside other sites' frames
HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "frame-ancestors 'self'",
}


class Duty(http.Controller):
    """Pages to which a login leads first: a new password, a second factor."""

    @http.route(PASSWORD_PAGE, type="http", auth="user", methods=["GET", "POST"])
    def password(self, redirect=None, **post):
        """Choose a new password; the present one is asked for once more."""
        user = request.env.user
        values = {
            "redirect": self._get_place(redirect),
            "duty": user._get_login_duty(),
            "rules": user._get_password_texts(),
            "user": user,
        }
        if request.httprequest.method == "POST":
            values["error"] = self._change(post)
            if not values["error"]:
                return request.redirect(values["redirect"])
        if values["duty"] in ("temporary", "expired"):
            values["reason"] = user._get_duty_text(values["duty"])
        page = "elektrohisob_base.password_page"
        return request.render(page, values, headers=HEADERS)

    @http.route(SECOND_FACTOR_PAGE, type="http", auth="user", methods=["GET", "POST"])
    def second_factor(self, redirect=None, code=None, **_post):
        """Set up the app with codes: its picture, its key, the first code."""
        user = request.env.user
        place = self._get_place(redirect)
        if user.totp_enabled or user._get_login_duty() in ("temporary", "expired"):
            return request.redirect(place)
        secret = request.session.get(SECRET_KEY)
        if not secret:
            # as long as Odoo's own; kept by the session until it is confirmed
            secret = base64.b32encode(os.urandom(TOTP_SECRET_SIZE // 8)).decode()
            request.session[SECRET_KEY] = secret
        values = {"redirect": place, "user": user, "error": False}
        if request.httprequest.method == "POST":
            values["error"] = self._enrol(secret, code or "")
            if not values["error"]:
                return request.redirect(place)
        # the picture alone is wanted of Odoo's wizard: nothing is stored
        wizard = request.env["auth_totp.wizard"].sudo()
        shown = wizard.new({"user_id": user.id, "secret": secret})
        values["picture"] = shown.qrcode.decode()
        values["secret"] = " ".join(re.findall(".{4}", secret))
        values["reason"] = user._get_duty_text("second_factor")
        page = "elektrohisob_base.second_factor_page"
        return request.render(page, values, headers=HEADERS)

    # === BUSINESS METHODS === #

    def _get_place(self, redirect):
        """Where to go afterwards: a page of this site only."""
        place = (redirect or "").rstrip("?")
        if not re.match(r"/(?![/\\])", place) or place.startswith("/elektrohisob/"):
            user = request.env.user
            return "/odoo" if user._is_internal() else "/my"
        return place

    def _change(self, post):
        """Change the password; what is wrong in words, or nothing."""
        env = request.env
        present, new = post.get("present", ""), post.get("new", "").strip()
        if new != post.get("again", "").strip():
            return env._("The two new passwords differ. Type them again.")
        if present == new:
            return env._("The new password is the present one. Choose another one.")
        try:
            env["res.users"].change_password(present, new)
        except AccessDenied:
            return env._("The present password is wrong. Type it again.")
        except UserError as error:
            return str(error)
        self._keep_session()
        env["elektrohisob.login.event"]._record(env.user, "password")
        return False

    def _enrol(self, secret, code):
        """Turn the second factor on; what is wrong in words, or nothing."""
        env = request.env
        digits = re.sub(r"\s", "", code)
        if not digits.isdecimal() or not env.user._totp_try_setting(
            secret, int(digits)
        ):
            return env._(
                "The code “%s” is not right. Wait for the next one, look whether the "
                "clock of the phone is right, and type its six digits.",
                code[:20],
            )
        request.session.pop(SECRET_KEY)
        env["elektrohisob.login.event"]._record(env.user, "second_set")
        return False

    def _keep_session(self):
        """A new password ends all sessions of the user but this one."""
        session = request.session
        session.session_token = request.env.user._compute_session_token(session.sid)
