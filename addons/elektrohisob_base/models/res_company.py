from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """Units of the distribution company: the company tree is its organisation."""

    _inherit = "res.company"

    network_level = fields.Selection(
        [
            ("holding", "Holding"),
            ("enterprise", "Territorial enterprise"),
            ("district", "District network"),
            ("section", "Section"),
        ],
        index=True,
    )
    region_id = fields.Many2one("elektrohisob.region", ondelete="restrict")
    district_id = fields.Many2one("elektrohisob.district", ondelete="restrict")
    account_prefix = fields.Char(related="district_id.account_prefix")
    account_sequence_id = fields.Many2one("ir.sequence", copy=False, readonly=True)
    call_centre = fields.Char(string="Call centre", default="1154")
    bank_name = fields.Char()
    bank_account = fields.Char(string="Bank account (20 digits)", size=20)
    bank_mfo = fields.Char(string="MFO", size=5)

    _district_uniq = models.UniqueIndex(
        "(district_id) WHERE network_level = 'district' AND district_id IS NOT NULL",
        "Another district network already serves this SOATO district.",
    )

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
        if not self.account_sequence_id:
            sequence = self.env["ir.sequence"].sudo()  # clerks may not write them
            self.sudo().account_sequence_id = sequence.create(
                {
                    "name": f"Account numbers {prefix}",
                    "code": f"elektrohisob.account.{prefix}",
                    "implementation": "standard",
                    "padding": 8,
                    "number_next": self._last_account_local() + 1,
                    "company_id": self.id,
                }
            )
        return prefix + self.account_sequence_id.sudo().next_by_id()

    def _last_account_local(self):
        """Highest local account number used in the district so far."""
        last = self.env["elektrohisob.account"].search_fetch(
            [("company_id", "=", self.id)], ["number"], order="number desc", limit=1
        )
        return int(last.number[5:]) if last else 0
