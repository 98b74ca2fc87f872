from odoo import fields, models


class ExchangeMessage(models.Model):
    """Messages of the exchange with 1C."""

    _inherit = "elektrohisob.exchange.message"

    state = fields.Selection(
        selection_add=[
            ("waiting", "To be sent"),
            ("sent", "Sent, no answer yet"),
            ("done",),
        ],
        ondelete={"waiting": "set default", "sent": "set default"},
    )
    onec_no = fields.Integer(
        string="Number for 1C", readonly=True, index="btree_not_null", aggregator=None
    )
    onec_operation = fields.Char(
        string="Action of 1C", readonly=True, help="Background action that loads it."
    )
    onec_handed = fields.Datetime(string="Handed over", readonly=True)

    def _get_totals_labels(self):
        """Override of `billing` to name the numbers of messages of 1C."""
        return super()._get_totals_labels() | {
            "message_no": self.env._("Number of the message"),
            "received_no": self.env._("Last message the sender has taken"),
            "objects": self.env._("Objects"),
            "confirmed": self.env._("Objects confirmed"),
            "parties": self.env._("Counterparties to be looked at"),
            "others": self.env._("Objects that we do not take"),
        }

    def _get_onec_data(self):
        """The file as it was written."""
        self.ensure_one()
        # the rights are those of the message
        attachments = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return attachments.search([*domain, ("res_field", "=", "content")], limit=1).raw
