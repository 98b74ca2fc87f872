from odoo import models
from odoo.exceptions import UserError


class PaymentDayMend(models.Model):
    """Mending what differs: money is moved only by operations with the ledger, asked by
    one person and approved by another."""

    _inherit = "elektrohisob.payment.day.line"

    # === ACTIONS === #

    def action_register(self):
        """Ask to book a payment that the service has and we do not."""
        self.ensure_one()
        self._check_open()
        if not self.can_register:
            raise UserError(
                self.env._(
                    "%(line)s: only a payment of the register with an account of ours "
                    "is booked. Ask the service for the account.",
                    line=self.display_name,
                )
            )
        return self.env["elektrohisob.ledger.document"]._get_new_action(
            "take",
            day_line_id=self.id,
            account_id=self.account_id.id,
            amount=self.told_amount,
            note=self._get_note(),
        )

    def action_cancel_payment(self):
        """Ask to cancel a payment of ours that the service has not."""
        self.ensure_one()
        self._check_open()
        if self.payment_id.state not in ("posted", "unidentified"):
            raise UserError(
                self.env._(
                    "%(line)s: there is no payment of ours to cancel.",
                    line=self.display_name,
                )
            )
        return self.env["elektrohisob.ledger.document"]._get_new_action(
            "cancel",
            day_line_id=self.id,
            payment_id=self.payment_id.id,
            note=self._get_note(),
        )

    def action_view_payment(self):
        """Open our payment."""
        self.ensure_one()
        return self.payment_id.get_formview_action()

    def action_view_events(self):
        """Open what the service told us of the payment."""
        self.ensure_one()
        return self.event_id.action_view_all()

    # === BUSINESS METHODS === #

    def _get_note(self):
        return self.env._(
            "Comparison with %(service)s of %(day)s, payment %(number)s",
            service=self.provider_id.name,
            day=f"{self.date:%d.%m.%Y}",
            number=self.external_id or "",
        )

    def _take_missing(self):
        """Book the payment of the register, once: as the service itself would have
        done, so that its late call finds it taken."""
        self.ensure_one()
        told, provider = self.told_id, self.provider_id
        if provider.is_online:
            return self.env["elektrohisob.payment.event"]._take_told(told)
        ((payment, outcome),) = self.env["elektrohisob.payment"]._receive(
            [
                {
                    "account_id": self.account_id.id,
                    "company_id": self.account_id.company_id.id,
                    "date": told.day,
                    "amount": told.amount,
                    "channel": provider.payment_channel,
                    "number": told.external_id,
                    "provider_id": provider.id,
                    "external_key": told.key,
                    "message_id": told.message_id.id,
                }
            ]
        )
        if outcome == "duplicate":
            self._refuse_taken()
        return payment

    def _refuse_taken(self):
        raise UserError(
            self.env._(
                "%(line)s has come meanwhile. Compare the day again.",
                line=self.display_name,
            )
        )
