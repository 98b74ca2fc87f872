from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

HEADS = "elektrohisob_base.group_manager,elektrohisob_base.group_admin"


class Instalment(models.Model):
    """An offer is accepted or refused by decision; a plan may end early."""

    _inherit = "elektrohisob.instalment"

    # === ACTIONS === #

    def action_accept(self):
        """The consumer agrees: the schedule is in force from today."""
        self._check_state("proposed")
        self.check_access("write")
        for plan in self:
            plan._check_ground()
            self.search(
                [("account_id", "=", plan.account_id.id), ("state", "=", "accepted")]
            )._refresh_paid()
            entries = self.env["elektrohisob.ledger.entry"]
            last = entries.search(
                [("account_id", "=", plan.account_id.id)], order="id desc", limit=1
            )
            plan._decide(
                {
                    "state": "accepted",
                    "date_accepted": business_today(self),
                    "entry_id_from": last.id,
                }
            )

    def action_refuse(self):
        """The sum is to be paid at once."""
        self._check_state("proposed")
        self.check_access("write")
        for plan in self:
            plan._check_ground()
            plan._decide({"state": "refused"})

    def action_end(self):
        """End an accepted plan that the consumer does not keep to."""
        self._refresh_paid()
        self._check_state("accepted")
        if not self.env.user.has_groups(HEADS):
            raise AccessError(
                self.env._(
                    "A payment by instalments is ended by a manager or an "
                    "administrator. Ask one of them."
                )
            )
        for plan in self:
            plan._decide({"state": "ended"})

    # === BUSINESS METHODS === #

    def _check_ground(self):
        """A decision names what it rests on."""
        self.ensure_one()
        if not self.note:
            raise UserError(
                self.env._(
                    "Payment by instalments %s: write the ground of the decision "
                    "first.",
                    self.number,
                )
            )

    def _decide(self, vals):
        # the state is set by the buttons only; they have checked the right
        self.sudo().write({**vals, "decided_by_id": self.env.uid})

    def _is_kept(self, on=None):
        """Whether a plan is kept to: it is paid, or accepted and no part is overdue.

        What collects debts asks it before it goes on.
        """
        self.ensure_one()
        day = on or business_today(self)
        due = sum(part.amount for part in self.part_ids if part.date_due < day)
        return self.state == "paid" or (
            self.state == "accepted" and round(self.paid - due, 2) >= 0
        )
