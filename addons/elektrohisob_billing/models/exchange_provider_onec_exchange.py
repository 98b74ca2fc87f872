import logging
from pathlib import Path

from odoo import models

from odoo.addons.elektrohisob_metering.models.exchange_provider_folder import ROOT_KEY

from ..adapters import onec_body, onec_message
from ..adapters.onec_objects import get_guid
from ..engine import onec

_logger = logging.getLogger(__name__)

OUT = "out"


class ExchangeProvider(models.Model):
    """Messages to and from 1C; the numbers are kept by ``engine.onec``."""

    _inherit = "elektrohisob.exchange.provider"

    def _get_onec_node(self):
        return onec.Node(
            self.onec_code, self.onec_peer, self.onec_sent_no, self.onec_received_no
        )

    def _lock_onec(self):
        """One exchange of a provider at a time: numbers are given once."""
        # the numbers are kept by the program
        self.sudo().lock_for_update()

    # === SENDING === #

    def _send_onec(self, last):
        """Write the next message: all that is new or not confirmed, up to a day.

        :return: the outgoing message of the journal; the file is in it, and in the
            folder of the provider if it has one
        """
        self._lock_onec()
        self._note_onec_changes(last)
        changes = self.onec_change_ids.filtered(lambda one: one.state != "confirmed")
        node, _carried, receipt = onec.prepare(self._get_onec_node(), {})
        header = onec_message.Header(
            receipt.sender,
            receipt.receiver,
            receipt.message_no,
            receipt.received_no,
            self.onec_version,
        )
        texts = [change.content for change in self._sort_onec(changes)]
        data = self.env["elektrohisob.onec"]._write_message(header, texts)
        name = f"Message_{node.code}_{node.peer}.xml"
        totals = {
            "message_no": receipt.message_no,
            "received_no": receipt.received_no,
            "objects": len(changes),
            "amount": sum(changes.mapped("amount")),
        }
        message = self.env["elektrohisob.exchange.message"]._send(
            self, name, data, totals
        )
        # the numbers and the list are kept by the program
        self.sudo().onec_sent_no = node.sent_no
        changes.sudo().write(
            {
                "message_no": receipt.message_no,
                "message_id": message.id,
                "state": "sent",
            }
        )
        self._put_onec_file(name, data)
        return message

    def _sort_onec(self, changes):
        """Catalogs before documents, deletions last."""
        kinds = list(onec_body.NAMES)
        return changes.sorted(
            lambda one: (
                one.is_gone,
                kinds.index(one.kind),
                str(one.date or ""),
                one.id,
            )
        )

    def _note_onec_changes(self, last):
        """Compare the books with what 1C was told; note what differs."""
        # 1C is told the whole unit, whichever of its districts the user sees: what he
        # does not see is not gone
        books = self.env["elektrohisob.onec"].sudo()
        found = books._get_texts(
            self.company_id, self.onec_date_from, last, self.onec_version
        )
        facts = {(fact[0].kind, fact[0].key): fact for fact in found}
        rows = {(row.kind, row.key): row for row in self.onec_change_ids}
        known = {key: self._get_onec_change(row) for key, row in rows.items()}
        digests = {key: digest for key, (_one, _text, digest) in facts.items()}
        scope = [
            key
            for key, row in rows.items()
            if row.date and self.onec_date_from <= row.date <= last
        ]
        new = []
        for key in onec.find_changes(known, digests, scope):
            vals = self._prepare_onec_vals(key, facts.get(key))
            if key in rows:
                rows[key].sudo().write(vals)  # kept by the program
            else:
                new.append(vals)
        # kept by the program
        self.env["elektrohisob.onec.change"].sudo().create(new)
        self.invalidate_recordset(["onec_change_ids"])

    def _get_onec_change(self, row):
        return onec.Change(row.digest or "", row.message_no, row.state == "confirmed")

    def _prepare_onec_vals(self, key, fact):
        """Values of an object as it is now; ``fact`` is None if it is no more."""
        vals = {"state": "waiting", "message_no": 0, "message_id": False}
        if not fact:
            text = onec_body.write_removal(*key, self.onec_version)
            gone = {"content": text, "digest": "", "is_gone": True, "amount": 0}
            return {**vals, **gone}
        one, text, digest = fact
        return {
            **vals,
            "provider_id": self.id,
            "kind": one.kind,
            "key": one.key,
            "guid": get_guid(one.kind, one.key),
            "name": getattr(one, "name", "") or one.number,
            "date": getattr(one, "day", None) if one.kind != "contract" else False,
            "amount": getattr(one, "amount", 0) / 100,
            "content": text,
            "digest": digest,
            "is_gone": False,
        }

    def _put_onec_file(self, name, data):
        """Put the message into the folder ``out`` below that of the provider."""
        # the folder of the server is known to administrators of the system only
        root = self.env["ir.config_parameter"].sudo().get_param(ROOT_KEY)
        if not root or not self.folder or not Path(root).is_dir():
            return
        folder = Path(root) / self.folder / OUT
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)

    # === RECEIVING === #

    def _receive_onec(self, message, data):
        """Take a message of 1C: its receipt, its number, its versions."""
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
            reason = self.env._(
                "Message %(number)s of 1C was taken before; nothing was taken from it.",
                number=header.message_no,
            )
            return message.write(
                {"state": "duplicate", "reason": reason, "totals": totals}
            )
        # the numbers are kept by the program
        self.sudo().write(
            {
                "onec_received_no": node.received_no,
                "onec_version": onec_message.choose_version(header.versions),
            }
        )
        confirmed = 0
        if header.message_no > 0:
            confirmed = self._confirm_onec(header.received_no)
        totals |= {"confirmed": confirmed, "objects": 0 if body is None else len(body)}
        return message.write({"state": "done", "totals": totals})

    def _get_onec_refusal(self, header):
        """Why a message is not taken, or ""."""
        if (header.receiver, header.sender) != (self.onec_code, self.onec_peer):
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
        rows = {row.id: row for row in self.onec_change_ids}
        known = {key: self._get_onec_change(row) for key, row in rows.items()}
        found = onec.confirm(known, received_no)
        changes = self.env["elektrohisob.onec.change"].sudo()  # kept by the program
        for is_confirmed in (True, False):
            ids = [key for key in found if found[key].is_confirmed == is_confirmed]
            state = "confirmed" if is_confirmed else "sent"
            changes.browse(ids).write({"state": state})
        return sum(one.is_confirmed for one in found.values())
