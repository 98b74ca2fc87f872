import logging

from odoo import api, models

from ..adapters import onec_body, onec_message, onec_reader
from ..engine import onec
from .onec_change import OPERATION

_logger = logging.getLogger(__name__)


class ExchangeProvider(models.Model):
    """Messages of 1C: receipt, number, versions, and the objects it tells."""

    _inherit = "elektrohisob.exchange.provider"

    def _receive_onec(self, message, data):
        """Take a message of 1C."""
        self._check_may_exchange_onec()
        try:
            header, body = onec_message.read_message(data)
        except onec_message.MessageError as error:
            _logger.info("Message of 1C refused: %s %s", error.code, error.figures)
            return message._refuse(
                self.env._(
                    "%(file)s is no message of EnterpriseData (%(code)s). Let 1C write "
                    "it anew.",
                    file=message.name,
                    code=error.code,
                )
            )
        self._lock_onec()
        if refusal := self._get_onec_refusal(header):
            return message._refuse(refusal)
        receipt = onec.Receipt(
            header.sender, header.receiver, header.message_no, header.received_no
        )
        node, verdict = onec.take(self._get_onec_node(), receipt)
        totals = {"message_no": header.message_no, "received_no": header.received_no}
        if verdict == onec.REPEATED:
            return self._note_onec_repeated(message, totals)
        # the numbers are kept by the program
        self.sudo().write(
            {
                "onec_received_no": node.received_no,
                "onec_version": onec_message.choose_version(header.versions),
                "onec_types": sorted(header.types) if header.types else False,
                "onec_is_met": True,
            }
        )
        if header.message_no > 0:
            totals["confirmed"] = self._confirm_onec(header.received_no)
        totals["objects"] = 0 if body is None else len(body)
        return self._take_onec_body(message, body, totals)

    @api.model
    def _note_onec_repeated(self, message, totals):
        reason = self.env._(
            "Message %(number)s of 1C was taken before; nothing was taken from it.",
            number=totals["message_no"],
        )
        number = totals["message_no"]
        message.write({"totals": totals, "onec_no": number})
        return message.write({"state": "duplicate", "reason": reason})

    def _get_onec_refusal(self, header):
        """Why a message is not taken, or ""."""
        senders = {header.sender, header.new_sender}
        if header.receiver != self.onec_code or self.onec_peer not in senders:
            return self.env._(
                "The message goes from %(sender)s to %(receiver)s; %(provider)s is the "
                "exchange of %(peer)s with %(code)s. Correct the codes of the provider "
                "or the settings of 1C.",
                sender=header.sender,
                receiver=header.receiver,
                provider=self.name,
                peer=self.onec_peer,
                code=self.onec_code,
            )
        if not onec_message.choose_version(header.versions):
            return self.env._(
                "1C has the versions %(theirs)s of the format, we write %(ours)s. "
                "Allow one of ours in the synchronisation settings of 1C.",
                theirs=", ".join(header.versions),
                ours=", ".join(onec_body.VERSIONS),
            )
        return ""

    def _confirm_onec(self, received_no):
        """Note what a receipt confirms; number of objects."""
        hidden = self.sudo()  # the list is kept by the program
        rows = {
            row.id: row
            for key, row in hidden._get_onec_rows().items()
            if key[0] != OPERATION
        }
        known = {key: self._get_onec_change(row) for key, row in rows.items()}
        found = onec.confirm(known, received_no)
        changes = hidden.env["elektrohisob.onec.change"]
        for is_confirmed in (True, False):
            ids = [key for key in found if found[key].is_confirmed == is_confirmed]
            state = "confirmed" if is_confirmed else "sent"
            changes.browse(ids).write({"state": state, "reason": False})
        hidden._end_onec_messages(received_no)
        return sum(one.is_confirmed for one in found.values())

    def _end_onec_messages(self, received_no):
        """Messages up to a receipt are over, whatever was told of them."""
        messages = self.env["elektrohisob.exchange.message"].search(
            [
                ("provider_id", "=", self.id),
                ("direction", "=", "out"),
                ("state", "in", ("waiting", "sent", "refused")),
                ("onec_no", ">", 0),
                ("onec_no", "<=", received_no),
            ]
        )
        last = messages.filtered(lambda one: one.onec_no == received_no)
        last.write({"state": "done", "reason": False})
        for message in messages - last:
            reason = self.env._(
                "1C has taken message %(number)s, which carries all that was in this "
                "one.",
                number=received_no,
            )
            message.write({"state": "done", "reason": reason})

    # === OBJECTS === #

    def _take_onec_body(self, message, body, totals):
        """Counterparties to be looked at, bank documents into the queue of payments;
        what we do not take is counted."""
        told = onec_reader.read_body(body, self._get_bank_accounts())
        totals |= {
            "parties": self._take_onec_parties(told, message),
            "others": sum(told.others.values()),
        }
        message.write({"totals": totals, "onec_no": totals["message_no"]})
        self._take_onec_receipts(message, told.receipts)
        self._note_onec_removed(message, told.removed)
        if message.line_ids:
            return message._count_lines()
        return message.write({"state": "done"})

    def _take_onec_receipts(self, message, receipts):
        """Bank documents of 1C, as a bank statement brings them."""
        if not receipts:
            return
        if self.onec_bank != "peer":
            message.reason = self.env._(
                "1C sent %(count)s bank documents, but bank statements are entered "
                "here: they were not taken. Choose where they are entered in the "
                "settings of the exchange.",
                count=len(receipts),
            )
            return
        statement = onec_reader.make_statement(receipts)
        lines, taken = self._take_bank_documents(message, statement)
        self._write_lines(message, lines)
        totals = self._get_bank_totals(statement, taken)
        message.totals = {**totals, **message.totals}

    def _note_onec_removed(self, message, removed):
        """Bank documents that 1C has deleted wait for a decision of people."""
        payments = self.env["elektrohisob.payment"].search(
            [
                ("provider_id", "=", self.id),
                ("external_key", "in", [f"id|{guid}" for guid in removed]),
                ("state", "!=", "cancelled"),
            ]
        )
        self.env["elektrohisob.exchange.line"].sudo().create(  # nobody writes rows
            [
                {
                    "message_id": message.id,
                    "raw": payment.display_name,
                    "state": "parked",
                    "code": "onec_deleted",
                    "account_id": payment.account_id.id,
                    "reason": self.env._(
                        "1C has deleted this bank document. Cancel the payment if it "
                        "was a mistake."
                    ),
                }
                for payment in payments
            ]
        )
