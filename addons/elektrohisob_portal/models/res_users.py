import re

from odoo import api, models
from odoo.fields import Domain

ACCOUNT_NUMBER = re.compile(r"(\d{5})[ -]?(\d{8})")
#: Parameters: minutes.
IDLE_HOUSEHOLD = "cabinet_idle_minutes_household"
IDLE_LEGAL = "cabinet_idle_minutes_legal"


class ResUsers(models.Model):
    """Consumers log in by account number, and out when idle."""

    _inherit = "res.users"

    @api.model
    def _get_login_domain(self, login):
        """Override of `base` to take the 13 digits of a personal account too.

        The user of the account's present owner is meant, even when a former owner
        still has the number as login. Both look-ups are indexed.
        """
        match = ACCOUNT_NUMBER.fullmatch((login or "").strip())
        if not match:
            return super()._get_login_domain(login)
        number = "".join(match.groups())
        # Before the login nobody has rights to the account or its user.
        accounts = self.env["elektrohisob.account"].sudo()
        account = accounts.search_fetch(
            accounts._get_numbers_domain([number]), ["partner_id"], limit=1
        )
        user = account.partner_id and self.sudo().search(
            [("partner_id", "=", account.partner_id.id), ("share", "=", True)], limit=1
        )
        if user:
            return Domain("id", "=", user.id)
        return super()._get_login_domain(number)

    # === IDLE TIME === #

    def _get_cabinet_idle_minutes(self):
        """After how many idle minutes the cabinet of a consumer closes; 0 for staff.

        Who has accounts of several kinds gets the shortest time of them.
        """
        self.ensure_one()
        if not self._is_portal():
            return 0
        # his own accounts, whichever districts are active
        accounts = self.env["elektrohisob.account"].sudo()
        groups = accounts._read_group(
            [("partner_id", "=", self.sudo().commercial_partner_id.id)], ["category"]
        )
        codes = {
            IDLE_HOUSEHOLD if category == "household" else IDLE_LEGAL
            for (category,) in groups
        }
        parameters = self.env["elektrohisob.parameter"]
        return min(parameters._get_value(code) for code in codes or {IDLE_HOUSEHOLD})

    def _get_lock_timeouts(self):
        """Override of `auth_timeout` to close the cabinet when idle, by parameters."""
        timeouts = super()._get_lock_timeouts()
        seconds = self._get_cabinet_idle_minutes() * 60
        limits = timeouts["lock_timeout_inactivity"]
        if not seconds or any(limit <= seconds for limit, _mfa in limits):
            return timeouts
        # the lists of super are shared by all users of the role
        stricter = [(limit, mfa) for limit, mfa in limits if mfa]
        return {**timeouts, "lock_timeout_inactivity": [(seconds, False), *stricter]}
