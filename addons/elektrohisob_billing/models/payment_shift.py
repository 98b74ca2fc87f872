from odoo import api, fields, models
from odoo.exceptions import UserError


class Payment(models.Model):
    """Payments of the cash desk belong to the shift that took them."""

    _inherit = "elektrohisob.payment"
    _plain_cancel = "m.shift_id IS NULL"

    shift_id = fields.Many2one(
        "elektrohisob.cash.shift",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    means = fields.Selection(
        [("cash", "Cash"), ("card", "Card at the terminal")],
        string="Paid by",
        readonly=True,
    )
    returned_shift_id = fields.Many2one(
        "elektrohisob.cash.shift",
        string="Given back in the shift",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The shift whose till gave the money of a cancelled payment back.",
    )
    can_pay_out = fields.Boolean(compute="_compute_can_pay_out")

    def _is_own_today(self):
        """Override of `elektrohisob.payment`: own means taken in the own open shift;
        after it is closed an accountant cancels."""
        shift = self.shift_id
        if not shift:
            return super()._is_own_today()
        return shift.state == "open" and shift.user_id == self.env.user

    @api.depends("state", "channel", "returned_shift_id")
    @api.depends_context("uid")
    def _compute_can_pay_out(self):
        cashier = self.env.user.has_group("elektrohisob_base.group_cashier")
        for payment in self:
            payment.can_pay_out = (
                cashier
                and payment.channel == "cash"
                and payment.state == "cancelled"
                and bool(payment.shift_id)
                and not payment.returned_shift_id
            )

    # === ACTIONS === #

    def action_pay_out(self):
        """Give the money of a cancelled payment back from the till of the own shift."""
        for payment in self:
            payment._pay_out()

    # === BUSINESS METHODS === #

    def _cancel(self, reason):
        """Override of `elektrohisob.payment`: while the shift goes on, its till gives
        the money back."""
        shifts = self.sudo().shift_id  # cancelled by accountants too
        shifts.lock_for_update()
        super()._cancel(reason)
        for payment in self.sudo():  # read-only for all, the right is checked above
            if payment.shift_id.state == "open":
                payment.shift_id._check_holds(payment.means, payment.amount)
                payment.returned_shift_id = payment.shift_id

    def _pay_out(self):
        self.ensure_one()
        shift = self.env["elektrohisob.cash.shift"]._get_usable()
        payment = self.sudo()  # read-only for all, the shift is the user's own
        payment.lock_for_update()
        if not payment.can_pay_out:
            raise UserError(
                self.env._(
                    "Payment %(payment)s is not cancelled, or its money was given "
                    "back already.",
                    payment=self.display_name,
                )
            )
        shift._check_holds(payment.means, payment.amount)
        payment.returned_shift_id = shift
