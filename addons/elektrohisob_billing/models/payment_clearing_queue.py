from odoo import api, fields, models
from odoo.fields import Domain


class PaymentClearing(models.Model):
    """Transfers that came before their terms wait among the unidentified payments."""

    _inherit = "elektrohisob.payment.clearing"

    queue_count = fields.Integer(
        string="Wait as unidentified", compute="_compute_queue_count"
    )

    @api.depends("date_start", "date_end", "payer_stir", "payer_account", "purpose")
    def _compute_queue_count(self):
        for terms in self:
            terms.queue_count = len(terms._find_in_queue())

    # === ACTIONS === #

    def action_take_queue(self):
        """Button: take what waits and fits as transfers of the service."""
        self._find_in_queue().action_settle()

    def action_view_queue(self):
        """Open what waits and fits."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_billing.payment_action_unidentified"
        )
        domain = [("id", "in", self._find_in_queue().ids)]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _find_in_queue(self):
        """Unidentified payments that are transfers by these terms."""
        payments = self.env["elektrohisob.payment"]
        found = payments.browse()
        for terms in self:
            domain = (
                Domain("state", "=", "unidentified")
                & Domain("channel", "in", ("bank", "post"))
                & Domain("date", ">=", terms.date_start)
            )
            for name in ("payer_stir", "payer_account"):
                if terms[name]:
                    domain &= Domain(name, "=", terms[name])
            found |= payments.search(domain).filtered(
                lambda payment, own=terms: payment._find_terms() == own
            )
        return found

    @api.model
    def _take_queues(self):
        """Take what waits and fits, for all services: terms were entered later."""
        for terms in self.search(Domain.TRUE):
            for payment in terms._find_in_queue():
                payment._settle()
