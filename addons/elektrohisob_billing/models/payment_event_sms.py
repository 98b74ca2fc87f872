from dataclasses import replace

from odoo import api, models

from ..adapters.pay import Outcome, Refusal

OPERATOR = "sms_operator"


class PaymentEventSms(models.Model):
    """Charges of mobile operators: each pays an intention its consumer has sent."""

    _inherit = "elektrohisob.payment.event"
    _plain_payment = "TRUE"  # it goes on with what the statement has written

    @api.model
    def _take_sms(self, provider, channel, call, now):
        """A message of a consumer came in; the answer goes out as an SMS."""
        inbox = self.env["elektrohisob.sms.inbox"]
        info, is_repeat = inbox._receive(provider, call, now)
        return Outcome(now, info=info, is_repeat=is_repeat)

    def _take_pay(self, provider, channel, call, now):
        """Override of `elektrohisob_billing` to pay what was asked for by SMS."""
        if channel.kind != OPERATOR:
            return super()._take_pay(provider, channel, call, now)
        found = self._get_transaction(provider, call.service, call.external_id)
        if found:
            if call.tiyin != found.tiyin:
                raise Refusal("amount", found)
            return Outcome(now, found, is_repeat=True)
        intent = self.env["elektrohisob.sms.intent"]._find_charged(provider, call)
        told = {channel.account_key: intent.account_id.number}
        try:
            outcome = super()._take_pay(
                provider, channel, replace(call, fields=told), now
            )
        except Refusal as refusal:
            intent._park(refusal.code)
            raise
        if not outcome.is_repeat:
            intent._pay(outcome.transaction.number)
        return outcome
