from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools import pdf


class CorrectionLine(models.Model):
    """One month of use of a correction: what was charged and what is right."""

    _name = "elektrohisob.correction.line"
    _description = "Month of a correction"
    _order = "month"
    _log_access = False

    correction_id = fields.Many2one(
        "elektrohisob.correction",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    account_id = fields.Many2one(related="correction_id.account_id")
    cause = fields.Selection(related="correction_id.cause")
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="First day.")
    month_name = fields.Char(string="Month of use", compute="_compute_month_name")
    kwh_before = fields.Float(string="kWh before", digits=(16, 3), readonly=True)
    kwh_after = fields.Float(string="kWh after", digits=(16, 3), readonly=True)
    kwh = fields.Float(string="kWh difference", digits=(16, 3), readonly=True)
    amount_before = fields.Monetary(string="Charged before", readonly=True)
    amount_after = fields.Monetary(string="Right sum", readonly=True)
    amount = fields.Monetary(string="Difference", readonly=True, help="VAT included.")
    vat = fields.Monetary(string="VAT in the difference", readonly=True)

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for line in self:
            name = format_date(self.env, line.month, date_format="LLLL y")
            line.month_name = name.capitalize()

    def _get_act_row(self):
        """The month as cells of the act."""
        return [
            self.month_name,
            *(
                pdf.kwh(round(value * 1000))
                for value in (self.kwh_before, self.kwh_after, self.kwh)
            ),
            *(
                pdf.money(round(value * 100))
                for value in (self.amount_before, self.amount_after, self.amount)
            ),
        ]
