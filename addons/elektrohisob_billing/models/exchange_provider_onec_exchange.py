from odoo import api, fields, models
from odoo.exceptions import LockError

from odoo.addons.queue_job.exception import RetryableJobError

from ..adapters import onec_body, onec_message
from ..adapters.onec_objects import get_guid
from ..engine import onec
from .exchange_provider_onec import FOLDER
from .onec_change import OPERATION

OPEN = ("waiting", "sent", "refused")


class ExchangeProvider(models.Model):
    """Numbers of the messages to 1C, and what each of them carries.

    A number is given, and the list of what goes under it written, before anything
    leaves: what 1C then confirms is what was written down. The numbers are kept by
    ``engine.onec``.
    """

    _inherit = "elektrohisob.exchange.provider"

    onec_sent_no = fields.Integer(
        string="Messages sent", readonly=True, copy=False, aggregator=None
    )
    onec_received_no = fields.Integer(
        string="Last message taken", readonly=True, copy=False, aggregator=None
    )
    onec_told_no = fields.Integer(
        string="Last receipt told", readonly=True, copy=False, aggregator=None
    )
    onec_is_met = fields.Boolean(
        string="1C has answered",
        readonly=True,
        copy=False,
        help="Until then only the settings of the exchange are sent, and no objects.",
    )
    onec_types = fields.Json(readonly=True, copy=False)
    onec_compared = fields.Date(
        string="Books compared from",
        readonly=True,
        copy=False,
        help="Months before it are closed and were told to 1C.",
    )
    onec_change_ids = fields.One2many(
        "elektrohisob.onec.change", "provider_id", string="Objects for 1C"
    )
    onec_waiting = fields.Integer(
        string="Not confirmed", compute="_compute_onec_waiting"
    )

    @api.depends("onec_change_ids.state")
    def _compute_onec_waiting(self):
        counts = dict(
            self.env["elektrohisob.onec.change"]._read_group(
                [("provider_id", "in", self.ids), ("state", "!=", "confirmed")],
                ["provider_id"],
                ["__count"],
            )
        )
        for provider in self:
            provider.onec_waiting = counts.get(provider, 0)

    # === NUMBERS === #

    def _get_onec_node(self):
        return onec.Node(
            self.onec_code, self.onec_peer, self.onec_sent_no, self.onec_received_no
        )

    def _lock_onec(self):
        """One exchange of a provider at a time: numbers are given once."""
        try:
            # the numbers are kept by the program
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            if not self.env.context.get("job_uuid"):
                raise
            raise RetryableJobError(str(error), seconds=5, ignore_retry=True) from error
        self.invalidate_recordset(["onec_sent_no", "onec_received_no", "onec_told_no"])

    def _reset_onec(self):
        # the numbers and the list are kept by the program
        hidden = self.sudo()
        hidden.write(
            {
                "onec_received_no": 0,
                "onec_told_no": 0,
                "onec_is_met": False,
                "onec_types": False,
                "onec_compared": False,
            }
        )
        # an operation written twice is written once; what people entered is theirs
        hidden.onec_change_ids.filtered(
            lambda one: not (one.is_by_hand and one.state == "confirmed")
        )._send_again()

    # === COMPARING === #

    def _note_onec_changes(self, last):
        """Compare the books with what 1C was told; note what differs."""
        # 1C is told the whole unit, whichever of its districts the user sees: what he
        # does not see is not gone
        hidden = self.sudo()
        first, final = hidden._get_onec_span()
        found = hidden.env["elektrohisob.onec"]._get_texts(
            self.company_id, first, last, self.onec_version, self._get_onec_settings()
        )
        facts = {(fact[0].kind, fact[0].key): fact for fact in found}
        rows = hidden._get_onec_rows()
        known = {key: self._get_onec_change(row) for key, row in rows.items()}
        digests = {key: digest for key, (_one, _text, digest) in facts.items()}
        scope = [
            key for key, row in rows.items() if row.date and first <= row.date <= last
        ]
        new = []
        for key in onec.find_changes(known, digests, scope):
            vals = self._prepare_onec_vals(key, facts.get(key), rows.get(key))
            if key in rows:
                rows[key].write(vals)
            else:
                new.append(vals)
        hidden.env["elektrohisob.onec.change"].create(new)
        hidden.onec_compared = final
        self.invalidate_recordset(["onec_change_ids"])

    def _get_onec_span(self):
        """First day to be compared, and from which day the books may still change.

        Closed months never change, but a month may be opened again.
        """
        open_months = self.env["elektrohisob.period"].search(
            [("company_id", "child_of", self.company_id.id), ("state", "!=", "closed")]
        )
        open_from = min(open_months.mapped("date_start"), default=self.onec_date_from)
        first = min(self.onec_compared or self.onec_date_from, open_from)
        start = max(self.onec_date_from, first)
        return start, max(self.onec_date_from, open_from)

    def _get_onec_rows(self):
        """(kind, key) → change, without their texts."""
        names = ["kind", "key", "digest", "message_no", "state", "date"]
        names.append("is_entered")
        changes = self.env["elektrohisob.onec.change"].search_fetch(
            [("provider_id", "=", self.id)], names
        )
        return {(row.kind, row.key): row for row in changes}

    def _get_onec_change(self, row):
        return onec.Change(row.digest or "", row.message_no, row.state == "confirmed")

    def _prepare_onec_vals(self, key, fact, row=None):
        """Values of an object as it is now; ``fact`` is None if it is no more."""
        is_operation = key[0] == OPERATION
        is_entered = bool(row) and row.is_entered
        by_hand = is_operation and (is_entered or not self.onec_is_odata)
        vals = {"state": "by_hand" if by_hand else "waiting", "message_no": 0}
        vals |= {"message_id": False, "reason": False}
        if not fact:
            if by_hand and not is_entered:  # it is not in 1C
                vals["state"] = "confirmed"
            gone = {"digest": "", "is_gone": True, "amount": 0}
            if not is_operation:
                gone["content"] = onec_body.write_removal(*key, self.onec_version)
            return {**vals, **gone}
        one, text, digest = fact
        return {
            **vals,
            "provider_id": self.id,
            "kind": one.kind,
            "key": one.key,
            "guid": get_guid(one.kind, one.key),
            "name": getattr(one, "number", "") or getattr(one, "name", "") or one.key,
            "date": getattr(one, "day", None) if one.kind != "contract" else False,
            "amount": getattr(one, "amount", 0) / 100,
            "content": text,
            "digest": digest,
            "is_gone": False,
        }

    # === WRITING === #

    def _write_onec(self, last):
        """Write the next message: all that is new or not confirmed, up to a day.

        :return: the outgoing message of the journal, not handed over yet; none if there
            is nothing to tell
        """
        self._lock_onec()
        is_met = self.onec_is_met or self.onec_transport == "upload"
        changes = self.env["elektrohisob.onec.change"]
        if is_met:
            self._note_onec_changes(last)
            changes = self._find_onec_open()
        is_told = self.onec_told_no >= self.onec_received_no
        if is_met and not changes and is_told:
            return self.env["elektrohisob.exchange.message"]
        return self._write_onec_message(changes, self.onec_version if is_met else "")

    def _find_onec_open(self):
        """What goes with the next message: catalogs first, deletions last."""
        # the list is kept by the program
        found = (
            self.env["elektrohisob.onec.change"]
            .sudo()
            .search(
                [
                    ("provider_id", "=", self.id),
                    ("state", "in", OPEN),
                    ("kind", "!=", OPERATION),
                ]
            )
        )
        refused = found.filtered(lambda one: not self._is_onec_wanted(one.kind))
        self._refuse_onec_kinds(refused)
        kinds = list(onec_body.NAMES)
        return (found - refused).sorted(
            lambda one: (
                one.is_gone,
                kinds.index(one.kind),
                str(one.date or ""),
                one.id,
            )
        )

    def _is_onec_wanted(self, kind):
        """Whether 1C takes objects of a kind; it takes all if it did not say."""
        return not self.onec_types or onec_body.NAMES[kind] in self.onec_types

    def _refuse_onec_kinds(self, changes):
        for kind, own in changes.grouped("kind").items():
            reason = self.env._(
                "1C does not take objects “%(name)s”: allow them in its "
                "synchronisation settings.",
                name=onec_body.NAMES[kind],
            )
            own.write({"state": "refused", "reason": reason})

    def _write_onec_message(self, changes, version):
        node, _carried, receipt = onec.prepare(self._get_onec_node(), {})
        header = onec_message.Header(
            receipt.sender,
            receipt.receiver,
            receipt.message_no,
            receipt.received_no,
            version,
        )
        data = self.env["elektrohisob.onec"]._write_message(
            header, changes.mapped("content"), self.onec_transport == "upload"
        )
        is_zip = self.onec_transport == FOLDER and self.onec_is_zipped
        name = f"Message_{node.code}_{node.peer}.{'zip' if is_zip else 'xml'}"
        totals = {
            "message_no": receipt.message_no,
            "received_no": receipt.received_no,
            "objects": len(changes),
            "amount": round(sum(changes.mapped("amount")), 2),
        }
        # whoever exchanges does not write the journal; numbers and list are kept by
        # the program
        hidden = self.sudo()
        message = hidden.env["elektrohisob.exchange.message"]._send(
            hidden, name, onec_message.pack(data) if is_zip else data, totals
        )
        message.write({"state": "waiting", "onec_no": receipt.message_no})
        hidden.write(
            {"onec_sent_no": node.sent_no, "onec_told_no": receipt.received_no}
        )
        changes.sudo().write(  # the same
            {
                "message_no": receipt.message_no,
                "message_id": message.id,
                "state": "sent",
                "reason": False,
            }
        )
        return message.sudo(False)
