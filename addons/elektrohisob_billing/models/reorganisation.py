from functools import partial

from odoo import fields, models

from odoo.addons.elektrohisob_base.tools import pdf


class Reorganisation(models.Model):
    _inherit = "elektrohisob.reorganisation"

    currency_id = fields.Many2one(related="company_id.currency_id")
    debt = fields.Monetary(string="Debts to go", readonly=True, copy=False)
    advance = fields.Monetary(string="Prepayments to go", readonly=True, copy=False)

    def _count(self):
        """Override of `elektrohisob_base` to sum the balances that go."""
        # as in _find_account_ids
        states = self.env["elektrohisob.account.state"].sudo()
        own = [("account_id", "in", self._find_account_ids())]
        sums = {
            name: states._read_group(
                [*own, ("balance", sign, 0)], aggregates=["balance:sum"]
            )[0][0]
            or 0.0
            for name, sign in (("debt", ">"), ("advance", "<"))
        }
        return {
            **super()._count(),
            "debt": sums["debt"],
            "advance": -sums["advance"],
        }

    def _get_act_measures(self):
        """Override of `elektrohisob_base` to sum the balances: those handed over, or
        while nothing was yet, those of now."""
        balances = {line.account_id.id: line.amount for line in self.line_ids}
        if self.stage != "done":
            states = self.env["elektrohisob.account.state"]
            found = states.search([("account_id", "in", self._find_account_ids())])
            balances |= {state.account_id.id: state.balance for state in found}

        def total(accounts, sign):
            amounts = [sign * balances.get(id_, 0) for id_ in accounts.ids]
            return pdf.money(pdf.tiyin(sum(a for a in amounts if a > 0)))

        return [
            *super()._get_act_measures(),
            (self.env._("Debts, so‘m"), partial(total, sign=1)),
            (self.env._("Prepayments, so‘m"), partial(total, sign=-1)),
        ]

    def _get_approval_amount(self, operation):
        """Override of `elektrohisob.approval.mixin`: the balances that change books."""
        if operation == "reorganisation":
            return self.debt + self.advance
        return super()._get_approval_amount(operation)
