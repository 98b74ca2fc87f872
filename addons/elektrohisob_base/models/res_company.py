from odoo import api, fields, models
from odoo.exceptions import UserError


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
        related="district_id.account_prefix", string="Prefix of account numbers"
    )
    account_sequence_id = fields.Many2one("ir.sequence", copy=False, readonly=True)
    call_centre = fields.Char(string="Call centre", default="1154")
    bank_name = fields.Char(string="Bank")
    bank_account = fields.Char(string="Bank account (20 digits)", size=20)
    bank_mfo = fields.Char(string="MFO", size=5)

    _district_uniq = models.UniqueIndex(
        "(district_id) WHERE network_level = 'district' AND district_id IS NOT NULL",
        "Another district network already serves this SOATO district.",
    )

    _network_code_uniq = models.Constraint(
        "unique(network_code)", "Another unit already has this code."
    )

    _bank_digits = models.Constraint(
        "CHECK((bank_account IS NULL OR bank_account ~ '^[0-9]{20}$') "
        "AND (bank_mfo IS NULL OR bank_mfo ~ '^[0-9]{5}$'))",
        "A bank account has twenty digits and an MFO five.",
    )

    @api.depends("name", "parent_path")
    def _compute_network_name(self):
        for company in self:
            depth = (company.parent_path or "").count("/") - 1
            company.network_name = "\u2003" * max(depth, 0) + (company.name or "")

    @api.constrains("network_level", "parent_id")
    def _check_network_level(self):
        order = ["holding", "enterprise", "district", "section"]
        for company in self.filtered("network_level"):
            parent = company.parent_id.network_level
            if parent and order.index(parent) >= order.index(company.network_level):
                raise UserError(
                    self.env._(
                        "%(company)s cannot stand below %(parent)s in the tree: "
                        "holding, enterprise, district network, section.",
                        company=company.name,
                        parent=company.parent_id.name,
                    )
                )

    def _set_currency_uzs(self):
        """Keep books in so‘m, unless entries in another currency exist already."""
        uzs = self.env.ref("base.UZS")
        lines = self.env.get("account.move.line")
        for company in self.filtered(lambda company: not company.parent_id):
            if lines is not None and lines.sudo().search_count(  # of any company
                [("company_id", "child_of", company.id)], limit=1
            ):
                continue
            company.currency_id = uzs

    def _next_account_number(self):
        """Next free personal account number of the district network."""
        self.ensure_one()
        prefix = self.account_prefix
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
        if accounts.search_count([("number", "=", number)], limit=1):
            # Accounts were imported with numbers of their own since.
            company.account_sequence_id.number_next = self._last_account_local() + 1
            number = prefix + company.account_sequence_id.next_by_id()
        return number

    def _last_account_local(self):
        """Highest local account number used in the district so far."""
        prefix = self.account_prefix
        # numbers are unique in the country, whoever may see the accounts
        last = (
            self.env["elektrohisob.account"]
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
        )
        return int(last.number[5:]) if last else 0
