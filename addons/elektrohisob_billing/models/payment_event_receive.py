import time

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters.pay import Refusal, moment


class PaymentEventReceive(models.Model):
    """The money behind what services ask for: taken, parked and given back."""

    _inherit = "elektrohisob.payment.event"
    _plain_payment = _plain_cancel = "TRUE"

    # === BUSINESS METHODS === #

    @api.model
    def _receive(self, provider, vals):
        """Take the money; empty if it is already taken.

        It is dated by the clock of the service: paid before midnight is paid that day,
        but not before the open month and not in the future.
        """
        company = self.env["res.company"].browse(vals["company_id"])
        day, is_old = self._get_pay_day(vals["provider_time"])
        if is_old:
            period = self.env["elektrohisob.period"]._get_open(company)
            day = max(day, period.date_start)
        return self._receive_on(provider, vals, day, account_id=vals["account_id"])

    @api.model
    def _park(self, provider, vals, reason):
        """Take money that cannot be booked now: it waits among the unidentified."""
        day, _is_old = self._get_pay_day(vals["provider_time"])
        return self._receive_on(provider, vals, day, reason=reason)

    @api.model
    def _receive_on(self, provider, vals, day, **more):
        ((payment, outcome),) = self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": vals["company_id"],
                    "date": fields.Date.to_string(day),
                    "amount": vals["amount"],
                    "channel": "online",
                    "number": vals["external_id"],
                    "provider_id": provider.id,
                    "external_key": f"{vals['service']}:{vals['external_id']}",
                    **more,
                }
            ]
        )
        return payment if outcome != "duplicate" else payment.browse()

    @api.model
    def _get_pay_day(self, provider_time):
        """Day of a payment by the clock of the service (ms), and whether it is one of
        an earlier month."""
        today = business_today(self)
        known = min(max(provider_time, 0), time.time() * 1000)  # any number at all
        day = min(moment(known).date(), today)
        return day, day < today.replace(day=1)

    @api.model
    def _take_back(self, provider, found, reason):
        """Reverse the payment; Refusal where the contract forbids it."""
        performed = self.search(
            [("origin_id", "=", found.number), ("state", "=", "performed")]
        )
        payment = performed.payment_id
        if payment.state == "cancelled":  # an accountant was earlier
            return
        if not provider._may_pay_back(payment):
            raise Refusal("uncancellable", found)
        try:
            payment._cancel(provider._get_cancel_note(reason))
        except UserError as error:
            raise Refusal("uncancellable", found) from error
