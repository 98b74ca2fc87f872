from odoo import api, models, tools
from odoo.exceptions import AccessDenied, AccessError


class DutyError(AccessError):
    """Something must be done at login before anything else; the sentence says what."""


class ResUsersDuty(models.Model):
    """What a user does right after logging in: a new password, a second factor."""

    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _get_duty_facts(self):
        """(password is temporary, second factor is wanted, and set up by codes)."""
        # what his roles ask for is no secret of the user
        user = self.sudo()
        roles = user.env["res.groups"].browse(self._get_group_ids())
        return (
            user.password_temporary,
            any(roles.mapped("second_factor")),
            user.totp_enabled,
        )

    def _get_login_duty(self):
        """``temporary``, ``expired``, ``second_factor`` or ``False``."""
        self.ensure_one()
        temporary, _wanted, _enrolled = self._get_duty_facts()
        if temporary:
            return "temporary"
        if self._is_password_expired():
            return "expired"
        if self._lacks_second_factor():
            return "second_factor"
        return False

    def _lacks_second_factor(self):
        """Whether a role asks for a second factor that is not set up yet."""
        _temporary, wanted, enrolled = self._get_duty_facts()
        return wanted and not enrolled and not self._mfa_type()

    def _get_duty_text(self, duty):
        """What is to be done, in words."""
        if duty == "temporary":
            return self.env._(
                "Your password was made by somebody else. Choose one that only you "
                "know."
            )
        if duty == "expired":
            return self.env._(
                "Your password is older than %s days. Choose a new one.",
                self._get_password_days(),
            )
        return self.env._(
            "Your role works with a second factor only. Set up the app with codes on "
            "your phone."
        )

    def _check_duty(self):
        """Refuse whatever is asked until the duty is done.

        :raise DutyError: says what to do and where
        """
        duty = self._get_login_duty()
        if duty:
            raise DutyError(
                self.env._(
                    "%(duty)s Log in to Elektrohisob in the browser: it leads you "
                    "there.",
                    duty=self._get_duty_text(duty),
                )
            )

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        """Override of `base` to refuse passwords over RPC while a duty is open.

        Keys of programs go on: they end by their own date or are revoked; one whose
        owner owes a second factor was refused before (`res.users.apikeys`).
        """
        result = super()._check_uid_passwd(uid, passwd)
        user = self.with_user(uid).env.user
        if user._get_login_duty():
            keys = self.env["res.users.apikeys"]
            if keys._check_credentials(scope="rpc", key=passwd) != uid:
                try:
                    user._check_duty()
                except DutyError as error:
                    raise AccessDenied(str(error)) from error
        return result

    def _reset_second_factor(self):
        """Forget the app and the trusted browsers; sessions of the user end."""
        # who may do so was checked by the card of the employee
        users = self.sudo()
        users._revoke_all_devices()
        users.write({"totp_secret": False})
        for user in users:
            self.env["elektrohisob.login.event"]._record(
                user, "second_reset", self.env.user.name
            )
