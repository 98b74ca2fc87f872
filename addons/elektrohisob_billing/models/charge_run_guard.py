from odoo import api, models
from odoo.exceptions import AccessError

WHAT = frozenset(("company_id", "period_id", "scope", "account_ids"))


class ChargeRun(models.Model):
    """What nobody writes by hand, and what stays while a decision is asked for."""

    _inherit = "elektrohisob.charge.run"
    _approval_outcome = {
        "stage": "draft", "date_previewed": False, "preview_amount": None,
    }  # fmt: skip

    def _refuse_outcome(self):
        """Override of `elektrohisob.approval.mixin`."""
        raise AccessError(
            self.env._(
                "State and preview of a billing run are set by its buttons alone."
            )
        )

    @api.model
    def _get_approval_terms(self):
        """Override of `elektrohisob.approval.mixin`: who is billed, for how much."""
        return WHAT | {"date_previewed", "preview_amount"}
