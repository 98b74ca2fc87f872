import time
from dataclasses import replace

from odoo import api, models

from ..adapters.pay import DOCUMENT, Outcome, Refusal
from ..tools.rate import shared

_calls, _failures = shared("calls"), shared("secrets")


class ExchangeProvider(models.Model):
    """From a message of a payment service to the answer."""

    _inherit = "elektrohisob.exchange.provider"

    @api.model
    def _answer_pay(self, channel_class, message, remote):
        """Answer a message; what was written is committed before it is sent.

        :param channel_class: of ``adapters.pay_channels``
        :param message: ``adapters.pay.Message``
        :param remote: address of the caller
        :return: ``adapters.pay.Answer``
        """
        began = time.time()
        now = round(began * 1000)
        channel, call, provider, code = channel_class(), None, self.browse(), ""
        try:
            call = channel.parse(message)
            extra = {**call.extra, "now": now, "url": message.address}
            call = replace(call, extra=extra)
            if call.operation == DOCUMENT:
                return channel.reply(call, Outcome(now))
            provider = self._admit(channel, call, remote, began)
            channel = provider._get_channel(channel_class)
            if call.problem:
                raise Refusal(call.problem)
            events = self.env["elektrohisob.payment.event"]
            outcome = events._take(provider, channel, call, now)
            answer = channel.reply(call, outcome)
        except Refusal as refusal:
            code = refusal.code
            answer = channel.refuse(message, call, refusal)
        self.env["elektrohisob.payment.call"]._note(
            provider or self._get_online(channel_class.kind)[:1],
            message,
            call,
            answer,
            remote=remote,
            code=code or None,
            account_text=call.fields.get(channel.account_key, "")[:40]
            if call
            else None,
            milliseconds=round((time.time() - began) * 1000),
        )
        return answer

    def _get_channel(self, channel_class):
        """The channel as the contract of this provider has it."""
        desk = self._get_desk()
        channel = channel_class(desk.codes)
        channel.account_key = desk.account_key or channel_class.account_key
        return channel

    @api.model
    def _admit(self, channel, call, remote, seconds):
        """The provider that calls; Refusal if it is none of ours.

        Who tries many secrets, or calls too often, waits until the minute is over.
        """
        parameters = self.env["elektrohisob.parameter"]
        caller = (self.env.cr.dbname, remote)
        highest = parameters._get_value("payment_calls_minute")
        if _calls.count(caller, seconds) > highest:
            raise Refusal("unavailable")
        failures = parameters._get_value("payment_wrong_secrets_minute")
        if _failures.count(caller, seconds, step=0) >= failures:
            raise Refusal("access")
        known = self._get_online(channel.kind)
        near = known.filtered(lambda provider: provider._is_pay_address(remote))
        if known and not near:
            raise Refusal("access")
        for provider in near:
            if channel.is_genuine(call, provider._get_pay_keys()):
                return provider
        _failures.count(caller, seconds)
        raise Refusal("login")
