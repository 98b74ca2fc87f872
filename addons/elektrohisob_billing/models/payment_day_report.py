from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import parse_day


class PaymentDayReport(models.Model):
    """The comparison with payment services, for other systems."""

    _inherit = "elektrohisob.payment"

    @api.model
    @api.readonly
    def match_report(self, *, date_from, date_to, provider=None):
        """Days of payment services with the totals of their three sides and what
        differs.

        :param str date_from: first day, ``YYYY-MM-DD``
        :param str date_to: last day
        :param str provider: code of a provider; all of the caller's by default
        :return: list of dicts, by day: ``provider`` (code), ``date``, ``state``
            (``green``, ``explained``, ``waiting``, ``open`` or ``silent``),
            ``register``, ``bank``, ``date_due``, sums in so'm and ``differences``
            (list of dicts)
        :raise UserError: unknown provider, or no such day
        """
        days = self.env["elektrohisob.payment.day"]
        domain = [
            ("date", ">=", parse_day(self, date_from)),
            ("date", "<=", parse_day(self, date_to)),
        ]
        if provider:
            source = self._get_api_provider(provider)
            domain.append(("provider_id", "=", source.id))
        return [day._to_plain() for day in days.search(domain, order="date, id")]
