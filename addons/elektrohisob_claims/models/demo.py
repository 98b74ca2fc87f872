from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import business_today


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

    @api.model
    def _remind_debtors(self):
        """A round that went out, and one of every month that waits to be sent."""
        gateway = self.env["elektrohisob.exchange.provider"].search(
            [("code", "=", "DEMO-ESKIZ")]
        )
        account = self.env["elektrohisob.account"].search(
            [("phone", "!=", False)], order="id", limit=1
        )
        unit = account.company_id
        debtors = self.env["elektrohisob.debt.ageing.report"].search(
            [("company_id", "=", unit.id), ("days", ">", 0)], limit=8
        )
        gone, waiting = self.env["elektrohisob.debt.reminder"].create(
            [
                {
                    "name": "Eng katta qarzdorlar",
                    "company_id": unit.id,
                    "account_ids": debtors.account_id.ids,
                },
                {
                    "name": "Aholi: har oyning 15-kuni",
                    "company_id": unit.id,
                    "category": "household",
                    "debt_least": 50_000,
                    "days_least": 10,
                    "repeat": "monthly",
                    "day": 15,
                },
            ]
        )
        (gone + waiting).action_count()
        gone.state = "active"
        gone._process(str(business_today(self)), 0)
        messages = gone.line_ids.sms_id.filtered(lambda one: one.state == "queued")
        ends = [("delivered", "DELIVRD")] * len(messages)
        self._hand_over(gateway, messages, ends)
