from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters.head_end import Control, HeadEndTrouble
from .remote_command import SWITCHING
from .remote_command_outcome import SILENT

PAUSES = (60, 300, 900, 3600)  # seconds before the second and further attempts
ON_THE_WAY = ("queued", "sent")
BATCH = 500


class RemoteCommand(models.Model):
    """The way of a command: queue, head-end, outcome. Everything here is written with
    the rights of the system; who may order was asked before."""

    _inherit = "elektrohisob.remote.command"

    def _enqueue(self):
        """Check the command and put it into the queue; a job sends it."""
        self.ensure_one()
        self._check_state(("draft",), self.env._("sent"))
        self._check_orderable()
        if self.needs_approval and not self._is_approved():
            raise UserError(
                self.env._(
                    "%(command)s takes two persons: the point is protected, or the "
                    "rules ask for it everywhere. Press “Ask for a decision”.",
                    command=self.display_name,
                )
            )
        self._check_alone()
        now = fields.Datetime.now()
        hours = self.env["elektrohisob.parameter"]._get_value(
            "remote_command_hours", self.company_id
        )
        # the order itself was written by the user, its course is not
        self.sudo().write(
            {
                "state": "queued",
                "provider_id": self._get_provider().id,
                "date_queued": now,
                "date_next": now,
                "date_expires": now + timedelta(hours=hours),
            }
        )
        self._delay_send()

    def _check_alone(self):
        """Two commands to one relay at a time would race."""
        if self.kind not in SWITCHING:
            return
        other = self.search(
            [
                ("usage_point_id", "=", self.usage_point_id.id),
                ("kind", "in", SWITCHING),
                ("state", "in", ON_THE_WAY),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(point)s: the command “%(command)s” of %(date)s is still on its "
                    "way. Cancel it, or wait for its outcome.",
                    point=self.usage_point_id.display_name,
                    command=other.display_name,
                    date=fields.Datetime.context_timestamp(
                        self, other.date_queued
                    ).strftime("%d.%m.%Y %H:%M"),
                )
            )

    def _delay_send(self):
        """A job for the next attempt; the same attempt is never queued twice."""
        for command in self:
            key = f"remote-command-{command.uuid}-{command.attempts}"
            command.with_delay(eta=command.date_next, identity_key=key)._send()

    def _send(self):
        """Hand the command to the head-end; trouble that passes is tried again.

        If an answer is lost the same command goes out again under the same number,
        so that the head-end knows it.
        """
        self.ensure_one()
        # see the class
        command = self.sudo().try_lock_for_update()
        if command.state != "queued":
            return
        now = fields.Datetime.now()
        if command.date_expires <= now:
            command._expire()
            return
        command.attempts += 1
        try:
            ref = command.provider_id._get_head_end().send(command._get_control())
        except HeadEndTrouble as trouble:
            command._note_trouble(trouble)
            return
        command.write(
            {
                "state": "sent",
                "head_end_ref": ref,
                "date_sent": now,
                "date_next": False,
                **command._prepare_outcome(),
            }
        )
        command._log("send", "ok", ref)

    def _get_control(self):
        """The command as adapters take it."""
        return Control(
            uuid=self.uuid,
            kind=self.kind,
            serial=self.device_id.serial,
            expires=self.date_expires,
            limit_kw=self.limit_kw,
        )

    def _note_trouble(self, trouble):
        """Try again later, or give up if trying is vain."""
        outcome = self._prepare_outcome(trouble.code, detail=trouble.detail)
        self._log("send", trouble.code, trouble.detail)
        if not trouble.is_passing:
            self.write({"state": "failed", "date_next": False, **outcome})
            return
        pause = PAUSES[min(self.attempts, len(PAUSES)) - 1]
        following = fields.Datetime.now() + timedelta(seconds=pause)
        self.write({"date_next": following, **outcome})
        self._delay_send()

    def _expire(self):
        self.write({"state": "expired", "date_next": False})
        silent = self.filtered(lambda command: not command.outcome_code)
        silent.write(self._prepare_outcome(SILENT))

    def _cancel(self):
        """Take the command back; one that may have left is asked of the head-end."""
        self._check_state(("draft", *ON_THE_WAY), self.env._("cancelled"))
        # see the class
        command = self.sudo()
        command.lock_for_update(allow_referencing=True)
        if command.attempts:
            command._cancel_at_head_end()
        command.write({"state": "cancelled", "date_next": False})

    def _cancel_at_head_end(self):
        try:
            done = self.provider_id._get_head_end().cancel(self.uuid)
        except HeadEndTrouble as trouble:
            raise UserError(
                self.env._(
                    "%(command)s may have reached the meter, and the head-end cannot "
                    "be asked: %(trouble)s Try again later.",
                    command=self.display_name,
                    trouble=self.provider_id._say(trouble),
                )
            ) from trouble
        self._log("cancel", "ok" if done else "too_late")
        if not done:
            raise UserError(
                self.env._(
                    "%(command)s has been carried out already. Its outcome arrives "
                    "with the next replies.",
                    command=self.display_name,
                )
            )

    def _log(self, action, result, detail="", message=None):
        """Note a call in the journal of the command."""
        self.env["elektrohisob.remote.attempt"].create(
            {
                "command_id": self.id,
                "action": action,
                "result": result,
                "detail": detail or False,
                "message_id": message.id if message else False,
            }
        )

    # === CLOCK === #

    @api.model
    def _cron_advance(self):
        """Queue what is due again, give up what is too old, ask for outcomes."""
        now = fields.Datetime.now()
        old = self.search(
            [("state", "in", ON_THE_WAY), ("date_expires", "<=", now)], limit=BATCH
        )
        old.try_lock_for_update()._expire()
        due = self.search(
            [("state", "=", "queued"), ("date_next", "<=", now)], limit=BATCH
        )
        due._delay_send()
        providers = self.env["elektrohisob.exchange.provider"].search(
            [("kind", "=", "head_end"), ("head_end_protocol", "!=", False)]
        )
        for provider in providers:
            provider.with_delay(
                identity_key=f"remote-poll-{provider.id}"
            )._poll_head_end()
