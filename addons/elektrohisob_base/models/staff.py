from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

#: Fields of the card that are those of the user.
USER_FIELDS = ("name", "login", "lang", "email", "phone")
#: What decides about rights: changed by somebody else only.
RIGHTS = {"company_id", "scope_ids", "role_ids", "access_until", "active", "login"}


class Staff(models.Model):
    """Employee who works in the system: where and in which roles.

    The only writer of a user's roles and companies. Units are nodes of the company
    tree; the companies of the user are all units below them, and follow the tree.
    """

    _name = "elektrohisob.staff"
    _description = "Employee"
    _inherit = ["mail.thread"]
    _order = "name, id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    name = fields.Char(
        string="Full name", related="user_id.name", store=True, readonly=False
    )
    login = fields.Char(related="user_id.login", store=True, readonly=False)
    lang = fields.Selection(string="Language", related="user_id.lang", readonly=False)
    email = fields.Char(related="user_id.email", string="E-mail", readonly=False)
    phone = fields.Char(related="user_id.phone", readonly=False)
    position = fields.Char()
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        string="Works in",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        tracking=True,
        help="The employee sees this unit and all units below it, also those that "
        "are created later.",
    )
    scope_ids = fields.Many2many(
        "res.company",
        "elektrohisob_staff_scope_rel",
        string="Sees also",
        tracking=True,
        help="More units, each with all below it.",
    )
    role_ids = fields.Many2many(
        "res.groups",
        "elektrohisob_staff_role_rel",
        string="Roles",
        domain=lambda self: [("id", "in", self._get_given_roles().ids)],
        tracking=True,
    )
    access_until = fields.Date(
        string="Access until", tracking=True, help="Last day; empty: without end."
    )
    grant_ids = fields.One2many("elektrohisob.staff.grant", "staff_id")
    deputy_ids = fields.One2many(
        "elektrohisob.staff.grant", "principal_id", string="Deputies"
    )
    company_count = fields.Integer(
        string="Units he works in", compute="_compute_company_count", compute_sudo=True
    )
    login_date = fields.Datetime(
        string="Last login", related="user_id.login_date", related_sudo=True
    )
    is_system = fields.Boolean(
        string="System administrator", compute="_compute_is_system", compute_sudo=True
    )
    grant_state = fields.Selection(
        [("deputy", "Deputises"), ("temporary", "Temporary role")],
        string="Now",
        compute="_compute_grant_state",
        search="_search_grant_state",
    )

    _user_uniq = models.Constraint(
        "unique(user_id)", "This user already has a card of an employee."
    )

    @api.depends("user_id.company_ids")
    def _compute_company_count(self):
        for staff in self:
            staff.company_count = len(staff.user_id.company_ids)

    @api.depends("user_id.group_ids")
    def _compute_is_system(self):
        for staff in self:
            user = staff.user_id
            staff.is_system = bool(user) and user.has_group("base.group_system")

    @api.depends("grant_ids.state", "grant_ids.kind")
    def _compute_grant_state(self):
        for staff in self:
            kinds = staff.grant_ids.filtered(lambda g: g.state == "active")
            names = kinds.mapped("kind")
            staff.grant_state = (
                "deputy" if "deputy" in names else "temporary" if names else False
            )

    def _search_grant_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        kinds = ["deputy"] * ("deputy" in value) + ["role"] * ("temporary" in value)
        return Domain(
            "grant_ids", "any", [("state", "=", "active"), ("kind", "in", kinds)]
        )

    @api.constrains("role_ids")
    def _check_role_ids(self):
        roles = self._get_roles()
        for staff in self:
            if staff.role_ids - roles:
                raise ValidationError(
                    self.env._(
                        "%(name)s: only roles of Elektrohisob can be given here.",
                        name=staff.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to create the users of the employees."""
        cards = []
        for vals in vals_list:
            card = {k: v for k, v in vals.items() if k not in USER_FIELDS}
            if not card.get("user_id"):
                card["user_id"] = self._create_user(vals).id
            cards.append(card)
        staff = super().create(cards)
        staff._check_may_manage()
        staff._sync()
        return staff

    def write(self, vals):
        """Override of `base` to check who may change rights and to apply them."""
        if RIGHTS & vals.keys():
            self._check_may_manage()
        user_vals = {name: vals[name] for name in USER_FIELDS if name in vals}
        vals = {name: vals[name] for name in vals if name not in USER_FIELDS}
        if "user_id" in vals:
            raise UserError(self.env._("A card stays with its user; make a new card."))
        if user_vals:
            self._check_may_manage()
            # administrators of units write users here only
            self.user_id.sudo().write(user_vals)
        result = super().write(vals)
        if RIGHTS & vals.keys():
            self._check_may_manage()
            (self | self.deputy_ids.staff_id)._sync()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        raise UserError(
            self.env._("Cards of employees are not deleted: press Leaves instead.")
        )

    # === ACTIONS === #

    def action_leave(self):
        """The employee has left: no access any more, the history stays."""
        self.grant_ids._end()
        self.deputy_ids._end()
        self.write({"active": False})

    def action_return(self):
        """The employee is back."""
        self.write({"active": True})

    def action_new_password(self):
        """Give a temporary password and show it once."""
        self.ensure_one()
        self._check_may_manage()
        user = self.user_id.sudo()  # the right to do so was checked
        password = user._draw_password()
        user.password = password
        self.message_post(body=self.env._("A new password was given."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.env._("Password of %s, shown this once", self.login),
                "message": password,
            },
        }

    def action_export_sheet(self):
        """Download the ticked employees, or all, as Excel."""
        return self.env["elektrohisob.reference.load"]._download(self)

    def action_load_sheet(self):
        """Open the wizard that creates and changes employees from Excel."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load employees from Excel"),
            "res_model": "elektrohisob.reference.load",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _create_user(self, vals):
        """User of a new card; he gets his rights from the card."""
        company = self.env["res.company"].browse(vals.get("company_id"))
        company = company or self.env.company
        self._check_units(company)
        login = (vals.get("login") or "").strip()
        if not login or not vals.get("name"):
            raise UserError(self.env._("An employee needs a full name and a login."))
        # administrators of units may not write users themselves
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        if users.with_context(active_test=False).search_count(
            [("login", "=", login)], limit=1
        ):
            raise UserError(
                self.env._(
                    "The login “%(login)s” is taken already. Choose another one, or "
                    "look for the card among those who left.",
                    login=login,
                )
            )
        return users.create(
            {
                **{name: vals[name] for name in USER_FIELDS if vals.get(name)},
                "login": login,
                "tz": "Asia/Tashkent",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
            }
        ).sudo(False)

    @api.model
    def _check_units(self, units):
        """Refuse units outside those of the administrator himself."""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        foreign = units - self.env.user.company_ids
        if foreign:
            raise AccessError(
                self.env._(
                    "%(units)s: you administer other units. Ask an administrator of "
                    "the unit above.",
                    # the name alone, so that he knows whom to ask
                    units=", ".join(foreign.sudo().mapped("name")),
                )
            )

    def _check_may_manage(self):
        """Refuse changes of one's own rights, of wider ones and of the system's."""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        if not self.env.user.has_group("elektrohisob_base.group_admin"):
            raise AccessError(
                self.env._("Only administrators change roles and units of employees.")
            )
        for staff in self:
            if staff.user_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "Nobody changes his own rights. Ask an administrator of your "
                        "unit or of the unit above."
                    )
                )
            if staff.is_system:
                raise AccessError(
                    self.env._(
                        "%(name)s administers the system; only another one of them "
                        "changes this card.",
                        name=staff.name,
                    )
                )
            self._check_units(staff.company_id | staff.scope_ids)
