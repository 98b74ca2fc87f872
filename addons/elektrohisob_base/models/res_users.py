from odoo import models
from odoo.fields import Domain

from ..tools.dates import business_today


class ResUsers(models.Model):
    """Users see the whole part of the tree they are allowed from the first page."""

    _inherit = "res.users"

    def _get_login_company_ids(self):
        """Companies to be active after login, the default one first."""
        self.ensure_one()
        others = self.company_ids - self.company_id
        return [self.company_id.id, *sorted(others.ids)]

    def _is_central_admin(self):
        """Whether the user administers the top unit, and so the whole country."""
        self.ensure_one()
        # whether a unit of the user is the top one, whatever he may read of it
        tops = self.sudo().company_ids.filtered(lambda company: not company.parent_id)
        return bool(tops) and self.has_group("elektrohisob_base.group_admin")

    def _get_represented_users(self):
        """Users whose rights this user exercises today as their deputy.

        Whoever stands in for somebody does not decide what that person asked for.
        """
        self.ensure_one()
        day = business_today(self)
        # the user may not see the cards of those he stands in for
        grants = (
            self.env["elektrohisob.staff.grant"]
            .sudo()
            .search(
                Domain("staff_id.user_id", "=", self.id) & Domain("kind", "=", "deputy")
            )
        )
        principals = grants.filtered(lambda grant: grant._counts(day)).principal_id
        return principals.user_id.sudo(False)
