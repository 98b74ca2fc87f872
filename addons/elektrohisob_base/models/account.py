from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.text import search_key, search_tokens

LOCAL_DIGITS = 8


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
    )
    state = fields.Selection(
        [("active", "Active"), ("closed", "Closed")], required=True, default="active"
    )
    date_open = fields.Date(
        string="Opened on", required=True, default=fields.Date.context_today
    )
    date_close = fields.Date(string="Closed on", copy=False)
    name = fields.Char(
        string="Consumer", compute="_compute_name", store=True, readonly=False
    )
    surname = fields.Char()
    given_name = fields.Char()
    patronymic = fields.Char()
    pinfl = fields.Char(string="PINFL", size=14, groups="elektrohisob_base.group_staff")
    stir = fields.Char(string="STIR", size=9)
    phone = fields.Char()
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
    cadastre_number = fields.Char(copy=False)
    residents = fields.Integer(string="Residents registered")
    address = fields.Char(compute="_compute_address", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        copy=False,
        ondelete="restrict",
        help="Set for legal entities and users of the personal cabinet only.",
    )
    agreement_ids = fields.One2many("elektrohisob.agreement", "account_id")
    agreement_id = fields.Many2one(
        "elektrohisob.agreement", compute="_compute_agreement_id", string="Contract"
    )
    state_ids = fields.One2many(
        "elektrohisob.account.state", "account_id", string="Running state"
    )
    search_key = fields.Char(compute="_compute_search_key", store=True)
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
    _search_key_idx = models.Index("USING gin (search_key gin_trgm_ops)")
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
        for account in self:
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
                lambda agreement: agreement.state == "active"
            )[:1]

    @api.depends("number", "name", "address", "phone", "stir", "pinfl")
    def _compute_search_key(self):
        for account in self.sudo():  # pinfl is readable by staff only
            phone = "".join(filter(str.isdigit, account.phone or ""))
            account.search_key = search_key(
                account.number,
                account.name,
                account.address,
                phone,
                account.stir,
                account.pinfl,
            )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for account in self:
            number = account._format_number(account.number)
            account.display_name = f"{number} {account.name or ''}".strip()

    @api.model
    def _search_display_name(self, operator, value):
        """Override of `base` to search number, name, address and phone at once.

        Every word of the query must occur; apostrophes and script do not matter.
        """
        if operator in ("ilike", "like", "=") and isinstance(value, str):
            tokens = search_tokens(value)
            return Domain.AND(
                Domain("search_key", "like", self._escape_like(token))
                for token in tokens
            )
        return super()._search_display_name(operator, value)

    @api.constrains("number", "company_id")
    def _check_number(self):
        for account in self:
            prefix = account.company_id.account_prefix
            if prefix and not account.number.startswith(prefix):
                raise ValidationError(
                    self.env._(
                        "Account %(number)s does not belong to %(company)s: its "
                        "numbers begin with %(prefix)s. Correct the number or the "
                        "district network.",
                        number=account.number,
                        company=account.company_id.name,
                        prefix=prefix,
                    )
                )

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

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number new accounts and give each its state row."""
        for vals in vals_list:
            if vals.get("number"):
                vals["number"] = self._parse_number(vals["number"])
            else:
                company = self.env["res.company"].browse(
                    vals.get("company_id") or self._default_company_id()
                )
                vals["number"] = company._next_account_number()
        accounts = super().create(vals_list)
        self.env["elektrohisob.account.state"].sudo().create(  # system table
            [
                {"account_id": account.id, "company_id": account.company_id.id}
                for account in accounts
            ]
        )
        return accounts

    # === BUSINESS METHODS === #

    @api.model
    def _escape_like(self, text):
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

    @api.model
    def _format_number(self, number):
        """``2626901234567`` → ``26269 01234567``."""
        return f"{number[:5]} {number[5:]}" if number else ""

    @api.model
    def _parse_number(self, text):
        """Digits of an account number, the local part padded to eight digits."""
        digits = "".join(filter(str.isdigit, text or ""))
        if 11 <= len(digits) < 13:
            digits = digits[:5] + digits[5:].zfill(LOCAL_DIGITS)
        return digits

    @api.model
    @api.readonly
    def find(self, *, query, limit=20):
        """Find accounts by number, consumer, address or phone.

        :param str query: any words of the number, name, address or phone; Latin or
            Cyrillic, with or without apostrophes
        :param int limit: at most this many (1 to 200)
        :return: list of dicts with ``id``, ``number``, ``name``, ``address``,
            ``phone``, ``category``, ``state`` and ``company_id``
        """
        limit = max(1, min(int(limit), 200))
        accounts = self.search(
            Domain("display_name", "ilike", query), limit=limit, order="id"
        )
        return [
            {
                "id": account.id,
                "number": account.number,
                "name": account.name or "",
                "address": account.address or "",
                "phone": account.phone or "",
                "category": account.category,
                "state": account.state,
                "company_id": account.company_id.id,
            }
            for account in accounts
        ]
