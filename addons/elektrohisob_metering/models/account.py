from odoo import fields, models


class Account(models.Model):
    _inherit = "elektrohisob.account"

    usage_point_ids = fields.One2many("elektrohisob.usage.point", "account_id")
    reading_ids = fields.One2many("elektrohisob.reading", "account_id")
    consumption_ids = fields.One2many("elektrohisob.consumption", "account_id")
