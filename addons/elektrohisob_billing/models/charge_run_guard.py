from odoo import api, models
from odoo.exceptions import AccessError

WHAT = frozenset(("company_id", "period_id", "scope", "account_ids"))
# written by the methods of the run alone: two persons rest on them
OUTCOME = frozenset(("stage", "date_previewed", "preview_amount"))


class ChargeRun(models.Model):
    """What nobody writes by hand, and what stays while a decision is asked for."""

    _inherit = "elektrohisob.charge.run"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: a run begins as a draft that was never previewed."""
        runs = super().create(vals_list)
        if not self.env.su and any(
            run.stage != "draft" or run.date_previewed for run in runs
        ):
            self._refuse_outcome()
        return runs

    def write(self, vals):
        """Override of `base`: state and preview are set by the buttons alone."""
        if not self.env.su and vals.keys() & OUTCOME:
            self._refuse_outcome()
        return super().write(vals)

    def _refuse_outcome(self):
        raise AccessError(
            self.env._(
                "State and preview of a billing run are set by its buttons alone."
            )
        )

    @api.model
    def _get_approval_terms(self):
        """Override of `elektrohisob.approval.mixin`: who is billed, for how much."""
        return WHAT | {"date_previewed", "preview_amount"}
