from odoo import api, fields, models

from ..adapters.einvoice import (
    ABSENT,
    CANCELLED,
    DRAFT,
    OTHER,
    OperatorTrouble,
    Signed,
)
from ..adapters.einvoice_operators import OPERATORS
from ..engine import einvoice_chain as chain
from .einvoice import CANCEL, STANDING

#: After a trouble it is tried again so many seconds later; in the end every hour.
WAITS = (30, 120, 600, 3600)
#: Troubles of one document; the others are those of the operator.
OF_DOCUMENT = ("refused", "absent")


class Einvoice(models.Model):
    """The queue: each step is a job of its own, and writes down what it found before
    the next one begins. A job that is repeated does the same document."""

    _inherit = "elektrohisob.einvoice"

    def _start(self, method, turn=0, wait=0):
        """Let jobs do a step of each document."""
        for one in self.sudo():  # jobs are those of the program
            job = one.with_delay(
                identity_key=f"einvoice-{one.id}-{method}", eta=wait or None
            )
            getattr(job, method)(turn)

    def _note_trouble(self, trouble, method, turn):
        """Try again unless it is the document's fault."""
        if trouble.code in OF_DOCUMENT:
            faults = [["operator", "", trouble.detail]]
            self._move("faulty", reason=trouble.detail, faults=faults)
            return
        self._start_later(method, turn, trouble.wait)

    def _start_later(self, method, turn, wait=0):
        """Do a step again, the later the more often it was tried."""
        self._start(method, turn + 1, wait or WAITS[min(turn, len(WAITS) - 1)])

    def _call(self, ask, method, turn):
        """What the operator answers to ``ask(client)``; None after a trouble."""
        if wait := self.provider_id._get_einvoice_wait():  # the login is refused
            self._start(method, turn, wait)
            return None
        found, trouble = self._ask_operator(ask)
        if trouble:
            self._note_trouble(trouble, method, turn)
        return found

    def _ask_operator(self, ask):
        """What the operator answers to ``ask(client)``, and the trouble with it; what
        went wrong is kept at him, or at the document if it is its fault."""
        provider, found, trouble = self.provider_id, None, None
        client = provider._get_einvoice_client()
        try:
            found = ask(client)
        except OperatorTrouble as error:
            trouble = error
        is_own = trouble and trouble.code in OF_DOCUMENT
        provider._keep_einvoice_client(client, None if is_own else trouble)
        code, detail = (trouble.code, trouble.detail) if trouble else (False, False)
        # the queue is written by the program
        self.sudo().write({"trouble_code": code, "trouble_detail": detail})
        return found, trouble

    # === PREPARING === #

    def _prepare(self, turn=0):
        """Job: check the document and take its number."""
        self.ensure_one()
        self.lock_for_update()
        if self.state not in ("queued", "faulty"):
            return
        if self.kind == CANCEL:
            self._save_draft(turn)
            return
        if self.draft_no and self._is_handed_over():
            return
        kind, lines, origin, faults = "", (), self.browse(), []
        if self.document == "factura":
            kind, lines, origin, faults = self._plan()
        if kind is None:
            return
        if kind == chain.CANCEL:
            self._prepare_nothing(origin)
            return
        if kind == chain.IMPOSSIBLE:
            faults = [["impossible", "", ""]]
        if not faults:
            faults = self._write_content(kind, lines, origin)[1]
        if faults:
            self._move("faulty", faults=faults, reason=False)
            return
        self._fix(kind, lines, origin)
        if self.identity or self._take_identity(turn):
            self._start("_save_draft")

    def _prepare_nothing(self, origin):
        """Nothing is left of the month: the standing document is taken back."""
        self._move("void")
        origin._take_back(self.number)

    def _fix(self, kind, lines, origin):
        """Keep what the document is, whatever changes later."""
        vals = {"faults": False, "reason": False}
        if self.document == "factura":
            net, vat = (sum(getattr(line, name) for line in lines)
                        for name in ("net", "vat"))  # fmt: skip
            vals |= {"kind": kind, "origin_id": origin.id}
            vals |= {"net": float(net), "vat": float(vat), "amount": float(net + vat)}
        self.write(vals)

    def _take_identity(self, turn):
        def ask(client):
            return client.new_id(), client.new_id()

        found = self._call(ask, "_prepare", turn)
        if found:
            identity, product = found
            # the answer to the draft may be lost: then it is looked for
            self.write(
                {
                    "identity": identity,
                    "product_identity": product,
                    "is_unsure": True,
                }
            )
        return bool(found)

    def _save_draft(self, turn=0):
        """Job: keep the draft at the operator; what he keeps is what is signed."""
        self.ensure_one()
        self.lock_for_update()
        if self.state not in ("queued", "faulty"):
            return
        if self.kind == CANCEL:
            origin = self.origin_id

            def ask(client):
                reason = self.cancel_reason
                number = origin.draft_no
                return number, client.prepare_cancel(self.document, number, reason)
        else:
            lines = ()
            if self.document == "factura":
                kind, lines, _origin, _faults = self._plan()
                if kind != self.kind:  # another document was accepted or refused since
                    self._start("_prepare")
                    return
            content, _faults = self._write_content(self.kind, lines, self.origin_id)

            def ask(client):
                told = client.identify(self.document, content, self.identity)
                known = self.draft_no or ""
                draft = client.save(self.document, told, known, self.is_unsure)
                return draft.id, draft.payload

        found = self._call(ask, "_save_draft", turn)
        if found:
            number, payload = found
            self._move(
                "to_sign",
                **{"draft_no": number, "payload": payload.decode(), "is_unsure": False},
                **{"faults": False, "reason": False},
            )

    # === HANDING OVER === #

    def _hand_over(self, turn=0):
        """Job: hand the signed document over, unless the operator has it already."""
        self.ensure_one()
        self.lock_for_update()
        if self.state != "signed":
            return
        # the signature is for the system alone
        hidden = self.sudo()
        signed = Signed(hidden.signature, hidden.signature_hex or "")

        def ask(client):
            if self.kind == CANCEL:
                status = client.ask(self.document, self.draft_no)
                # said a few times; then it is only asked whether it was done
                if status.state in STANDING and turn <= len(WAITS):
                    status = client.cancel(self.document, self.draft_no, signed)
                return status
            status = client.ask(self.document, self.draft_no)
            if status.state == DRAFT:
                status = client.submit(self.document, self.draft_no, signed)
            return status

        status = self._call(ask, "_hand_over", turn)
        if status:
            self._take_status(status, turn)

    def _take_status(self, status, turn=0):
        """Note what the operator says of a document."""
        if self.kind == CANCEL:
            self._take_cancelled(status, turn)
        elif status.state == DRAFT:
            if self.state == "signed":
                self._start_later("_hand_over", turn)
        elif status.state == ABSENT:
            if self.state == "signed":  # the draft is gone: it is made and signed anew
                self._move("queued", draft_no=False, payload=False, signature=False)
        elif status.state == OTHER:
            self.reason = status.word
        elif status.state != self.state or status.reason != (self.reason or ""):
            vals = {"reason": status.reason or False}
            if self.state == "signed":
                vals["date_sent"] = fields.Datetime.now()
            self._move(status.state, **vals)
            self.act_id._take_einvoice_state(status)

    def _take_cancelled(self, status, turn):
        """What became of the wish to take a document back."""
        if self.state != "signed":
            return
        if status.state in (*STANDING, DRAFT, OTHER):  # perhaps the buyer decides
            self._start_later("_hand_over", turn)
        elif status.state == CANCELLED:
            self._move("accepted", date_sent=fields.Datetime.now())
            self.origin_id._move("cancelled", reason=self.cancel_reason)
        else:
            self._move("void", reason=status.reason or status.word)
            self.origin_id._take_status(status)

    def _ask(self, turn=0):
        """Job, and button: ask for the state of one document."""
        self.ensure_one()
        if status := self._ask_status():
            self.sudo()._take_status(status)  # the queue is written by the program

    def _ask_status(self):
        """What the operator says of the document; None after a trouble."""
        if self.provider_id._get_einvoice_wait():  # the login is refused
            return None
        return self._ask_operator(
            lambda client: client.ask(self.document, self.draft_no)
        )[0]

    def _is_handed_over(self):
        """Whether the operator has it signed, though an answer was lost; then it takes
        the state it has there."""
        status = self._ask_status()
        if not status or status.state in (DRAFT, ABSENT, OTHER):
            return False
        self.sudo()._take_status(status)  # the queue is written by the program
        return True

    def _take_back(self, reason):
        """Wish to take back documents that stand; it is signed too."""
        for one in self.sudo():  # the queue is written by the program
            wish = self.sudo().create(  # the same
                {
                    "provider_id": one.provider_id.id,
                    "company_id": one.company_id.id,
                    "account_id": one.account_id.id,
                    "invoice_id": one.invoice_id.id,
                    "act_id": one.act_id.id,
                    "document": one.document,
                    "kind": CANCEL,
                    "origin_id": one.id,
                    "number": one.number,
                    "date": one.date,
                    "cancel_reason": reason,
                }
            )
            wish._start("_prepare")

    # === BY THEMSELVES === #

    @api.model
    def _cron_exchange(self):
        """Make documents, prepare and hand over what waits, ask for states."""
        providers = self.env["elektrohisob.exchange.provider"].search(
            [("kind", "in", list(OPERATORS)), ("einvoice_date_from", "!=", False)]
        )
        for provider in providers:
            if provider.einvoice_is_auto:
                provider._make_einvoices()
            own = [("provider_id", "=", provider.id)]
            self.search([*own, ("state", "=", "queued")])._start("_prepare")
            self.search([*own, ("state", "=", "signed")])._start("_hand_over")
            acts = [*own, ("document", "=", "act"), ("state", "=", "sent")]
            self.search(acts)._start("_ask")
            if self.search_count([*own, ("state", "=", "sent")], limit=1):
                key = f"einvoice-ask-{provider.id}"
                provider.with_delay(identity_key=key)._ask_einvoices()
