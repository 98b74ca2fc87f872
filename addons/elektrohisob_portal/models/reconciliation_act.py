from odoo import models
from odoo.exceptions import UserError

OPEN = ("made", "sent")
DECISIONS = ("accepted", "disagreed")
LONGEST_REMARK = 2000
LONGEST_NAME = 200


class ReconciliationAct(models.Model):
    """The consumer answers his reconciliation act in the cabinet; once."""

    _inherit = "elektrohisob.reconciliation.act"

    def _answer_in_cabinet(self, *, decision, closing, remark, name):
        """Note what the consumer says; whoever calls has checked that it is his act.

        :param decision: ``accepted`` or ``disagreed``
        :param closing: balance after by his books (so'm; below zero: paid ahead)
        :param remark: what he disagrees with
        :param name: who answers for him
        :raise UserError: it is answered already, or something is missing
        """
        self.ensure_one()
        act = self.sudo()  # the act is written by methods alone
        act.lock_for_update()
        if act.state not in OPEN:
            raise UserError(self._tell_answered())
        if decision not in DECISIONS:
            raise UserError(self.env._("Choose whether you accept the act or not."))
        vals = {"answered_by": name.strip()[:LONGEST_NAME] or False}
        if decision == "disagreed":
            vals |= self._read_disagreement(closing, remark.strip())
        act.write(vals)
        act._answer(decision, "cabinet")

    def _tell_answered(self):
        if self.state == "replaced":
            return self.env._(
                "This act was made anew in the meantime. Answer the new one, please."
            )
        return self.env._("This act is answered already.")

    def _read_disagreement(self, closing, remark):
        """His figure and remark; both are needed, and the figure is another one."""
        if closing is None:
            raise UserError(
                self.env._("Write the balance by your books; 0 if it is nothing.")
            )
        if not self.currency_id.compare_amounts(closing, self.closing):
            raise UserError(
                self.env._(
                    "The balance by your books is the same as ours. Accept the act, or "
                    "correct the sum."
                )
            )
        if not remark:
            raise UserError(
                self.env._(
                    "Write what you disagree with: which payment or charge, of which "
                    "day."
                )
            )
        return {
            "their_closing": closing,
            "is_zero_told": not closing,
            "remark": remark[:LONGEST_REMARK],
        }

    def _get_cabinet_state(self):
        """How the act stands: ``overdue``, ``open``, ``accepted`` or ``disagreed``."""
        self.ensure_one()
        if self.state in OPEN:
            return "overdue" if self.is_overdue else "open"
        return self.state
