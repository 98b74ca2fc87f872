from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.audit import open_audit
from ..tools.dates import business_today


class ResCompany(models.Model):
    """Requisites of a unit: taxpayer numbers, bank accounts, who signs, where it is."""

    _inherit = "res.company"

    vat_registration = fields.Char(
        string="VAT registration number",
        size=12,
        help="Twelve digits; empty if the unit is not registered for VAT itself.",
    )
    bank_account_ids = fields.One2many(
        "elektrohisob.bank.account", "company_id", string="Bank accounts"
    )
    bank_name = fields.Char(
        string="Bank", compute="_compute_bank", inverse="_inverse_bank"
    )
    bank_account = fields.Char(
        string="Main bank account", compute="_compute_bank", inverse="_inverse_bank"
    )
    bank_mfo = fields.Char(
        string="MFO", compute="_compute_bank", inverse="_inverse_bank"
    )
    document_lang = fields.Selection(
        related="partner_id.lang",
        string="Language of the books",
        readonly=False,
        help="Of the texts of journal entries and of what is printed for the unit "
        "itself.",
    )
    signatory_ids = fields.One2many(
        "elektrohisob.signatory", "company_id", string="Signatories"
    )
    contact_point_ids = fields.One2many(
        "elektrohisob.contact.point", "company_id", string="Contact points"
    )

    @api.depends(
        "bank_account_ids.number",
        "bank_account_ids.bank_name",
        "bank_account_ids.mfo",
        "bank_account_ids.is_main",
        "bank_account_ids.is_current",
    )
    def _compute_bank(self):
        for company in self:
            main = company._get_main_bank_account()
            company.bank_name = main.bank_name
            company.bank_account = main.number
            company.bank_mfo = main.mfo

    def _inverse_bank(self):
        """Correct the main bank account in force today, or open one."""
        for company in self:
            vals = {
                "bank_name": company.bank_name,
                "number": company.bank_account,
                "mfo": company.bank_mfo,
            }
            main = company._get_main_bank_account()
            if main:
                main.write(vals)
            elif company.bank_account:
                main.create({**vals, "company_id": company.id, "is_main": True})
            elif any(vals.values()):
                raise UserError(
                    self.env._(
                        "%(company)s: type the twenty digits of the bank account too.",
                        company=company.name,
                    )
                )

    @api.constrains("vat", "network_level")
    def _check_stir(self):
        for company in self.filtered(lambda unit: unit.network_level and unit.vat):
            if not (company.vat.isdigit() and len(company.vat) == 9):
                raise ValidationError(
                    self.env._(
                        "STIR of %(company)s is nine digits, and “%(value)s” is not. "
                        "Type it again or leave it empty.",
                        company=company.name,
                        value=company.vat,
                    )
                )

    @api.constrains("vat_registration")
    def _check_vat_registration(self):
        for company in self.filtered("vat_registration"):
            number = company.vat_registration
            if not (number.isdigit() and len(number) == 12):
                raise ValidationError(
                    self.env._(
                        "The VAT registration number of %(company)s is twelve "
                        "digits, and “%(value)s” is not.",
                        company=company.name,
                        value=number,
                    )
                )

    # === ACTIONS === #

    def action_open_audit(self):
        """Who changed the unit, its accounts, signatories and contact points."""
        return open_audit(
            self, "bank_account_ids", "signatory_ids", "contact_point_ids"
        )

    # === BUSINESS METHODS === #

    def _get_main_bank_account(self, on=None):
        """Main bank account in force on a day (by default today), or none."""
        self.ensure_one()
        day = on or business_today(self)
        return self.bank_account_ids.filtered(
            lambda row: row.is_main and row._is_in_force(day)
        )[:1]

    def _get_signatory(self, document, on=None):
        """Who signs documents of a kind on a day (by default today).

        Whoever is named for the kind in the unit itself, or its head; if it has
        neither, the same of the unit above, up to the holding.

        :param str document: kind, see ``elektrohisob.signatory``
        :return: a signatory, or none
        """
        self.ensure_one()
        day = on or business_today(self)
        signatories = self.env["elektrohisob.signatory"].sudo()  # of units above too
        found = signatories.search(
            signatories._domain_on(day)
            & fields.Domain("company_id", "parent_of", self.id)
            & fields.Domain("document", "in", [document, "head"])
        )
        depth = self.sudo().parent_ids.ids.index
        ranked = found.sorted(
            lambda row: (-depth(row.company_id.id), row.document == "head")
        )
        return ranked[:1].sudo(False)
