from odoo import api, models


class Demo(models.AbstractModel):
    """The largest corrections are paid by instalments."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _offer_instalments(self):
        """One plan is accepted, one refused, one waits for a decision."""
        corrections = self.env["elektrohisob.correction"].search(
            [("state", "=", "booked"), ("amount", ">", 0)], order="amount desc"
        )
        plans = self.env["elektrohisob.instalment"]
        chosen = {}
        for correction in corrections:
            chosen.setdefault(correction.account_id, correction)
        for correction in list(chosen.values())[:3]:
            plans |= plans.create(
                {
                    "account_id": correction.account_id.id,
                    "correction_id": correction.id,
                    "amount": correction.amount,
                }
            )
        plans[:1].note = "14-sonli ariza"
        plans[:1].action_accept()
        plans[1:2].note = "Qarz kichik, bir yoʻla toʻlanadi"
        plans[1:2].action_refuse()
