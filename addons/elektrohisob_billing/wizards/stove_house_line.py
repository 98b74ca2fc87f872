from odoo import fields, models


class StoveHouseLine(models.TransientModel):
    """One consumer of the house."""

    _name = "elektrohisob.stove.house.line"
    _description = "Consumer of a house with electric stoves"

    wizard_id = fields.Many2one(
        "elektrohisob.stove.house", required=True, ondelete="cascade"
    )
    account_id = fields.Many2one("elektrohisob.account", required=True)
    house = fields.Char(related="account_id.house")
    flat = fields.Char(related="account_id.flat")
    consumer_name = fields.Char(related="account_id.name", string="Consumer")
    tariff_id = fields.Many2one("elektrohisob.tariff", string="Tariff now")
    date_start = fields.Date(string="From")
    is_taken = fields.Boolean(string="Change")
    effect = fields.Monetary(string="Difference in booked months")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    note = fields.Char()
