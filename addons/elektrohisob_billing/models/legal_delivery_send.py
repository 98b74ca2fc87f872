import contextlib
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools.mail import generate_tracking_message_id

from ..adapters import smtp
from ..tools.postman import Postman

#: After a trouble of the server it is tried again so many minutes later.
WAITS = (5, 30, 120, 360, 1440)
#: A letter that is being sent for so many minutes is in nobody's hands any more.
STOPPED_AFTER = 60
PDF = "application/pdf"
NO_SENDER = smtp.Trouble("no_sender", "")


class LegalDelivery(models.Model):
    """Out of the queue: claimed and committed, handed over, and the outcome written.

    Who is killed between the two leaves a letter "being sent": perhaps it went out,
    so a person decides, and the program never sends it again.
    """

    _inherit = "elektrohisob.legal.delivery"

    @contextlib.contextmanager
    def _apart(self):
        """These letters in a transaction of its own; tests have but one."""
        if self.env.context.get("mail_one_transaction"):
            yield self
            self.env.flush_all()
            return
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "uz_UZ"})
            yield self.with_env(env)
            env.flush_all()

    def _send(self):
        """Job: hand the letters over, one after the other."""
        job = self.env.context.get("job_uuid") or "-"
        with self._apart() as own:
            own._find_killed(job)
            first = own[:1]
            sender = first.company_id._get_mail_sender(first.kind)
        postman = Postman(self.env["ir.mail_server"], sender)
        for letter in self:
            trouble = postman.connect() if sender else NO_SENDER
            if trouble:
                with self._apart() as own:
                    own._wait(trouble)
                break
            with letter._apart() as own:
                message = own._claim(job)
            if message is None:
                continue
            trouble = postman.send(message)
            with letter._apart() as own:
                own._take_outcome(trouble)
        postman.close()

    def _claim(self, job):
        """Take the letter out of the queue; nobody else takes it.

        :return: the letter; None if it is not to be sent now
        """
        self.ensure_one()
        own, now = self.try_lock_for_update(), fields.Datetime.now()
        if not own or own.state != "queued" or own.date_next > now:
            return None
        source = own._get_source()
        if not source._is_mailable():
            own.write({"state": "void", "reason": "replaced", "date_next": False})
            return None
        try:
            with self.env.cr.savepoint():
                message = own._build(source)
        except Exception as error:  # one bad document does not stop the others
            own._fail("document", f"{type(error).__name__}: {error}"[: smtp.LONGEST])
            return None
        own.write(
            {
                "state": "sending",
                "job": job,
                "date_claimed": now,
                "date_next": False,
                "attempts": own.attempts + 1,
                "message_key": message["Message-Id"],
            }
        )
        return message

    def _build(self, source):
        """The letter with the document, in the language of the consumer."""
        lang = self.account_id.lang or "uz_UZ"
        name, content = source._render_mail(lang)
        texts = self.env["elektrohisob.legal.mail"]
        text = texts._find(self.kind, self.company_id)
        subject, body = text._write_letter(source, lang)
        sender = self.company_id._get_mail_sender(self.kind)
        bounce = self.company_id.bounce_email
        return self.env["ir.mail_server"]._build_email__(
            sender,
            [self.address],
            subject,
            body,
            reply_to=text.reply_to or sender,
            attachments=[(name.replace("/", "-"), content, PDF)],
            message_id=generate_tracking_message_id(f"{self.id}-{self._name}"),
            subtype="html",
            headers={
                "Auto-Submitted": "auto-generated",
                **({"Return-Path": bounce} if bounce else {}),
            },
        )

    # === OUTCOMES === #

    def _take_outcome(self, trouble):
        """Write down what became of the letter."""
        self.ensure_one()
        self.lock_for_update()
        if self.state != "sending":
            return
        if not trouble:
            self.write(
                {
                    "state": "sent",
                    "date_sent": fields.Datetime.now(),
                    "reason": False,
                    "detail": False,
                    "job": False,
                }
            )
            self._get_source()._note_mailed()
        elif trouble.code in smtp.FINAL:
            self._fail(trouble.code, trouble.detail)
        elif trouble.code == smtp.LOST:
            self._doubt("lost", trouble.detail)
        else:
            self.state = "queued"
            self._wait(trouble, counted=True)

    def _fail(self, reason, detail):
        self.write(
            {"state": "failed", "reason": reason, "detail": detail, "date_next": False}
        )

    def _doubt(self, reason, detail=False):
        self.write(
            {"state": "unknown", "reason": reason, "detail": detail, "date_next": False}
        )

    def _wait(self, trouble, counted=False):
        """Try letters again later; in the end they have failed."""
        waiting = self.try_lock_for_update().filtered(lambda row: row.state == "queued")
        for row in waiting:
            attempts = row.attempts + (0 if counted else 1)
            if attempts > len(WAITS):
                row._fail(trouble.code, trouble.detail)
                continue
            wait = timedelta(minutes=WAITS[attempts - 1])
            row.write(
                {
                    "attempts": attempts,
                    "reason": trouble.code,
                    "detail": trouble.detail,
                    "date_next": fields.Datetime.now() + wait,
                }
            )

    def _find_killed(self, job):
        """What an earlier life of this job has left in the middle."""
        self.filtered(lambda row: row.state == "sending" and row.job == job)._doubt(
            "killed"
        )

    @api.model
    def _mark_stopped(self):
        """The same of jobs that never came back."""
        since = fields.Datetime.now() - timedelta(minutes=STOPPED_AFTER)
        domain = [("state", "=", "sending"), ("date_claimed", "<", since)]
        self.search(domain).try_lock_for_update()._doubt("killed")
