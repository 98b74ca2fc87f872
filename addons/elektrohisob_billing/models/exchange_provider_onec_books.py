from odoo import api, models

from ..adapters.onec_operation import read_operation
from ..adapters.onec_soap import LinkTrouble
from .onec_change import OPERATION

OPERATIONS_AT_ONCE = 200
OPEN = ("waiting", "sent", "refused")


class ExchangeProvider(models.Model):
    """Manual operations in the books of 1C, through OData: each is one document with a
    reference of ours, so that writing it twice is writing it once."""

    _inherit = "elektrohisob.exchange.provider"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `billing`: exchanges with 1C are set up by accountants."""
        if any(vals.get("kind") == "onec" for vals in vals_list):
            self._check_may_exchange_onec()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `billing`: who may set up an exchange with 1C; operations that
        are no longer entered by hand are sent, and the other way round."""
        if any(name.startswith("onec_") for name in vals):
            self._check_may_exchange_onec()
        result = super().write(vals)
        if "onec_is_odata" in vals:
            state = "waiting" if vals["onec_is_odata"] else "by_hand"
            # the list is kept by the program
            self.sudo().onec_change_ids.filtered_domain(
                [
                    ("kind", "=", OPERATION),
                    ("state", "!=", "confirmed"),
                    ("is_entered", "=", False),
                ]
            ).write({"state": state, "reason": False})
        return result

    def _start_operations(self):
        """Send the operations by a job of their own, if they are sent at all."""
        if self.onec_is_odata and self._find_operations(1):
            key = f"onec-operations-{self.id}"
            self.with_delay(identity_key=key)._send_operations()

    def _find_operations(self, limit):
        # the list is kept by the program
        return (
            self.env["elektrohisob.onec.change"]
            .sudo()
            .search(
                [
                    ("provider_id", "=", self.id),
                    ("kind", "=", OPERATION),
                    ("state", "in", OPEN),
                ],
                order="state desc, date, id",
                limit=limit,
            )
        )

    def _send_operations(self):
        """Job: write operations; what 1C refuses waits with its words."""
        self._lock_onec()
        books = self._get_onec_books()
        found = self._find_operations(OPERATIONS_AT_ONCE)
        for change in found:
            try:
                if change.is_gone:
                    books.remove(change.key)
                else:
                    books.enter(read_operation(change.content))
            except LinkTrouble as trouble:
                text = self._note_onec_trouble(trouble)
                if trouble.code != "told":
                    return
                change.write({"state": "refused", "reason": text})
            else:
                change.write({"state": "confirmed", "reason": False})
        if len(found) == OPERATIONS_AT_ONCE and found.filtered(
            lambda one: one.state == "confirmed"
        ):
            self._start_operations()
