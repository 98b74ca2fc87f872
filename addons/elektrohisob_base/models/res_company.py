import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

LEVELS = ("holding", "enterprise", "district", "section")
HOLDING_CODE = "17"
CODE_PATTERNS = {
    "holding": HOLDING_CODE,
    "enterprise": r"17\d{2}",
    "district": r"17\d{5}",
    "section": r"17\d{5}-\d+",
}


class ResCompany(models.Model):
    """Units of the distribution company: the company tree is its organisation."""

    _inherit = "res.company"

    network_level = fields.Selection(
        selection=[
            ("holding", "Holding"),
            ("enterprise", "Territorial enterprise"),
            ("district", "District network"),
            ("section", "Section"),
        ],
        string="Level",
        index=True,
    )
    network_code = fields.Char(
        string="Unit code",
        copy=False,
        help="Stable code of the unit in every database: 17 for the holding, the "
        "SOATO code of an enterprise or district network, and for a section the "
        "code of its district, a dash and a number.",
    )
    network_name = fields.Char(
        string="Unit of the organisation", compute="_compute_network_name"
    )
    region_id = fields.Many2one(
        "elektrohisob.region", string="Region (SOATO)", ondelete="restrict"
    )
    district_id = fields.Many2one(
        "elektrohisob.district", string="District (SOATO)", ondelete="restrict"
    )
    account_prefix = fields.Char(
        string="Prefix of account numbers",
        compute="_compute_account_prefix",
        compute_sudo=True,
        help="First five digits of account numbers; a section uses its district's.",
    )
    account_sequence_id = fields.Many2one("ir.sequence", copy=False, readonly=True)
    call_centre = fields.Char(string="Call centre", compute="_compute_call_centre")

    _district_uniq = models.UniqueIndex(
        "(district_id) WHERE network_level = 'district' AND district_id IS NOT NULL",
        "Another district network already serves this SOATO district.",
    )

    _network_code_uniq = models.Constraint(
        "unique(network_code)", "Another unit already has this code."
    )

    @api.depends("parent_path")
    def _compute_call_centre(self):
        get = self.env["elektrohisob.parameter"]._get_value
        for company in self:
            company.call_centre = get("call_centre", company)

    @api.depends("name", "parent_path")
    def _compute_network_name(self):
        for company in self:
            depth = (company.parent_path or "").count("/") - 1
            company.network_name = "\u2003" * max(depth, 0) + (company.name or "")

    @api.depends("network_level", "district_id.code", "parent_id.district_id.code")
    def _compute_account_prefix(self):
        for company in self:
            network = company._get_district_network()
            company.account_prefix = network.district_id.account_prefix

    @api.constrains("network_level", "parent_id")
    def _check_network_level(self):
        for company in self.filtered("network_level"):
            parent = company.parent_id
            if company.network_level == "section" and (
                parent.network_level != "district"
            ):
                raise UserError(
                    self.env._(
                        "Section %(section)s must stand below a district network. "
                        "Choose the network it is a part of.",
                        section=company.name,
                    )
                )
            if parent.network_level and (
                LEVELS.index(parent.network_level)
                >= LEVELS.index(company.network_level)
            ):
                raise UserError(
                    self.env._(
                        "%(company)s cannot stand below %(parent)s in the tree: "
                        "holding, enterprise, district network, section.",
                        company=company.name,
                        parent=parent.name,
                    )
                )

    @api.constrains("network_code", "network_level")
    def _check_network_code(self):
        for company in self.filtered("network_code"):
            pattern = CODE_PATTERNS.get(company.network_level)
            if pattern and not re.fullmatch(pattern, company.network_code):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is not a code for %(company)s. It is 17 for the "
                        "holding, four digits of SOATO for an enterprise, seven for "
                        "a district network, and for a section those of its "
                        "district, a dash and a number. Leave it empty to have it "
                        "filled in.",
                        code=company.network_code,
                        company=company.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to give new units their codes and their people."""
        creator = self._get_creator(vals_list)
        # and back to the rights of the caller
        companies = super(ResCompany, creator).create(vals_list).sudo(self.env.su)
        # rules that tell companies by the missing ones: once more, now that they exist
        self.env.registry.clear_cache()
        companies._fill_network_code()
        self.env["elektrohisob.staff"]._sync_units(companies)
        return companies

    def write(self, vals):
        """Override of `base` to give a code to units that have become complete."""
        self._check_users_untouched(vals)
        result = super().write(vals)
        if {"network_level", "region_id", "district_id"} & vals.keys():
            self._fill_network_code()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _check_users_untouched(self, vals):
        """Units of employees are those of their cards: no way round by the unit."""
        if "user_ids" not in vals or self.env.su:
            return
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "Who works in a unit is set on the card of the employee, under "
                    "Administration → Employees."
                )
            )

    @api.model
    def _get_creator(self, vals_list):
        """Who may create these units: administrators right below their own ones."""
        for vals in vals_list:
            self._check_users_untouched(vals)
        if self.env.su or self.env.user.has_group("base.group_system"):
            return self
        self.check_access("create")
        own = self.env.user.company_ids
        if any(vals.get("parent_id") not in own.ids for vals in vals_list):
            raise AccessError(
                self.env._(
                    "A new unit stands below one that you administer. Choose that one "
                    "as the unit above, or ask its administrator."
                )
            )
        return self.sudo()  # new units take settings of those above

    def _fill_network_code(self):
        """Code units that have none by their place in the SOATO classifier."""
        blank = self.filtered(lambda unit: unit.network_level and not unit.network_code)
        wanted = {company: company._get_network_code() for company in blank}
        everywhere = self.sudo().with_context(active_test=False)  # unique in all
        taken = set(
            everywhere.search([("network_code", "in", list(wanted.values()))]).mapped(
                "network_code"
            )
        )
        for company, code in wanted.items():
            if code and code not in taken:
                taken.add(code)
                company.network_code = code

    def _get_network_code(self):
        """Code the unit should have, ``False`` while its place is not known."""
        self.ensure_one()
        if self.network_level == "holding":
            return HOLDING_CODE
        if self.network_level == "enterprise":
            return self.region_id.code
        if self.network_level == "district":
            return self.district_id.code
        district = self.parent_id.network_code
        others = self.parent_id.child_ids - self
        numbers = [
            int(code.partition("-")[2] or 0)
            for code in others.mapped("network_code")
            if code
        ]
        return district and f"{district}-{max(numbers, default=0) + 1}"

    def _get_district_network(self):
        """The district network: of a section, the one it is a part of."""
        self.ensure_one()
        return self.parent_id if self.network_level == "section" else self

    def _set_currency_uzs(self):
        """Keep books in so‘m, unless entries in another currency exist already."""
        uzs = self.env.ref("base.UZS")
        lines = self.env.get("account.move.line")
        # Odoo writes the currency to every unit below, also if it is the same
        for company in self.filtered(
            lambda company: not company.parent_id and company.currency_id != uzs
        ):
            if lines is not None and lines.sudo().search_count(  # of any company
                [("company_id", "child_of", company.id)], limit=1
            ):
                continue
            company.currency_id = uzs

    def _next_account_number(self):
        """Next free personal account number of the district network."""
        self.ensure_one()
        prefix = self.account_prefix
        if self.network_level == "section":
            network = self.sudo()._get_district_network()  # closed to the section
            return network._next_account_number()
        if not prefix:
            raise UserError(
                self.env._(
                    "%(company)s has no SOATO district, so accounts cannot be "
                    "numbered. Choose the district network, or set its district "
                    "under Administration → Organisation.",
                    company=self.name or self.env._("The company"),
                )
            )
        company = self.sudo()  # clerks may not write sequences or companies
        if not company.account_sequence_id:
            company.account_sequence_id = (
                self.env["ir.sequence"]
                .sudo()
                .create(
                    {
                        "name": f"Account numbers {prefix}",
                        "code": f"elektrohisob.account.{prefix}",
                        "implementation": "standard",
                        "padding": 8,
                        "number_next": self._last_account_local() + 1,
                        "company_id": self.id,
                    }
                )
            )
        number = prefix + company.account_sequence_id.next_by_id()
        accounts = self.env["elektrohisob.account"].sudo()  # any account takes it
        if accounts.search_count(accounts._get_numbers_domain([number]), limit=1):
            # Accounts were imported with numbers of their own since.
            company.account_sequence_id.number_next = self._last_account_local() + 1
            number = prefix + company.account_sequence_id.next_by_id()
        return number

    def _last_account_local(self):
        """Highest local account number used in the district so far."""
        prefix = self.account_prefix
        # numbers are unique in the country, whoever may see the accounts
        numbers = [
            self.env[name]
            .sudo()
            .search_fetch(
                [
                    ("number", ">=", prefix + "0" * 8),
                    ("number", "<=", prefix + "9" * 8),
                ],
                ["number"],
                order="number desc",
                limit=1,
            )
            .number
            # former numbers are never given again
            for name in ("elektrohisob.account", "elektrohisob.account.transfer")
        ]
        return max((int(number[5:]) for number in numbers if number), default=0)
