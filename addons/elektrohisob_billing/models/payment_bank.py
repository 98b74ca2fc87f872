from odoo import fields, models


class PaymentBank(models.Model):
    """Payments that banks and post offices send in registers and statements."""

    _inherit = "elektrohisob.payment"

    channel = fields.Selection(
        selection_add=[("post", "Post office")], ondelete={"post": "cascade"}
    )
