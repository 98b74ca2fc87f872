from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.dates import business_today


class Account(models.Model):
    """Personal account: one consumer at one cadastre object.

    Number = five digits of the district + eight local ones, shown as
    ``26269 01234567``. A household's identity lives here; only legal entities
    and users of the personal cabinet have a partner.
    """

    _name = "elektrohisob.account"
    _description = "Personal account"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    number = fields.Char(string="Account number", required=True, copy=False, size=13)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self._default_company_id(),
        domain=[("network_level", "=", "district")],
        ondelete="restrict",
    )
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        required=True,
        default="household",
        tracking=True,
    )
    state = fields.Selection(
        [("active", "Active"), ("closed", "Closed")],
        required=True,
        default="active",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_open = fields.Date(string="Opened on", required=True, default=business_today)
    date_close = fields.Date(string="Closed on", copy=False)
    name = fields.Char(
        string="Consumer",
        compute="_compute_name",
        store=True,
        readonly=False,
        tracking=True,
    )
    surname = fields.Char()
    given_name = fields.Char(string="Given name")
    patronymic = fields.Char()
    pinfl = fields.Char(
        string="PINFL",
        size=14,
        groups="elektrohisob_base.group_staff",
        tracking=True,
        help="Personal identification number, 14 digits.",
    )
    identity_document = fields.Char(
        string="Passport or ID card",
        groups="elektrohisob_base.group_staff",
        help="Series and number, for example AD1234567.",
    )
    identity_issued = fields.Char(
        string="Issued by, on", groups="elektrohisob_base.group_staff"
    )
    identity_kind_id = fields.Many2one(
        "elektrohisob.identity.kind",
        string="Kind of document",
        groups="elektrohisob_base.group_staff",
        ondelete="restrict",
    )
    consumer_category_id = fields.Many2one(
        "elektrohisob.consumer.category",
        string="Category of consumers",
        index="btree_not_null",
        ondelete="restrict",
    )
    oked_id = fields.Many2one(
        "elektrohisob.oked",
        string="Kind of activity (OKED)",
        index="btree_not_null",
        ondelete="restrict",
    )
    stir = fields.Char(
        string="STIR",
        size=9,
        tracking=True,
        help="Taxpayer identification number, 9 digits.",
    )
    phone = fields.Char(tracking=True)
    email = fields.Char()
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language of documents",
        default="uz_UZ",
    )
    district_id = fields.Many2one(
        related="company_id.district_id", string="District (SOATO)"
    )
    locality_id = fields.Many2one(
        "elektrohisob.locality", string="Locality or mahalla", ondelete="restrict"
    )
    street_id = fields.Many2one("elektrohisob.street", ondelete="restrict")
    house = fields.Char()
    flat = fields.Char()
    cadastre_number = fields.Char(string="Cadastre number", copy=False)
    residents = fields.Integer(string="Residents registered", tracking=True)
    address = fields.Char(compute="_compute_address", store=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        copy=False,
        ondelete="restrict",
        help="Set for legal entities and users of the personal cabinet only.",
    )
    agreement_ids = fields.One2many(
        "elektrohisob.agreement", "account_id", string="Contracts"
    )
    term_ids = fields.One2many(
        "elektrohisob.agreement.term", "account_id", string="Contract terms"
    )
    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        compute="_compute_agreement_id",
        string="Contract in force",
    )
    state_ids = fields.One2many(
        "elektrohisob.account.state", "account_id", string="Running state"
    )
    note = fields.Text()

    _number_uniq = models.Constraint(
        "unique(number)", "This account number is already taken."
    )
    _number_digits = models.Constraint(
        "CHECK(number ~ '^[0-9]{13}$')", "An account number has thirteen digits."
    )
    _company_idx = models.Index("(company_id, id DESC)")
    _company_name_idx = models.Index("(company_id, name, id)")
    _name_idx = models.Index("(name, id)")
    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
    _pinfl_idx = models.Index("(pinfl) WHERE pinfl IS NOT NULL")

    @api.model
    def _default_company_id(self):
        company = self.env.company
        return company if company.network_level == "district" else False

    @api.depends("surname", "given_name", "patronymic", "category")
    def _compute_name(self):
        for account in self:
            parts = (account.surname, account.given_name, account.patronymic)
            if account.category == "household" or not account.name:
                account.name = " ".join(part for part in parts if part) or account.name

    @api.depends("locality_id", "street_id", "house", "flat")
    def _compute_address(self):
        """Addresses are stored in Uzbek, whoever types them.

        They do not depend on the names of streets on purpose: see
        ``_refresh_address``.
        """
        for account in self.with_context(lang="uz_UZ"):
            parts = [
                account.locality_id.name,
                account.street_id.name,
                account.house,
                account.flat,
            ]
            account.address = ", ".join(part for part in parts if part)

    @api.depends("agreement_ids.state")
    def _compute_agreement_id(self):
        for account in self:
            account.agreement_id = account.agreement_ids.filtered(
                lambda agreement: agreement.state in ("active", "suspended")
            )[:1]

    @api.depends("number", "name")
    def _compute_display_name(self):
        for account in self:
            number = account._format_number(account.number)
            account.display_name = f"{number} {account.name or ''}".strip()

    @api.constrains("date_open", "date_close")
    def _check_dates(self):
        for account in self:
            if account.date_close and account.date_close < account.date_open:
                raise ValidationError(
                    self.env._(
                        "Account %(number)s cannot be closed on %(close)s, before it "
                        "was opened on %(open)s.",
                        number=account.number,
                        close=account.date_close,
                        open=account.date_open,
                    )
                )

    @api.constrains("pinfl", "stir")
    def _check_identity(self):
        for account in self.sudo():  # pinfl is readable by staff only
            for label, value, length in (
                ("PINFL", account.pinfl, 14),
                ("STIR", account.stir, 9),
            ):
                if value and not (value.isdigit() and len(value) == length):
                    raise ValidationError(
                        self.env._(
                            "Account %(number)s: %(label)s is %(length)s digits, and "
                            "“%(value)s” is not. Type it again or leave it empty.",
                            number=account.number,
                            label=label,
                            length=length,
                            value=value,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number new accounts and give each its state row."""
        companies = self.env["res.company"]
        for vals in vals_list:
            if vals.get("number"):
                vals["number"] = self._check_digits(vals["number"])
            else:
                company = companies.browse(vals.get("company_id"))
                company = company or self._default_company_id() or companies
                vals["number"] = company._next_account_number()
        # A million accounts need no message "created" and no clerk following them.
        silent = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        accounts = super(Account, silent).create(vals_list).with_env(self.env)
        self.env["elektrohisob.account.state"].sudo().create(  # system table
            [
                {"account_id": account.id, "company_id": account.company_id.id}
                for account in accounts
            ]
        )
        return accounts

    # === ACTIONS === #

    def action_close(self):
        """Close the account today unless its last day is already set."""
        today = business_today(self)
        for account in self:
            account._check_closable()
            account.write(
                {"state": "closed", "date_close": account.date_close or today}
            )

    def action_reopen(self):
        """Take a closed account back into service."""
        self.write({"state": "active", "date_close": False})

    # === BUSINESS METHODS === #

    def _check_closable(self):
        """Hook: raise UserError naming what is still to do before closing."""
        self.ensure_one()
        if self.agreement_id:
            raise UserError(
                self.env._(
                    "Account %(number)s still has contract %(contract)s in force. End "
                    "the contract first, on the Contract page.",
                    number=self._format_number(self.number),
                    contract=self.agreement_id.number,
                )
            )
