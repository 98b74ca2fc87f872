import secrets

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from odoo.addons.elektrohisob_base.engine.password import findings

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CLERKS = (
    "elektrohisob_base.group_clerk_household",
    "elektrohisob_base.group_clerk_legal",
    "elektrohisob_base.group_admin",
)


class AccountGrant(models.TransientModel):
    """Give a consumer access to the personal cabinet, or take it away.

    The partner and the portal user are made only now. A temporary password is
    shown once in the dialog and stored nowhere but as the user's hash.
    """

    _name = "elektrohisob.account.grant"
    _description = "Access to the personal cabinet"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, ondelete="cascade"
    )
    cabinet_login = fields.Char(related="account_id.cabinet_login", string="Has login")
    method = fields.Selection(
        [
            ("password", "Temporary password, handed over on the spot"),
            ("email", "Invitation by e-mail"),
        ],
        string="How",
        required=True,
        default="password",
    )
    join_account_id = fields.Many2one(
        "elektrohisob.account",
        string="Add to the cabinet of",
        domain="[('partner_id', '!=', False), ('id', '!=', account_id)]",
        ondelete="cascade",
        help="Another account of the same consumer who already has a cabinet: both "
        "will be seen with one login.",
    )
    email = fields.Char(
        string="E-mail", compute="_compute_contacts", store=True, readonly=False
    )
    phone = fields.Char(compute="_compute_contacts", store=True, readonly=False)
    login = fields.Char(store=False, readonly=True)
    password = fields.Char(
        string="Temporary password",
        store=False,
        readonly=True,
    )

    @api.depends("account_id")
    def _compute_contacts(self):
        for grant in self:
            grant.email = grant.account_id.email
            grant.phone = grant.account_id.phone
            grant.account_id.filtered("phone")._note_look({"phone"})

    # === ACTIONS === #

    def action_grant(self):
        """Make or renew the access and show or send what the consumer needs.

        An account added to a cabinet in use needs nothing more: the consumer
        enters as before.

        :raise UserError: no e-mail for an invitation, or the login is taken
        """
        self.ensure_one()
        self._check_clerk()
        self._update_account()
        user = self._get_user()
        if user and self.join_account_id:
            self._log(self.env._("Account added to the consumer's cabinet."))
            return {"type": "ir.actions.act_window_close"}
        if user:
            self._check_own_districts()
        else:
            user = self._create_user()
        if self.method == "email":
            self._send_invitation(user)
            return {"type": "ir.actions.act_window_close"}
        password = self._make_password(user)
        user.password = password  # temporary, as somebody else's makes it
        self._log(self.env._("Cabinet access given by temporary password."))
        return self._show(user, password)

    def action_withdraw(self):
        """Switch the cabinet user off; the partner and the account stay."""
        self.ensure_one()
        self._check_clerk()
        user = self._get_user()
        if not user:
            raise UserError(
                self.env._(
                    "Account %(number)s has no cabinet access to withdraw.",
                    number=self.account_id.number,
                )
            )
        self._check_own_districts()
        user.active = False
        self._log(self.env._("Cabinet access withdrawn."))
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _check_clerk(self):
        """Only clerks of the account's category and administrators grant access."""
        if not any(self.env.user.has_group(group) for group in CLERKS):
            raise AccessError(
                self.env._("Access to the cabinet is given by subscriber clerks.")
            )
        self.account_id.check_access("write")

    def _check_own_districts(self):
        """A new password opens all accounts of the cabinet, also those of districts
        the clerk has no business in."""
        account = self.account_id
        # Accounts of other districts are looked for, to refuse.
        accounts = account.sudo().search([("partner_id", "=", account.partner_id.id)])
        foreign = accounts.company_id - self.env.user.company_ids
        if foreign:
            raise UserError(
                self.env._(
                    "The cabinet of account %(number)s also shows accounts of "
                    "%(companies)s. Only a user of all these district networks may "
                    "change its access.",
                    number=account.number,
                    companies=", ".join(foreign.mapped("name")),
                )
            )

    def _update_account(self):
        """Save the contacts and give the account a partner if it has none."""
        account = self.account_id
        account.write({"email": self.email, "phone": self.phone})
        if self.join_account_id and not account.partner_id:
            account.partner_id = self.join_account_id.partner_id
        elif self.join_account_id.partner_id not in (
            self.env["res.partner"],
            account.partner_id,
        ):
            raise UserError(
                self.env._(
                    "Account %(number)s already belongs to another cabinet. Clear its "
                    "contact first, or leave “Add to the cabinet of” empty.",
                    number=account.number,
                )
            )
        if not account.partner_id:
            # Clerks may not create partners at will, only the one of an account.
            account.partner_id = (
                self.env["res.partner"].sudo().create(self._prepare_partner_vals())
            )

    def _prepare_partner_vals(self):
        """Hook: values of the partner made for a consumer."""
        account = self.account_id
        return {
            "name": account.name or account.number,
            "is_company": account.category != "household",
            "email": email_normalize(self.email or ""),
            "phone": self.phone,
            "lang": account.lang,
            "company_id": False,
        }

    def _get_user(self):
        """The portal user of the account's partner, switched on if it was off; with
        superuser rights, for clerks may not write users.

        :raise UserError: the partner is a member of staff
        """
        partner = self.account_id.partner_id
        # Users are out of a clerk's reach; only the partner of the account is used.
        users = partner.with_context(active_test=False).sudo().user_ids
        internal = users.filtered(lambda user: not user.share)
        if internal:
            raise UserError(
                self.env._(
                    "The contact of account %(number)s is the staff user %(login)s. "
                    "Give the account a contact of its own.",
                    number=self.account_id.number,
                    login=internal[0].login,
                )
            )
        user = users[:1]
        if user and not user.active:
            user.active = True
        return user

    def _create_user(self):
        account = self.account_id
        email = email_normalize(self.email or "")
        if self.method == "email" and not email:
            raise UserError(
                self.env._(
                    "An invitation needs a valid e-mail address. Enter one, or hand "
                    "over a temporary password."
                )
            )
        login = email if self.method == "email" else account.number
        users = self.env["res.users"].with_context(
            active_test=False, no_reset_password=True
        )
        # Users are out of a clerk's reach; a portal user of this partner only.
        users = users.sudo()
        if users.search(Domain("login", "=", login), limit=1):
            raise UserError(
                self.env._(
                    "The login %(login)s is already used. Add the account to the "
                    "cabinet of the consumer's other account, or use another e-mail.",
                    login=login,
                )
            )
        partner = account.partner_id
        # A consumer may have accounts in districts this clerk does not serve.
        accounts = account.sudo().search([("partner_id", "=", partner.id)])
        return users.create(
            {
                "login": login,
                "partner_id": partner.id,
                "company_id": account.company_id.id,
                "company_ids": [Command.set(accounts.company_id.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                "lang": account.lang or "uz_UZ",
                "tz": "Asia/Tashkent",
            }
        )

    @api.model
    def _make_password(self, user):
        """Eight characters that are not mistaken for each other, easy to dictate;
        a longer one when the rules of passwords ask for more."""
        draw = "".join(secrets.choice(ALPHABET) for _n in range(8))
        password = f"{draw[:4]}-{draw[4:]}"
        if findings(password, user._get_password_rules()):
            return user._draw_password()
        return password

    def _send_invitation(self, user):
        if not email_normalize(user.email or ""):
            user.partner_id.email = email_normalize(self.email or "")
        user.partner_id.signup_prepare()
        # Clerks may not read templates of mail.
        template = self.env.ref("auth_signup.portal_set_password_email").sudo()
        template.with_context(
            dbname=self.env.cr.dbname, lang=user.lang, medium="portalinvite"
        ).send_mail(user.id)
        self._log(self.env._("Cabinet invitation sent by e-mail."))

    def _log(self, text):
        self.account_id.message_post(body=text)

    def _show(self, user, password):
        """The dialog with login and password; they are not in the database."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand this to the consumer"),
            "res_model": self._name,
            "view_mode": "form",
            "view_id": self.env.ref(
                "elektrohisob_portal.account_grant_view_form_password"
            ).id,
            "target": "new",
            "context": {
                "default_account_id": self.account_id.id,
                "default_login": user.login,
                "default_password": password,
            },
        }
