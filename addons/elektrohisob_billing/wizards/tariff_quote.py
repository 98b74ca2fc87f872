from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class TariffQuote(models.TransientModel):
    """Price calculator: what would so many kWh cost on these days?"""

    _name = "elektrohisob.tariff.quote"
    _description = "Price calculator"

    tariff_id = fields.Many2one(
        "elektrohisob.tariff",
        required=True,
        default=lambda self: self.env["elektrohisob.tariff"].search([], limit=1),
    )
    kwh = fields.Float(string="kWh", digits=(16, 3), required=True, default=200.0)
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._get_month()[0]
    )
    date_to = fields.Date(
        string="To (included)", required=True, default=lambda self: self._get_month()[1]
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    line_ids = fields.One2many(
        "elektrohisob.tariff.quote.line", "quote_id", compute="_compute_line_ids"
    )
    amount = fields.Monetary(compute="_compute_line_ids", help="VAT included.")
    vat = fields.Monetary(string="VAT in it", compute="_compute_line_ids")
    problem = fields.Char(compute="_compute_line_ids")

    @api.depends("tariff_id")
    def _compute_display_name(self):
        for quote in self:
            quote.display_name = self.env._("Price calculator")

    @api.model
    def _get_month(self):
        """First and last day of the current month."""
        today = business_today(self)
        start = today.replace(day=1)
        return start, fields.Date.subtract(fields.Date.add(start, months=1), days=1)

    @api.depends("tariff_id", "kwh", "date_from", "date_to")
    def _compute_line_ids(self):
        for quote in self:
            found = {"lines": [], "amount": 0.0, "vat": 0.0}
            quote.problem = False
            try:
                if quote.tariff_id and quote.date_from and quote.date_to:
                    found = self.env["elektrohisob.tariff"].quote(
                        tariff=quote.tariff_id.code,
                        kwh=quote.kwh,
                        date_from=quote.date_from,
                        date_to=quote.date_to,
                    )
            except UserError as error:
                quote.problem = str(error)
            names = ("month", "date_from", "date_to", "block", "kwh", "price",
                     "amount", "vat")  # fmt: skip
            quote.line_ids = [fields.Command.clear()] + [
                fields.Command.create({name: line[name] for name in names})
                for line in found["lines"]
            ]
            quote.amount = found["amount"]
            quote.vat = found["vat"]
