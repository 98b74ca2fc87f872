from odoo import fields, models

from ..tools.dates import business_today


class BankAccount(models.Model):
    """Bank account of a unit, in use from a day to a day; bills print the main one."""

    _name = "elektrohisob.bank.account"
    _description = "Bank account of a unit"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "is_main desc, date_start desc, id"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company", string="Unit", required=True, index=True, ondelete="cascade"
    )
    number = fields.Char(string="Bank account (20 digits)", required=True, size=20)
    bank_name = fields.Char(string="Bank")
    mfo = fields.Char(string="MFO", size=5, help="Five digits: code of the bank.")
    purpose = fields.Char(help="What the account is used for.")
    is_main = fields.Boolean(string="Main", help="Printed on bills and contracts.")
    date_start = fields.Date(default=business_today)

    _digits = models.Constraint(
        "CHECK(number ~ '^[0-9]{20}$' AND (mfo IS NULL OR mfo ~ '^[0-9]{5}$'))",
        "A bank account has twenty digits and an MFO five.",
    )
    _one_main = models.Constraint(
        "EXCLUDE USING gist (company_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (is_main)",
        "A unit has one main bank account at a time. End the earlier one first.",
    )
