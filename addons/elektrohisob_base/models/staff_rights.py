from odoo import api, models
from odoo.fields import Command, Domain

from ..tools.dates import business_today

CATEGORY = "elektrohisob_base.module_category_elektrohisob"


class StaffRights(models.Model):
    """From cards of employees to groups and companies of their users."""

    _inherit = "elektrohisob.staff"

    @api.model
    def _get_roles(self):
        """Groups that are roles of Elektrohisob."""
        category = self.env.ref(CATEGORY, raise_if_not_found=False)
        # names of roles are no secret
        groups = self.env["res.groups"].sudo()
        roles = groups.search([("privilege_id.category_id", "=", category.id)])
        return roles.sudo(False)

    @api.model
    def _get_given_roles(self):
        """Roles to choose from: all but the one that everybody has anyway."""
        return self._get_roles() - self.env.ref("elektrohisob_base.group_staff")

    def _get_units(self):
        """All units the card opens: its own and those below."""
        units = self.company_id | self.scope_ids
        # closed to the administrator as far as they are not his
        companies = self.env["res.company"].sudo()
        return companies.search(Domain("id", "child_of", units.ids), order="id")

    def _get_rights(self, day):
        """(role groups, units, default unit) of the employee on ``day``."""
        self.ensure_one()
        roles, units, home = self.role_ids, self._get_units(), self.company_id
        grants = self.grant_ids.filtered(lambda grant: grant._counts(day))
        instead = grants.filtered("is_instead")[:1].principal_id
        if instead:
            return instead.role_ids, instead._get_units(), instead.company_id
        for grant in grants:
            roles |= grant.role_ids | grant.principal_id.role_ids
            if grant.principal_id:
                units |= grant.principal_id._get_units()
        return roles, units, home

    def _sync(self):
        """Bring users to what their cards say today; nothing is written twice."""
        day = business_today(self)
        ours = self._get_roles()
        staff_group = self.env.ref("elektrohisob_base.group_staff")
        # cards decide about users, whoever changed them
        for staff in self.sudo().with_context(active_test=False):
            if staff.is_system:
                continue
            user = staff.user_id
            open_ = staff.active and not (
                staff.access_until and staff.access_until < day
            )
            roles, units, home = staff._get_rights(day)
            groups = (user.group_ids - ours) | (roles if open_ else roles.browse())
            if open_ and not roles:
                groups |= staff_group
            vals = {}
            if user.active != open_:
                vals["active"] = open_
            if user.group_ids != groups:
                vals["group_ids"] = [Command.set(groups.ids)]
            if user.company_ids != units:
                vals["company_ids"] = [Command.set(units.ids)]
            if user.company_id != home:
                vals["company_id"] = home.id
            if vals:
                user.write(vals)

    @api.model
    def _sync_units(self, units):
        """The tree changed at ``units``: cards of units above them follow."""
        # cards of units above are closed to who changes a unit below
        every = self.sudo().with_context(active_test=False)
        above = every.env["res.company"].browse(units.ids).parent_ids
        cards = every.search(
            Domain("company_id", "in", above.ids) | Domain("scope_ids", "in", above.ids)
        )
        (cards | cards.deputy_ids.staff_id)._sync()

    @api.model
    def _adopt(self):
        """Make cards of the users who have roles and none yet."""
        # when an addon is installed, by the system
        cards = self.sudo().with_context(active_test=False)
        roles = self._get_roles()
        users = self.env["res.users"].search(
            [("group_ids", "in", roles.ids), ("share", "=", False)], order="id"
        )
        for user in users - cards.search([("user_id", "in", users.ids)]).user_id:
            tops = user.company_ids.filtered(
                lambda unit, user=user: unit.parent_id not in user.company_ids
            )
            home = user.company_id if user.company_id in tops else tops[:1]
            cards.create(
                {
                    "user_id": user.id,
                    "company_id": (home or user.company_id).id,
                    "scope_ids": [Command.set((tops - home).ids)],
                    "role_ids": [Command.set((user.group_ids & roles).ids)],
                }
            )
