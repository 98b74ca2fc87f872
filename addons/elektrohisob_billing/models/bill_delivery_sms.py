from odoo import api, fields, models

GONE = ("sent", "delivered")
LOST = ("failed", "expired", "refused")


class BillDelivery(models.Model):
    """Bills by SMS through a gateway; without one the list for the operator stays."""

    _inherit = "elektrohisob.bill.delivery"

    sms_id = fields.Many2one(
        "elektrohisob.sms.message",
        string="SMS",
        ondelete="set null",
        index="btree_not_null",
        # who may see the bill may see what became of it
        bypass_search_access=True,
    )

    @api.depends("sms_id.state", "sms_id.reason")
    def _compute_state(self):
        """Override of `elektrohisob_billing` to follow the message."""
        result = super()._compute_state()
        labels = self.env["elektrohisob.sms.message"]._fields["reason"]
        reasons = dict(labels._description_selection(self.env))
        for row in self.filtered("sms_id"):
            state = row.sms_id.state
            row.state = (
                "failed" if state in LOST else "sent" if state in GONE else "waiting"
            )
            row.reason = state in LOST and reasons.get(row.sms_id.reason)
        return result

    @api.model
    def _search_state(self, operator, value):
        """Override of `elektrohisob_billing` to look at the message too."""
        found = super()._search_state(operator, value)
        if found is NotImplemented:
            return found
        listed = fields.Domain("sms_id", "=", False) & found
        states = {"failed": LOST, "sent": GONE}
        wanted = [
            fields.Domain("sms_id.state", "in", states[one])
            if one in states
            else fields.Domain("sms_id.state", "not in", LOST + GONE)
            & fields.Domain("sms_id", "!=", False)
            for one in value
        ]
        return listed | fields.Domain.OR(wanted)

    @api.model
    def _prepare_sms(self, run, accounts):
        """Override of `elektrohisob_billing` to queue the messages at the gateway."""
        rows = super()._prepare_sms(run, accounts)
        providers = self.env["elektrohisob.exchange.provider"]
        if rows and providers._find_sms_gateway(run.company_id):
            messages = self.env["elektrohisob.sms.message"]._queue(
                [
                    {
                        "phone": row.account_id._get_sms_phone() or row.address,
                        "text": row.text,
                        "purpose": "bill",
                        "company_id": row.company_id.id,
                        "account_id": row.account_id.id,
                        "once_key": f"bill:{row.account_id.id}:{row.period_id.id}",
                    }
                    for row in rows
                ]
            )
            # the course of a delivery is written by the program alone
            for row, message in zip(rows.sudo(), messages, strict=True):
                row.sms_id = message
        return rows
