from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

MATCHERS = (
    "elektrohisob_base.group_accountant",
    "elektrohisob_base.group_manager",
    "elektrohisob_base.group_admin",
)


class PaymentDecision(models.Model):
    """What people decide about a payment: whose it is, and that it is void."""

    _inherit = "elektrohisob.payment"
    _plain_cancel = "TRUE"

    note = fields.Char(
        string="Remark", readonly=True, help="Why it was cancelled or matched again."
    )
    matched_by_id = fields.Many2one("res.users", readonly=True)
    cancelled_by_id = fields.Many2one("res.users", readonly=True)
    date_cancelled = fields.Datetime(string="Cancelled on", readonly=True)
    can_cancel = fields.Boolean(compute="_compute_can_cancel")

    @api.depends("state", "channel", "date", "create_uid")
    @api.depends_context("uid")
    def _compute_can_cancel(self):
        matcher = self._is_matcher()
        for payment in self:
            payment.can_cancel = payment.state in ("posted", "unidentified") and (
                matcher or payment._is_own_today()
            )

    # === ACTIONS === #

    def action_match(self):
        """Open the suggestions for an unidentified payment."""
        self.ensure_one()
        self._check_matcher()
        if self.state != "unidentified":
            raise UserError(
                self.env._(
                    "Payment %(payment)s already has an account.",
                    payment=self.display_name,
                )
            )
        wizard = self.env["elektrohisob.payment.match"].create({"payment_id": self.id})
        return wizard._get_action()

    def action_cancel(self):
        """Ask for the reason of a cancellation."""
        self.ensure_one()
        self._check_cancellable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel payment"),
            "res_model": "elektrohisob.payment.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_payment_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _match(self, account):
        """Give an unidentified payment its account and book it."""
        self.ensure_one()
        self._check_matcher()
        account.check_access("read")
        payment = self.sudo()  # read-only for all, the right is checked above
        payment.lock_for_update()
        if payment.state != "unidentified":
            raise UserError(
                self.env._(
                    "Payment %(payment)s already has an account.",
                    payment=self.display_name,
                )
            )
        payment.write(
            {
                "account_id": account.id,
                "company_id": account.company_id.id,
                "state": "posted",
                "matched_by_id": self.env.uid,
            }
        )
        self._post()

    def _cancel(self, reason):
        """Cancel payments: their entries are reversed, the rows stay."""
        self._check_cancellable()
        self._take_back(reason)
        self.sudo().write(  # read-only for all, the right is checked above
            {
                "state": "cancelled",
                "note": reason,
                "cancelled_by_id": self.env.uid,
                "date_cancelled": fields.Datetime.now(),
            }
        )

    def _unmatch(self, reason):
        """Take posted payments off a wrong account, back into the queue."""
        self._check_matcher()
        self._check_cancellable()
        self._take_back(reason)
        self.sudo().write(  # read-only for all, the right is checked above
            {"state": "unidentified", "account_id": False, "reason": reason}
        )

    def _take_back(self, reason):
        self.sudo().lock_for_update()
        entries = self.env["elektrohisob.ledger.entry"].search(
            [
                ("payment_id", "in", self.filtered("account_id").ids),
                ("reverses_id", "=", False),
            ]
        )
        reversed_ids = entries.search([("reverses_id", "in", entries.ids)]).reverses_id
        (entries - reversed_ids)._reverse(reason)

    def _is_own_today(self):
        """Whether the cashier took the payment today."""
        return (
            self.channel == "cash"
            and self.create_uid == self.env.user
            and self.date == business_today(self)
        )

    def _is_matcher(self):
        return self.env.su or any(self.env.user.has_group(group) for group in MATCHERS)

    def _check_matcher(self):
        self.check_access("read")
        if not self._is_matcher():
            raise AccessError(
                self.env._("Only accountants and managers match and move payments.")
            )

    def _check_cancellable(self):
        self.check_access("read")
        for payment in self:
            if payment.state == "cancelled":
                raise UserError(
                    self.env._(
                        "Payment %(payment)s is already cancelled.",
                        payment=payment.display_name,
                    )
                )
            if not payment.can_cancel:
                raise AccessError(
                    self.env._(
                        "A cashier cancels own payments of the same day; payment "
                        "%(payment)s is cancelled by an accountant.",
                        payment=payment.display_name,
                    )
                )
