from odoo import fields, models

from odoo.addons.elektrohisob_base.tools import pdf


class AccountCase(models.Model):
    """Tariff of the new contract, last charge and balance of an application."""

    _inherit = "elektrohisob.account.case"

    tariff_id = fields.Many2one(
        "elektrohisob.tariff",
        domain="[('category', '=', category)]",
        ondelete="restrict",
    )
    is_debt_kept = fields.Boolean(
        string="The balance stays",
        help="A debt is claimed further, or taken over by the new consumer with his "
        "written consent.",
    )

    # === ACTIONS === #

    def action_settle(self):
        """Charge the account up to its last reading."""
        self.ensure_one()
        return self.account_id.action_settle()

    def action_final_bill(self):
        """Print the last bill of the consumer."""
        self.ensure_one()
        return self.account_id.action_bill()

    def action_take_payment(self):
        """Take what is owed at the cash desk."""
        self.ensure_one()
        return self.account_id.action_take_payment()

    # === BUSINESS METHODS === #

    def _prepare_term_vals(self):
        """Override of `elektrohisob_base` to put the tariff into the terms."""
        return {**super()._prepare_term_vals(), "tariff_id": self.tariff_id.id}

    def _start_reregister(self):
        """Override of `elektrohisob_base` to give the new consumer his tariff."""
        result = super()._start_reregister()
        if self.tariff_id:
            self.agreement_id.term_ids.tariff_id = self.tariff_id
        return result

    def _get_steps(self):
        """Override of `elektrohisob_base` to ask for tariff, charge and balance."""
        steps = super()._get_steps()
        if self.state == "draft":
            return steps
        if self.kind in ("connect", "reregister"):
            steps.append(
                (
                    "tariff",
                    self.env._("The terms of the new contract name a tariff"),
                    bool(self.agreement_id.term_ids.tariff_id),
                )
            )
        if self.kind in ("close", "reregister"):
            steps += [self._get_charge_step(), self._get_balance_step()]
        return steps

    def _get_charge_step(self):
        """All energy measured by the day is charged."""
        last = self.env["elektrohisob.reading"].search(
            [("account_id", "=", self.account_id.id), ("state", "=", "valid")],
            order="date desc, id desc",
            limit=1,
        )
        state = self.account_id.state_ids
        return (
            "charge",
            self.env._(
                "Charged up to the last reading of %s",
                pdf.day(last.date) or "–",
            ),
            not last
            or bool(
                not state.dirty_from
                and state.settled_to
                and state.settled_to >= last.date
            ),
        )

    def _get_balance_step(self):
        balance = self.account_id.amount_due
        amount = pdf.money(pdf.tiyin(balance))
        if balance > 0:
            text = self.env._("Debt of %s so'm: paid, or it stays by decision", amount)
        elif balance < 0:
            text = self.env._(
                "Prepayment of %s so'm: paid back, or it stays by decision", amount
            )
        else:
            text = self.env._("Nothing is owed")
        return ("balance", text, self.is_debt_kept or not balance)
