from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today, parse_day


class PaymentRegister(models.Model):
    """Payments taken and cancelled by other systems, through the API."""

    _inherit = "elektrohisob.payment"

    event_ids = fields.One2many(
        "elektrohisob.payment.event", "payment_id", string="Told by the service"
    )

    @api.model
    def register(self, *, provider, external_id, account, amount, date=None):
        """Take a payment that another system has received; again changes nothing.

        :param str provider: code of the provider that received the money
        :param str external_id: number of the payment there: taken once
        :param str account: number of the personal account
        :param float amount: so'm, above zero
        :param str date: day of the payment, today by default
        :return: dict: ``payment_id``, ``outcome`` (``posted`` or ``duplicate``),
            ``account`` (number), ``amount`` (so'm) and ``state``
        :raise UserError: unknown provider or account, or no such sum
        """
        self._check_matcher()
        source = self._get_api_provider(provider)
        found = self.env["elektrohisob.account"]._get_by_number(account)
        tiyin = round(amount * 100)
        if tiyin <= 0:
            raise UserError(
                self.env._(
                    "%(amount)s so'm cannot be paid: the sum must be above zero.",
                    amount=amount,
                )
            )
        ((payment, outcome),) = self._receive(
            [
                {
                    "account_id": found.id,
                    "company_id": found.company_id.id,
                    "date": parse_day(self, date) or business_today(self),
                    "amount": tiyin / 100,
                    "channel": "bank",
                    "number": external_id,
                    "provider_id": source.id,
                    "external_key": external_id,
                }
            ]
        )
        return {**payment._to_plain(), "outcome": outcome}

    @api.model
    def cancel(self, *, provider, external_id, reason):
        """Cancel a payment taken before: its entries are reversed in the open month.

        :param str provider: code of the provider that received the money
        :param str external_id: number of the payment there
        :param str reason: why, for the statement of account
        :return: dict: ``payment_id``, ``outcome`` (``cancelled`` or ``duplicate``: it
            was before), ``account``, ``amount`` (so'm) and ``state``
        :raise UserError: no such payment, or it may not be cancelled
        """
        self._check_matcher()
        source = self._get_api_provider(provider)
        payment = self.search(
            [("provider_id", "=", source.id), ("external_key", "=", external_id)]
        )
        if not payment:
            raise UserError(
                self.env._(
                    "%(provider)s has no payment %(number)s. Check the number.",
                    provider=source.name,
                    number=external_id,
                )
            )
        outcome = "duplicate" if payment.state == "cancelled" else "cancelled"
        if outcome == "cancelled":
            payment._cancel(reason)
        return {**payment._to_plain(), "outcome": outcome}

    @api.model
    def _get_api_provider(self, code):
        provider = self.env["elektrohisob.exchange.provider"]._find_provider(code)
        if not provider:
            raise UserError(
                self.env._(
                    "There is no provider with the code %(code)s. Providers are "
                    "listed under Exchange → Providers.",
                    code=code,
                )
            )
        return provider

    def _to_plain(self):
        self.ensure_one()
        return {
            "payment_id": self.id,
            "account": self.account_id.number or "",
            "amount": self.amount,
            "state": self.state,
        }
