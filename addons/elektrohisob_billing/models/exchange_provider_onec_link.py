import logging
import time
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_metering.models.exchange_provider_folder import ROOT_KEY

from ..adapters.onec_soap import LinkTrouble
from .exchange_provider_onec import FOLDER
from .onec import NO_ACCOUNT, NoBankAccount

_logger = logging.getLogger(__name__)

OUT = "out"
#: A message that 1C writes is waited for in the job; one it loads, by jobs of their
#: own.
POLLS, POLL_SECONDS = 60, 0.5
ASK_SECONDS = (2, 5, 15, 60)
#: Troubles in which nothing more is tried now.
CLOSED = ("line", "login", "missing")


class ExchangeProvider(models.Model):
    """Messages on their way: every step is a job, and what it found is written down
    before the next one begins."""

    _inherit = "elektrohisob.exchange.provider"

    onec_lost_until = fields.Datetime(
        string="Nothing is sent until",
        readonly=True,
        copy=False,
        help="The answer to the last message was lost. 1C may still be loading it, and "
        "this service has no receipts: a newer message waits.",
    )

    # === JOBS === #

    @api.model
    def _cron_exchange_onec(self):
        """Exchange with every 1C that is set so."""
        domain = [("kind", "=", "onec"), ("onec_is_auto", "=", True)]
        for provider in self.search([*domain, ("onec_date_from", "!=", False)]):
            provider._start_onec()

    def _start_onec(self):
        self.ensure_one()
        key = f"onec-{self.id}"
        self.with_delay(identity_key=key)._exchange_onec()

    def _exchange_onec(self):
        """Job: take what 1C has written, then write the next message for it."""
        self.ensure_one()
        self._lock_onec()
        if self.onec_transport == "exchange" and not self._fetch_onec():
            return
        if self.onec_transport == "upload" and self._is_onec_busy():
            return
        # one that was written and not handed over goes first
        message = self._find_onec_out("waiting")[:1]
        try:
            with self.env.cr.savepoint():
                message = message or self._write_onec(business_today(self))
        except UserError as error:
            self._note_onec_books(error)
            return
        if self.onec_transport == FOLDER:
            # kept by the program
            self.sudo().write({"trouble_code": False, "trouble_figures": False})
        if message:
            self._start_hand(message)
        else:
            self._start_operations()

    def _note_onec_books(self, error):
        """Our own books lack something that people enter."""
        code, figures = "books", {"detail": str(error)}
        if isinstance(error, NoBankAccount):
            code, figures = NO_ACCOUNT, error.figures
        # kept by the program
        self.sudo().write({"trouble_code": code, "trouble_figures": figures})

    def _start_hand(self, message):
        key = f"onec-hand-{message.id}"
        self.with_delay(identity_key=key)._hand_onec(message)

    def _is_onec_busy(self):
        """Whether an earlier message may still be loading: without receipts it could
        overtake a newer one."""
        if self.onec_lost_until and self.onec_lost_until > fields.Datetime.now():
            return True
        sent = self._find_onec_out("sent")
        loading = sent.filtered("onec_operation")[:1]
        if loading:
            self._start_ask(loading, 0)
            return True
        # the journal is kept by the program
        sent.sudo().write({"state": "refused"})
        return False

    def _find_onec_out(self, state):
        domain = [("provider_id", "=", self.id), ("direction", "=", "out")]
        return self.env["elektrohisob.exchange.message"].search(
            [*domain, ("onec_no", ">", 0), ("state", "=", state)], order="id desc"
        )

    def _hand_onec(self, message):
        """Job: hand a message over. Done again, it hands over the same message under
        the same number."""
        self._lock_onec()
        message = message.sudo()  # the journal is kept by the program
        if message.state != "waiting":
            return
        message.write({"onec_handed": fields.Datetime.now(), "reason": False})
        data = message._get_onec_data()
        if self.onec_transport == FOLDER:
            return self._hand_file(message, data)
        try:
            message.onec_operation = self._get_onec_link().put(data)
        except LinkTrouble as trouble:
            return self._note_onec_hand(message, trouble)
        message.state = "sent"
        self._keep_state()
        self._start_ask(message, 0)

    def _hand_file(self, message, data):
        """Without a folder people download the file from the journal."""
        message.state = "sent"
        # the folder of the server is known to administrators of the system only
        root = self.env["ir.config_parameter"].sudo().get_param(ROOT_KEY)
        if not root or not self.folder or not Path(root).is_dir():
            return
        folder = Path(root) / self.folder / OUT
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{message.name}.part"
        part.write_bytes(data)
        part.replace(folder / message.name)

    def _note_onec_hand(self, message, trouble):
        """A message that was not taken, or whose answer was lost."""
        text = self._note_onec_trouble(trouble)
        if trouble.code != "lost":
            self._refuse_onec(message, text)
            return
        message.write({"state": "sent", "reason": text})
        if self.onec_transport == "upload":
            # kept by the program
            self.sudo().onec_lost_until = fields.Datetime.now() + self._get_onec_wait()
        else:
            self._start_fetch(message)

    def _start_fetch(self, message):
        """Fetch the receipt a little later: 1C may still be loading."""
        key = f"onec-fetch-{message.id}"
        self.with_delay(identity_key=key, eta=ASK_SECONDS[1])._fetch_receipt()

    def _get_onec_wait(self):
        minutes = self.env["elektrohisob.parameter"]._get_value(
            "onec_wait_minutes", self.company_id, business_today(self)
        )
        return timedelta(minutes=int(minutes))

    def _start_ask(self, message, turn):
        seconds = ASK_SECONDS[min(turn, len(ASK_SECONDS) - 1)]
        key = f"onec-ask-{message.id}-{turn}"
        self.with_delay(identity_key=key, eta=seconds)._ask_onec(message, turn + 1)

    def _ask_onec(self, message, turn=1):
        """Job: ask whether 1C has loaded a message."""
        self._lock_onec()
        message = message.sudo()  # the journal is kept by the program
        if message.state != "sent" or not message.onec_operation:
            return
        try:
            is_done = self._get_onec_link().ask(message.onec_operation)
        except LinkTrouble as trouble:
            text = self._note_onec_trouble(trouble)
            if trouble.code == "told":
                self._refuse_onec(message, text)
                return
            is_done = False
        if is_done:
            self._end_onec(message)
        elif fields.Datetime.now() < message.onec_handed + self._get_onec_wait():
            self._start_ask(message, turn)
        else:
            self._give_up_onec(message)

    def _end_onec(self, message):
        """1C has loaded it. With receipts, the receipt is fetched at once."""
        self._keep_state()
        message.write({"state": "done", "reason": False})
        if self.onec_transport == "upload":
            # the list is kept by the program
            self.sudo().onec_change_ids.filtered_domain(
                [("message_id", "=", message.id), ("state", "=", "sent")]
            ).write({"state": "confirmed"})
            self._start_operations()
        else:
            self._start_fetch(message)

    def _fetch_receipt(self):
        """Job: take the message of 1C that confirms ours."""
        self._lock_onec()
        self._fetch_onec()
        self._start_operations()

    def _give_up_onec(self, message):
        """1C is loading for too long: whether it has, a receipt tells or nobody."""
        text = self.env._(
            "1C has been loading the message for longer than %(minutes)s minutes. What "
            "was in it goes again with the next one.",
            minutes=int(self._get_onec_wait().total_seconds() // 60),
        )
        message.write({"onec_operation": False, "reason": text})
        if self.onec_transport == "upload":
            message.state = "refused"
            # kept by the program
            self.sudo().onec_lost_until = fields.Datetime.now() + self._get_onec_wait()

    def _refuse_onec(self, message, text):
        """1C took nothing of a message; it goes again with the next one."""
        message._refuse(text)
        # the list is kept by the program
        self.sudo().onec_change_ids.filtered_domain(
            [("message_id", "=", message.id), ("state", "=", "sent")]
        ).write({"state": "refused", "reason": text})

    # === FETCHING === #

    def _fetch_onec(self):
        """Take the message of 1C; False if nothing is to be sent now either."""
        link = self._get_onec_link()
        try:
            operation = link.prepare()
            for _turn in range(POLLS):
                told = link.is_prepared(operation)
                if told:
                    break
                time.sleep(POLL_SECONDS)
            else:
                raise LinkTrouble("told", "PrepareDataActionResult: Active")
            data = link.get(*told)
        except LinkTrouble as trouble:
            self._note_onec_trouble(trouble)
            return trouble.code not in CLOSED
        self._keep_state()
        name = f"Message_{self.onec_peer}_{self.onec_code}.zip"
        message = self._receive(name, data)
        try:
            link.confirm(told[0])
        except LinkTrouble:
            _logger.info("1C %s keeps the file it was asked for", self.code)
        return message.state != "refused"
