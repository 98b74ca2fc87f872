import contextlib
from ipaddress import ip_address, ip_network

from odoo import models, tools
from odoo.exceptions import AccessDenied
from odoo.http import request
from odoo.tools import format_time


class LoginBlocked(AccessDenied):
    """Too many wrong passwords; the sentence says until when."""


class NetworkRefused(AccessDenied):
    """The role of the user does not work from this address."""


OUTCOMES = {LoginBlocked: "blocked", NetworkRefused: "network"}


class ResUsersLogin(models.Model):
    """Logins: what is tried is noted, guessing is stopped, networks are kept to."""

    _inherit = "res.users"

    def _login(self, credential, user_agent_env):
        """Override of `base` to note the login or its refusal."""
        if not request:
            return super()._login(credential, user_agent_env)
        events = self.env["elektrohisob.login.event"]
        login = (credential.get("login") or "").strip()
        try:
            info = super()._login(credential, user_agent_env)
            self.env["res.users"].browse(info["uid"])._check_network()
        except AccessDenied as error:
            events._note(login, OUTCOMES.get(type(error), "refused"))
            raise
        events._note(login, "ok")
        return info

    @contextlib.contextmanager
    def _assert_can_auth(self, user=None):
        """Override of `base` to refuse logins that were guessed at too often.

        The counts are in the database, so they hold for all processes and servers.
        """
        if request and isinstance(user, str):
            until = self.env["elektrohisob.login.event"]._get_blocked_until(
                user.strip(), request.httprequest.remote_addr
            )
            if until:
                raise LoginBlocked(
                    self.env._(
                        "Too many wrong passwords. Try again after %s, or ask your "
                        "administrator to unblock you.",
                        format_time(self.env, until, tz="Asia/Tashkent"),
                    )
                )
        with super()._assert_can_auth(user=user):
            yield

    @tools.ormcache("self.id")
    def _get_role_networks(self):
        """Networks by role that names some: a tuple of tuples of CIDR texts."""
        # networks of roles are no secret of the user himself
        groups = self.env["res.groups"].sudo().browse(self._get_group_ids())
        return tuple(
            tuple(group._get_networks()) for group in groups if group.allowed_networks
        )

    def _check_network(self, address=None):
        """Refuse an address outside the networks of any of the user's roles.

        :raise NetworkRefused: says what to do, not which networks are allowed
        """
        self.ensure_one()
        address = address or (request and request.httprequest.remote_addr)
        lists = self._get_role_networks() if address else ()
        if not lists:
            return
        place = ip_address(address)
        for networks in lists:
            if not any(place in ip_network(network) for network in networks):
                raise NetworkRefused(
                    self.env._(
                        "Your role works from the offices' network only. Log in from "
                        "there, or ask your administrator."
                    )
                )
