from datetime import timedelta

from odoo import fields, models

from ..adapters.einvoice import OperatorTrouble
from .einvoice import CANCEL, STANDING

#: An hour that is asked for twice loses nothing.
OVERLAP = timedelta(hours=1)
AT_ONCE = 10_000


class ExchangeProvider(models.Model):
    """What an operator of electronic invoices does by itself."""

    _inherit = "elektrohisob.exchange.provider"

    def _make_einvoices(self):
        """Queue the posted invoices that have no document yet."""
        for provider in self.sudo():  # settings are seen by administrators alone
            invoices = self.env["elektrohisob.invoice"].search(
                [
                    ("company_id", "child_of", provider.company_id.id),
                    ("date", ">=", provider.einvoice_date_from),
                    ("state", "=", "posted"),
                    ("einvoice_ids", "=", False),
                ],
                order="date, id",
                limit=AT_ONCE,
            )
            companies = invoices.company_id.filtered(
                lambda unit, own=provider: self._find_einvoice_operator(unit) == own
            )
            invoices.filtered(
                lambda row, own=companies: row.company_id in own
            )._make_einvoices()

    def _ask_einvoices(self):
        """Job: take the states that the operator changed."""
        self.ensure_one()
        documents = self.env["elektrohisob.einvoice"]
        standing = documents.search(
            [
                ("provider_id", "=", self.id),
                ("state", "in", STANDING),
                ("kind", "!=", CANCEL),
            ]
        )
        # an operator may list by the day of the document: as few as need be
        sent = standing.filtered(lambda one: one.state == "sent")
        if not sent or self._get_einvoice_wait():
            return
        now = fields.Datetime.now()
        oldest = min(sent.mapped("date"))
        since = (self.einvoice_asked or fields.Datetime.to_datetime(oldest)) - OVERLAP
        client = self._get_einvoice_client()
        try:
            statuses = client.changes(since, oldest)
        except OperatorTrouble as trouble:
            self._keep_einvoice_client(client, trouble)
            return
        self._keep_einvoice_client(client)
        by_number = standing.grouped("draft_no")
        for status in statuses:
            for one in by_number.get(status.id, documents):
                one._take_status(status)
        self.sudo().einvoice_asked = now  # written by the program alone
