from psycopg2.errors import UniqueViolation

from odoo import models
from odoo.fields import Domain
from odoo.tools import mute_logger

from ..engine.clearing import settled_days


class ExchangeProvider(models.Model):
    """Transfers of payment services in a bank statement: a settlement, no payment."""

    _inherit = "elektrohisob.exchange.provider"

    def _take_incoming(self, message, incoming):
        """Override of `elektrohisob_billing`: one row of the bank that covers a day of
        a service does not wait as an unidentified payment."""
        # services of the whole tree of units
        clearing = self.env["elektrohisob.payment.clearing"].sudo()
        if self.kind != "register":
            clearing = clearing._get_of_tree(self.company_id)
        others, found = [], []
        for document in incoming:
            terms = self._find_sender(clearing, document)
            if terms:
                found.append((document, terms))
            else:
                others.append(document)
        for document, terms in found:
            yield self._take_transfer(message, document, terms)
        yield from super()._take_incoming(message, others)

    def _find_sender(self, clearing, document):
        """Of the terms that of the service which sent the money; none for money that
        names a consumer: a service pays for its own electricity too."""
        if not clearing or self._get_own_numbers(document.plain_purpose):
            return clearing.browse()
        return clearing._find_sender(document)

    def _take_transfer(self, message, document, terms):
        """(document, line of the protocol, outcome) of a transfer, taken once."""
        earlier = self._find_transfer(document)
        transfer = earlier or self._create_transfer(message, document, terms)
        code = "duplicate" if earlier else "transfer"
        line = self._prepare_line(document, "accepted", code, payment=transfer)
        return document, line, code

    def _find_transfer(self, document):
        """The same transfer from an earlier file, in whatever format it came."""
        same = Domain("bank_id", "=", self.id) & Domain(
            "external_key", "=", document.key
        )
        if document.number and document.own_account:
            same |= (
                Domain("own_account", "=", document.own_account)
                & Domain("date", "=", document.value_date)
                & Domain("number", "=", document.number)
                & Domain("amount", "=", float(document.amount))
                & Domain("payer_account", "in", [False, document.payer.account])
                & Domain("bank_id", "!=", self.id)
            )
        # of any unit: a bank account is one for all of them
        return self.env["elektrohisob.payment.transfer"].sudo().search(same, limit=1)

    def _create_transfer(self, message, document, terms):
        day_start, day_end = settled_days(
            document.value_date, document.purpose, terms._get_terms()
        )
        transfers = self.env["elektrohisob.payment.transfer"].sudo()  # nobody's right
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                transfer = transfers.create(
                    {
                        "provider_id": terms.provider_id.id,
                        "company_id": terms.provider_id.company_id.id,
                        "bank_id": self.id,
                        "message_id": message.id,
                        "external_key": document.key,
                        "own_account": document.own_account,
                        "number": document.number,
                        "date": document.value_date,
                        "amount": float(document.amount),
                        "payer": document.payer.name,
                        "payer_stir": document.payer.code,
                        "payer_account": document.payer.account,
                        "purpose": document.purpose,
                        "day_start": day_start,
                        "day_end": day_end,
                    }
                )
        except UniqueViolation:  # another user takes the same file at this moment
            return self._find_transfer(document)
        terms.provider_id._match_range(day_start, day_end)
        return transfer
