from odoo import fields, models

from .reconciliation_act import OPEN


class ReconciliationAct(models.Model):
    """Reconciliation acts as electronic documents (052)."""

    _name = "elektrohisob.reconciliation.act"
    _inherit = ["elektrohisob.reconciliation.act", "elektrohisob.einvoice.source"]

    channel = fields.Selection(selection_add=[("operator", "Through the operator")])
    einvoice_ids = fields.One2many("elektrohisob.einvoice", "act_id")

    def _take_einvoice_state(self, status):
        """What the electronic act came to is what the act comes to."""
        for act in self.filtered(lambda act: act.state in OPEN):
            act._mark_sent()
            if status.state == "accepted":
                act._answer("accepted", "operator")

    def _get_issued(self):
        """Override of `elektrohisob.einvoice.source`: acts that were not replaced."""
        return self.filtered(lambda one: one.state != "replaced")

    def _get_einvoice_sums(self):
        """Override of `elektrohisob.einvoice.source`."""
        return {"amount": self.closing}
