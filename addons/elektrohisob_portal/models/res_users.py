import re

from odoo import api, models
from odoo.fields import Domain

ACCOUNT_NUMBER = re.compile(r"(\d{5})[ -]?(\d{8})")


class ResUsers(models.Model):
    """Consumers log in by account number."""

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
