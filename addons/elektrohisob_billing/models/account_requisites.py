from odoo import api, fields, models
from odoo.exceptions import ValidationError

DIGITS = {"vat_registration": 12, "bank_account": 20, "bank_mfo": 5}


class Account(models.Model):
    """Requisites of an organisation that stand on invoices."""

    _inherit = "elektrohisob.account"

    vat_registration = fields.Char(
        string="VAT registration number",
        size=12,
        help="Twelve digits; empty if the organisation pays no VAT.",
    )
    bank_account = fields.Char(
        string="Bank account", size=20, help="Twenty digits; for invoices."
    )
    bank_name = fields.Char(string="Bank")
    bank_mfo = fields.Char(string="MFO", size=5, help="Five digits: code of the bank.")
    invoice_ids = fields.One2many(
        "elektrohisob.invoice", "account_id", string="Invoices"
    )
    invoice_count = fields.Integer(
        string="Number of invoices", compute="_compute_invoice_count"
    )

    @api.depends("invoice_ids")
    def _compute_invoice_count(self):
        counts = {
            account.id: count
            for account, count in self.env["elektrohisob.invoice"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        }
        for account in self:
            account.invoice_count = counts.get(account.id, 0)

    @api.constrains(*DIGITS)
    def _check_requisites(self):
        for account in self:
            for name, size in DIGITS.items():
                value = account[name]
                if value and not (value.isdigit() and len(value) == size):
                    raise ValidationError(
                        self.env._(
                            "%(field)s of account %(account)s has %(size)s digits, and "
                            "“%(value)s” has not. Type it again or leave it empty.",
                            field=self._fields[name]._description_string(self.env),
                            account=account.number,
                            size=size,
                            value=value,
                        )
                    )

    # === ACTIONS === #

    def action_view_invoices(self):
        """Open the invoices of the account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.invoice_action"
        )
        return {
            **action,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }
