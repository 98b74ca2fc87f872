from odoo import models


class AccountGl(models.Model):
    _inherit = "elektrohisob.account"

    # pages of the turnover by consumer, in the order of the numbers
    _company_number_idx = models.Index("(company_id, number, id)")
