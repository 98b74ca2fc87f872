from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today, parse_day

from ..engine.amount import HIGHEST

INTEGRATOR = "elektrohisob_base.group_integrator"
ADMINISTRATOR = "base.group_system"


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
        :param str date: day of the payment, today by default; not a day to come
        :return: dict: ``payment_id``, ``outcome`` (``posted`` or ``duplicate``),
            ``account`` (number), ``amount`` (so'm) and ``state``
        :raise UserError: unknown provider or account, no such sum or day
        :raise AccessError: the user is no integrator
        """
        self._check_integrator()
        source = self._get_api_provider(provider)
        found = self.env["elektrohisob.account"]._get_by_number(account)
        ((payment, outcome),) = self._receive(
            [
                {
                    "account_id": found.id,
                    "company_id": found.company_id.id,
                    "date": self._read_api_day(date),
                    "amount": self._read_api_tiyin(amount) / 100,
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

        An integrator takes back what an integrator registered. Whoever matches
        payments asks for the decision of a second person.

        :param str provider: code of the provider that received the money
        :param str external_id: number of the payment there
        :param str reason: why, for the statement of account
        :return: dict: ``payment_id``, ``outcome`` (``cancelled``, ``duplicate``: it
            was before, or ``asked``), ``account``, ``amount`` (so'm), ``state`` and
            ``document`` (number of the operation that waits for a decision, or "")
        :raise UserError: no such payment, or it may not be cancelled
        """
        is_integrator = self._is_integrator()
        if not is_integrator:
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
        outcome, document = "duplicate", ""
        if payment.state != "cancelled" and is_integrator:
            payment._cancel_registered(reason)
            outcome = "cancelled"
        elif payment.state != "cancelled":
            outcome, document = "asked", payment._ask_cancel(reason).number
        return {**payment._to_plain(), "outcome": outcome, "document": document}

    # === PARTS === #

    @api.model
    def _is_integrator(self):
        """Whether a service user, or the administrator of the installation, who gives
        the role and tries the API."""
        user = self.env.user
        return (
            self.env.su or user.has_group(INTEGRATOR) or user.has_group(ADMINISTRATOR)
        )

    @api.model
    def _check_integrator(self):
        self.check_access("read")
        if not self._is_integrator():
            raise AccessError(
                self.env._(
                    "Payments are registered by the service user of another system "
                    "alone. An administrator gives it the role Integrator."
                )
            )

    @api.model
    def _read_api_tiyin(self, amount):
        """Whole tiyin of an argument in so'm.

        :raise UserError: no number, or no sum anybody pays
        """
        # what is no number compares with nothing
        is_sum = type(amount) in (int, float) and 0.005 <= amount <= HIGHEST
        if not is_sum:
            raise UserError(
                self.env._(
                    "%(amount)s so'm cannot be paid: the sum must be above zero and "
                    "not above %(highest)s.",
                    amount=amount,
                    highest=HIGHEST,
                )
            )
        return round(amount * 100)

    @api.model
    def _read_api_day(self, date):
        """Day of a payment.

        :raise UserError: it has not come yet
        """
        today = business_today(self)
        day = parse_day(self, date) or today
        if day > today:
            raise UserError(
                self.env._(
                    "%(day)s has not come yet: a payment is of today or of a day "
                    "before.",
                    day=day,
                )
            )
        return day

    def _cancel_registered(self, reason):
        """Take back a payment that came through the API."""
        self.ensure_one()
        source = self.create_uid
        is_own = source == self.env.user or source.has_group(INTEGRATOR)
        if not (self.env.su or is_own):
            raise AccessError(
                self.env._(
                    "Payment %(payment)s was not registered by another system. An "
                    "accountant asks for its cancellation.",
                    payment=self.display_name,
                )
            )
        self.sudo()._cancel(reason)  # the right is that of the role, checked above

    def _ask_cancel(self, reason):
        """The operation by which a second person decides the cancellation."""
        document = self.env["elektrohisob.ledger.document"].create(
            {"kind": "cancel", "payment_id": self.id, "note": reason}
        )
        document.action_ask()
        return document

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
