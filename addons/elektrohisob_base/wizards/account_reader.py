from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..tools.dates import business_today

ASKERS = ("group_admin", "group_auditor", "group_manager")


class AccountReader(models.TransientModel):
    """A user who can see an account, with why; made anew at every question."""

    _name = "elektrohisob.account.reader"
    _description = "Who can see an account"
    _order = "can_write desc, name, id"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    name = fields.Char(readonly=True)
    login = fields.Char(readonly=True)
    can_write = fields.Boolean(string="May change", readonly=True)
    roles = fields.Char(string="By the roles", readonly=True)
    units = fields.Char(string="By the units", readonly=True)
    limits = fields.Char(string="For a time", readonly=True)
    login_date = fields.Datetime(string="Last login", related="user_id.login_date")

    # === BUSINESS METHODS === #

    @api.model
    def _find(self, account):
        """Make a row per user who can see ``account``.

        Users with the same groups and the same units above, at and below the
        account's have the same rights on it: one of each kind is asked, by the access
        rules themselves.

        :return: the rows
        """
        if not any(self.env.user.has_group(f"elektrohisob_base.{g}") for g in ASKERS):
            raise AccessError(
                self.env._(
                    "Only administrators, auditors and managers are told who can see "
                    "account %s.",
                    account.number,
                )
            )
        account.ensure_one().check_access("read")
        found = {}
        for users in self._get_kinds(account).values():
            asked = account.with_user(users[0])
            asked = asked.with_context(allowed_company_ids=[])  # all his units
            if asked.has_access("read"):
                found |= dict.fromkeys(users, asked.has_access("write"))
        # whoever may ask is told of users and units that are not his
        rows = self.sudo()._prepare_rows(account, found)
        # auditors create nothing themselves
        mine = self.sudo().search([("create_uid", "=", self.env.uid)])
        mine.unlink()
        return self.sudo().create(rows).sudo(False)

    @api.model
    def _get_kinds(self, account):
        """(groups, units[, user]) → ids of active users that are alike."""
        self.env.flush_all()
        # units above and below the account's, his or not
        line = account.company_id.sudo().parent_ids
        line |= line.search([("id", "child_of", account.company_id.id)])
        # domains of rules, which only the system reads, decide who is alike
        rules = self.env["ir.rule"].sudo()
        rules = rules.search([("model_id.model", "=", account._name)])
        personal = {
            group
            for rule in rules
            if "user." in (rule.domain_force or "")
            for group in rule.groups.all_implied_by_ids.ids or [None]
        }
        # the consumer of the account, whom staff may not read as a contact
        partner = account.sudo().partner_id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT u.id, array_agg(g.gid ORDER BY g.gid), (
                    SELECT array_agg(c.cid ORDER BY c.cid) FROM res_company_users_rel c
                    WHERE c.user_id = u.id AND c.cid IN %s)
                FROM res_users u
                JOIN res_partner p ON p.id = u.partner_id
                JOIN res_groups_users_rel g ON g.uid = u.id
                WHERE u.active AND (NOT u.share OR p.commercial_partner_id = %s)
                GROUP BY u.id ORDER BY u.id
                """,
                tuple(line.ids),
                partner.id or None,
            )
        )
        kinds = defaultdict(list)
        for user, groups, units in rows:
            key = (tuple(groups), tuple(units or ()))
            if None in personal or personal & set(groups):
                key += (user,)
            kinds[key].append(user)
        return kinds

    @api.model
    def _prepare_rows(self, account, found):
        """Values of the rows; ``found`` is user id → whether he may change it."""
        users = self.env["res.users"].browse(found)
        # called as superuser: names of roles and units are what is asked for
        roles = self.env["elektrohisob.staff"]._get_roles().sudo()
        line = account.company_id.sudo().parent_ids
        limits = self._get_limits(users)
        names = {}
        rows = []
        for user in users:
            direct = user.group_ids & roles
            units = user.company_ids & line
            for records in (direct, units):
                if records not in names:
                    names[records] = ", ".join(records.mapped("name"))
            rows.append(
                {
                    "account_id": account.id,
                    "user_id": user.id,
                    "name": user.name,
                    "login": user.login,
                    "can_write": found[user.id],
                    "roles": names[direct] or self._tell_other(user),
                    "units": names[units],
                    "limits": limits.get(user.id),
                }
            )
        return rows

    @api.model
    def _tell_other(self, user):
        """Why somebody without a role sees the account."""
        if user.share:
            return self.env._("Consumer, in the personal cabinet")
        return ", ".join(user.group_ids.mapped("full_name"))

    @api.model
    def _get_limits(self, users):
        """User id → text of his deputyships and temporary rights of today."""
        day = business_today(self)
        cards = self.env["elektrohisob.staff"].search([("user_id", "in", users.ids)])
        limits = defaultdict(list)
        for card in cards.filtered("access_until"):
            until = format_date(self.env, card.access_until)
            limits[card.user_id.id].append(self.env._("Access until %s", until))
        grants = self.env["elektrohisob.staff.grant"].search(
            [("staff_id", "in", cards.ids)]
        )
        for grant in grants.filtered(lambda grant: grant._counts(day)):
            until = format_date(self.env, grant.date_end) if grant.date_end else "…"
            if grant.principal_id:
                name = grant.principal_id.name
                text = self.env._(
                    "Deputy of %(name)s until %(day)s", name=name, day=until
                )
            else:
                role = ", ".join(grant.role_ids.mapped("name"))
                text = self.env._("%(role)s until %(day)s", role=role, day=until)
            limits[grant.staff_id.user_id.id].append(text)
        return {user: "; ".join(texts) for user, texts in limits.items()}
