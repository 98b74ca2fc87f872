from odoo import fields, models
from odoo.exceptions import UserError

from ..models.agreement import IN_FORCE
from ..tools.dates import business_today


class AgreementDecide(models.TransientModel):
    """Suspend, resume or end a contract, with the day and why."""

    _name = "elektrohisob.agreement.decide"
    _description = "Suspend, resume or end a contract"

    agreement_id = fields.Many2one(
        "elektrohisob.agreement", string="Contract", required=True
    )
    what = fields.Selection(
        [
            ("suspend", "Suspend the contract"),
            ("resume", "Put in force again"),
            ("end", "End the contract"),
        ],
        required=True,
        default="end",
    )
    date = fields.Date(string="Day", required=True, default=business_today)
    reason_id = fields.Many2one(
        "elektrohisob.reason", domain=[("document", "=", "agreement_end")]
    )
    note = fields.Text(string="Why")

    # === ACTIONS === #

    def action_apply(self):
        """Carry it out."""
        self.ensure_one()
        agreement = self.agreement_id
        agreement.check_access("write")
        if not (self.reason_id or self.note):
            raise UserError(self.env._("Choose a reason, or write why this is done."))
        if self.what == "end":
            agreement._check_state(*IN_FORCE)
            agreement._end(self.date, self.reason_id)
        elif self.what == "suspend":
            agreement._check_state("active")
            # the state is written by methods only; the right is checked above
            agreement.sudo().write({"state": "suspended", "date_suspended": self.date})
        else:
            agreement._check_state("suspended")
            # the state is written by methods only; the right is checked above
            agreement.sudo().write({"state": "active", "date_suspended": False})
        agreement.message_post(body=self._get_message())
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _get_message(self):
        labels = dict(self._fields["what"]._description_selection(self.env))
        parts = (
            f"{labels[self.what]}: {self.date:%d.%m.%Y}",
            self.reason_id.name,
            self.note,
        )
        return ". ".join(part for part in parts if part)
