import time

from odoo import api, models
from odoo.tools import SQL

from ..adapters.pay_channels import kinds

BATCH = 1000


class PaymentEventExpire(models.Model):
    """Announced payments that were never paid."""

    _inherit = "elektrohisob.payment.event"

    @api.model
    def _cron_expire(self):
        """Cancel announced payments whose time has run out."""
        now = round(time.time() * 1000)
        for kind, channel in kinds().items():
            if channel.expiry_ms:
                for provider in self.env["elektrohisob.exchange.provider"].search(
                    [("kind", "=", kind)]
                ):
                    self._expire(provider, channel, now)

    @api.model
    def _expire(self, provider, channel, now):
        """Cancel those of one provider; return how many."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.service, o.external_id
                  FROM elektrohisob_payment_event o
                 WHERE o.provider_id = %s AND o.state = 'created'
                   AND o.provider_time <= %s
                   AND NOT EXISTS (
                       SELECT FROM elektrohisob_payment_event n
                        WHERE n.origin_id = o.id AND n.step = 1)
                 LIMIT %s
                """,
                provider.id,
                now - channel.expiry_ms,
                BATCH,
            )
        )
        for service, external_id in rows:
            found = self._get_transaction(provider, service, external_id)
            if self._is_late(channel, found, now):
                self._append_cancel(provider, found, now, channel.expiry_reason)
        return len(rows)
