import json
import time

from odoo import api, models
from odoo.exceptions import UserError

from ..adapters.pay import account_number
from ..tools.payment_day import midnight

NOON = 12 * 3_600_000


class PaymentEventTold(models.Model):
    """Payments of a service's register whose calls have not come, and calls that say
    something else than before."""

    _inherit = "elektrohisob.payment.event"

    @api.model
    def _take_told(self, told):
        """Book a row of a register under the number of the service: a call that comes
        after all is answered as a repeated one.

        :param told: ``elektrohisob.payment.told``
        :return: the payment
        :raise UserError: it is taken already
        """
        provider = told.provider_id
        service = self._get_told_service(provider)
        now = round(time.time() * 1000)
        found = self._get_transaction(provider, service, told.key)
        vals = self._prepare_told(told, service, now)
        if found and found.state == "created":
            vals = self.browse(found.number)._prepare_next(now)
        elif found:
            self._refuse_told(told)
        payment = self._receive(provider, vals)
        if not payment:
            self._refuse_told(told)
        vals |= {"state": "performed", "payment_id": payment.id}
        if not self._append(**vals):
            self._refuse_told(told)
        return payment

    @api.model
    def _get_told_service(self, provider):
        """The number of our service: the only one of the contract, else that of the
        last payment."""
        services = provider._get_pay_services()
        if len(services) == 1:
            return services[0]
        last = self.search([("provider_id", "=", provider.id)], limit=1)
        return last.service or (services[0] if services else "")

    @api.model
    def _prepare_told(self, told, service, now):
        source = {"register": told.message_id.name, "row": told.line_no}
        return {
            "provider_id": told.provider_id.id,
            "company_id": told.account_id.company_id.id,
            "service": service,
            "external_id": told.key,
            "time": now,
            "provider_time": midnight(told.day) + NOON,
            "account_text": told.account_text,
            "account_id": told.account_id.id,
            "amount": told.amount,
            "details": json.dumps(source),
            "step": 0,
        }

    def _refuse_told(self, told):
        raise UserError(
            self.env._(
                "Payment %(number)s has come meanwhile. Compare the day again.",
                number=told.external_id,
            )
        )

    @api.model
    def _note_conflict(self, provider, channel, call, found, now):
        """Keep that a service repeats a payment with another sum or account: answered
        as a repeated one, but a difference of the day until somebody explains it."""
        text = call.fields.get(channel.account_key, "")
        is_other = text and account_number(text) != account_number(found.account or "")
        if call.tiyin in (None, found.tiyin) and not is_other:
            return
        amount = (found.tiyin if call.tiyin is None else call.tiyin) / 100
        first = self.browse(found.number)
        noted = self.search(
            [("origin_id", "=", first.id), ("state", "=", "conflict")], limit=100
        )
        if any((event.amount, event.account_text) == (amount, text) for event in noted):
            return
        vals = first._prepare_next(now) | {"step": None, "account_text": text}
        details = json.dumps(dict(call.fields))
        vals |= {"state": "conflict", "amount": amount, "details": details}
        event = self.browse(self._append(**vals))
        # a job of the pages: a call waits for nobody's tasks
        self.env["elektrohisob.payment.day"].with_delay(
            identity_key=f"payment-conflict-{event.id}"
        )._tell_conflict(event)
