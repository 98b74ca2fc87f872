from odoo import api, models

from ..adapters.pay_channels import kinds


class ExchangeProvider(models.Model):
    """Links that open a payment service with account and sum filled in."""

    _inherit = "elektrohisob.exchange.provider"

    @api.model
    def _get_pay_settings(self, company):
        """Services that take payments of a district network: (name, class of its
        channel, settings of its links), the nearest unit's first."""
        # what is printed on every bill is no secret
        units = company.sudo().parent_ids
        found = self.sudo().search(
            [("kind", "in", list(kinds())), ("company_id", "in", units.ids)], order="id"
        )
        nearest = found.sorted(lambda one: -len(one.company_id.parent_ids))
        return [
            (
                kinds()[provider.kind].title,
                kinds()[provider.kind],
                {
                    "merchant": provider.pay_merchant or "",
                    "service": next(iter(provider._get_pay_services()), ""),
                    "account_key": provider.pay_account_key or "",
                },
            )
            for provider in nearest
        ]

    @api.model
    def _get_pay_links(self, settings, number, tiyin, lang=""):
        """Links of services for an account: (name, address), one of a service.

        :param settings: of ``_get_pay_settings``
        :param tiyin: to pay; what is below the smallest sum is asked by the service
        """
        language = {"lang": lang[:2]} if lang[:2] in ("uz", "ru") else {}
        found = {}
        for title, channel, values in settings:
            link = channel.link({**values, **language}, number, max(tiyin, 0))
            if link:
                found.setdefault(title, link)
        return list(found.items())
