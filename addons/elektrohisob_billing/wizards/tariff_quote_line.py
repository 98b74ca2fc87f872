from odoo import fields, models


class TariffQuoteLine(models.TransientModel):
    """One block of one month in the price calculator."""

    _name = "elektrohisob.tariff.quote.line"
    _description = "Line of the price calculator"

    quote_id = fields.Many2one("elektrohisob.tariff.quote", ondelete="cascade")
    currency_id = fields.Many2one(related="quote_id.currency_id")
    month = fields.Date()
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    block = fields.Integer()
    name = fields.Char(string="Component")
    kwh = fields.Float(string="kWh", digits=(16, 3))
    quantity = fields.Float(digits=(16, 3))
    unit = fields.Char()
    price = fields.Float(string="UZS/unit", digits=(16, 2))
    amount = fields.Monetary()
    vat = fields.Monetary(string="VAT in it")
