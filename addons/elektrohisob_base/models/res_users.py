from odoo import models


class ResUsers(models.Model):
    """Users see the whole part of the tree they are allowed from the first page."""

    _inherit = "res.users"

    def _get_login_company_ids(self):
        """Companies to be active after login, the default one first."""
        self.ensure_one()
        others = self.company_ids - self.company_id
        return [self.company_id.id, *sorted(others.ids)]

    def _get_represented_users(self):
        """Hook: users whose rights this user exercises today as their deputy.

        Whoever stands in for somebody does not decide what that person asked for.
        """
        return self.browse()
