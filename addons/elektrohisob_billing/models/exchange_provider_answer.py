import time
from dataclasses import replace

from odoo import api, models

from ..adapters.pay import DOCUMENT, PAY, Outcome, Refusal, mask
from ..tools.rate import shared

_calls, _failures = shared("calls"), shared("secrets")


class ExchangeProvider(models.Model):
    """From a message of a payment service to the answer."""

    _inherit = "elektrohisob.exchange.provider"

    @api.model
    def _answer_pay(self, channel_class, message, remote, is_tried=False):
        """Answer a message; what was written is committed before it is sent.

        :param channel_class: of ``adapters.pay_channels``
        :param message: ``adapters.pay.Message``
        :param remote: address of the caller
        :param is_tried: ``_answer_at_once`` was asked before, in a transaction of its
            own, and has counted the call
        :return: ``adapters.pay.Answer``
        """
        began = time.time()
        if not is_tried:
            answer = self._answer_at_once(channel_class, message, remote)
            if answer:
                return answer
        now = round(began * 1000)
        channel, call, provider, code = channel_class(), None, self.browse(), ""
        try:
            call = channel.parse(message)
            is_tried = self._is_at_once(channel, call)
            extra = {"now": now, "url": message.address, "is_tried": is_tried}
            call = replace(call, extra={**call.extra, **extra})
            if call.operation == DOCUMENT:
                return channel.reply(call, Outcome(now))
            provider = self._admit(channel, call, remote, began, is_counted=is_tried)
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

    @api.model
    def _is_at_once(self, channel, call):
        """Whether a call may be answered by one statement."""
        return channel.is_plain and call.operation == PAY

    @api.model
    def _answer_at_once(self, channel_class, message, remote, signals=None):
        """The answer to a plain payment: one statement writes it and the row of the
        journal. None for everything else, refusals too; nothing is written then, and
        of all that is done only the call is counted.

        :param signals: versions of what this process keeps in memory, to be compared
            by the statement; None if they just were
        """
        began = time.time()
        now, channel = round(began * 1000), channel_class()
        try:
            call = channel.parse(message)
            if not self._is_at_once(channel, call):
                return None
            self._count_call(remote, began)
            call = replace(call, extra={**call.extra, "now": now})
            provider = self._find_caller(channel, call, remote)
        except Refusal:
            return None
        services = provider and provider._get_pay_services()
        other = services and channel.needs_service and call.service not in services
        if not provider or call.problem or other:
            return None
        return self.env["elektrohisob.payment.event"]._pay_at_once(
            provider,
            provider._get_channel(channel_class),
            call,
            now,
            {
                "desk": provider._get_desk().company_id,
                "remote": remote,
                "request": mask(message.body, call),
                "milliseconds": round((time.time() - began) * 1000),
                "signals": signals,
            },
        )

    def _get_channel(self, channel_class):
        """The channel as the contract of this provider has it."""
        desk = self._get_desk()
        channel = channel_class(desk.codes)
        channel.account_key = desk.account_key or channel_class.account_key
        return channel

    @api.model
    def _admit(self, channel, call, remote, seconds, is_counted=False):
        """The provider that calls; Refusal if it is none of ours.

        Who tries many secrets, or calls too often, waits until the minute is over.
        """
        self._count_call(remote, seconds, step=0 if is_counted else 1)
        provider = self._find_caller(channel, call, remote)
        if not provider:
            _failures.count((self.env.cr.dbname, remote), seconds)
            raise Refusal("login")
        return provider

    @api.model
    def _count_call(self, remote, seconds, step=1):
        """Refuse whoever has called too often, or tried too many secrets."""
        parameters = self.env["elektrohisob.parameter"]
        caller = (self.env.cr.dbname, remote)
        highest = parameters._get_value("payment_calls_minute")
        if _calls.count(caller, seconds, step) > highest:
            raise Refusal("unavailable")
        failures = parameters._get_value("payment_wrong_secrets_minute")
        if _failures.count(caller, seconds, step=0) >= failures:
            raise Refusal("access")

    @api.model
    def _find_caller(self, channel, call, remote):
        """The provider whose secret the call knows, or nobody; Refusal if no service
        may call from there."""
        known = self._get_online(channel.kind)
        near = known.filtered(lambda provider: provider._is_pay_address(remote))
        if known and not near:
            raise Refusal("access")
        for provider in near:
            if channel.is_genuine(call, provider._get_pay_keys()):
                return provider
        return self.browse()
