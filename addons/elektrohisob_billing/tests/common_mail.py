import smtplib
from datetime import date
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common_gl import GlCommon

OCTOBER = date(2025, 10, 1)


class Server:
    """A mail server: what it has taken, and what it answers to whom."""

    def __init__(self):
        self.letters = []
        self.answers = {}
        self.is_down = False
        self.from_filter = False
        self.smtp_from = False

    def connect(self, *_args, **_kwargs):
        if self.is_down:
            raise ConnectionRefusedError(111, "Connection refused")
        return self

    def send_message(self, letter, _sender, recipients):
        (address,) = recipients
        answer = self.answers.pop(address, None)
        if isinstance(answer, smtplib.SMTPException | OSError):
            raise answer
        self.letters.append((address, letter))
        if answer:  # killed after the server took it
            raise answer

    def noop(self):
        return 250, b"ok"

    def quit(self):
        """Nothing to close."""


class Killed(BaseException):
    """The process is gone."""


class LegalMailCommon(GlCommon):
    """A shop owes 1 000 since October began: its act goes out by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._create_account(
            category="legal",
            name="NUR",
            date_open="2025-10-01",
            email="shop@example.com",
            lang="ru_RU",
        )
        cls.env["elektrohisob.ledger.entry"]._record(
            [
                {
                    "account_id": cls.shop.id,
                    "kind": "opening",
                    "amount": 1_000.0,
                    "date": "2025-10-01",
                }
            ]
        )
        cls.shop.company_id.email = "billing@example.uz"
        cls.deliveries = cls.env["elektrohisob.legal.delivery"]

    def setUp(self):
        super().setUp()
        self.server = Server()
        for name, value in (
            ("_disable_send", lambda _self: False),
            ("_connect__", self.server.connect),
        ):
            patcher = patch.object(IrMail_Server, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)
        self.act = self._make()

    def _make(self):
        acts = self.env["elektrohisob.reconciliation.act"]
        made, _skipped = acts._make(self.shop, OCTOBER, None)
        return made.with_user(self.users["clerk_legal"])

    def _queue(self, **options):
        return self.deliveries._queue([self.act._prepare_delivery()], **options)

    def _send(self, rows, job="job-1"):
        rows.sudo().with_context(mail_one_transaction=True, job_uuid=job)._send()
        rows.invalidate_recordset()

    def _die(self, rows):
        """The job is killed; what was committed stays, as `assertRaises` would not
        let it."""
        try:
            self._send(rows)
        except Killed:
            rows.invalidate_recordset()
            return
        self.fail("Nobody was killed")

    def _due(self, rows):
        """The wait for the next attempt is over."""
        rows.sudo().date_next = "2020-01-01"

    def _open_wizard(self, user="clerk_legal"):
        action = self.act.with_user(self.users[user]).action_send_mail()
        wizards = self.env[action["res_model"]].with_user(self.users[user])
        return wizards.with_context(**action["context"]).create({})
