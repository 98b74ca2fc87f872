from odoo import models


class PaymentBooks(models.Model):
    """How money of a payment came, as the general ledger sees it."""

    _inherit = "elektrohisob.payment"

    # === BUSINESS METHODS === #

    def _get_books_channel(self, company):
        """Channel by which the books of a unit have the payment; as the statement of
        `elektrohisob.gl.posting` has it.

        ``unit``: at a desk of another unit; ``card``: by a terminal; ``online``: also
        rows of registers and of the API whose service has terms of settlement on that
        day, as their money comes in one sum; else the channel of the payment.
        """
        self.ensure_one()
        if self.shift_id and self.shift_id.company_id != company:
            return "unit"
        if self.means == "card":
            return "card"
        terms = self.env["elektrohisob.payment.clearing"]
        if self.channel == "bank" and terms._find_on(self.provider_id, self.date):
            return "online"
        return self.channel
