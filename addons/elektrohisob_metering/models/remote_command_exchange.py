from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

from ..adapters.head_end import ARMED, CLOSED, OPEN, Control, HeadEndTrouble
from .remote_command import SWITCHING

PAUSES = (60, 300, 900, 3600)  # seconds before the second and further attempts
RELAY_WANTED = {"disconnect": OPEN, "reconnect": CLOSED}
STATE_AFTER = {"disconnect": "disconnected", "reconnect": "connected"}
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
                "outcome": False,
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
        text = self.provider_id._get_trouble_text(trouble)
        self._log("send", trouble.code, trouble.detail)
        if not trouble.is_passing:
            self.write({"state": "failed", "outcome": text, "date_next": False})
            return
        pause = PAUSES[min(self.attempts, len(PAUSES)) - 1]
        following = fields.Datetime.now() + timedelta(seconds=pause)
        self.write({"outcome": text, "date_next": following})
        self._delay_send()

    def _expire(self):
        self.write({"state": "expired", "date_next": False})
        for command in self:
            command.outcome = command.outcome or self.env._(
                "The head-end reported no outcome in time. Look at the meter, or "
                "send a crew."
            )

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
                    trouble=self.provider_id._get_trouble_text(trouble),
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

    # === REPLIES === #

    def _take_reply(self, reply, message):
        """Take what the head-end says of the command; what happened counts, even
        after the command was given up.

        :return: code of the protocol line, empty if it was taken
        """
        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        self._log("reply", "ok" if reply.is_done else "failed", reply.reply_id, message)
        if self.state == "confirmed" or reply.reply_id == self.reply_id:
            return "repeat"
        vals = {
            "reply_id": reply.reply_id,
            "relay_state": reply.relay or self.relay_state,
            "date_next": False,
        }
        wanted = RELAY_WANTED.get(self.kind)
        if not reply.is_done:
            reason = reply.reason or self.env._("The head-end gives no reason.")
            vals |= {"state": "failed", "outcome": reason}
        elif wanted == CLOSED and reply.relay == ARMED:
            vals["outcome"] = self.env._("The consumer has to press the button.")
        elif wanted and reply.relay and reply.relay != wanted:
            vals |= {"state": "failed", "outcome": self._get_relay_text(reply.relay)}
        else:
            self._confirm(reply, vals, message)
            return ""
        self.write(vals)
        return ""

    def _get_relay_text(self, relay):
        labels = dict(self._fields["relay_state"]._description_selection(self.env))
        return self.env._(
            "Reported as done, but the relay is in the position “%s”. Send a crew.",
            labels[relay],
        )

    def _confirm(self, reply, vals, message):
        done = min(reply.at, fields.Datetime.now())
        late = self.state not in ON_THE_WAY
        self.write(
            vals
            | {
                "state": "confirmed",
                "date_done": done,
                "is_late": late,
                "outcome": False,
            }
        )
        if self.kind in SWITCHING:
            self._follow_relay()
        elif self.kind == "limit":
            self.usage_point_id.power_limit = self.limit_kw
        elif self.kind == "read":
            self._take_registers(reply, message)

    def _follow_relay(self):
        """The point is connected or not from that day, unless a later command that
        was carried out says something else."""
        later = self.search_count(
            [
                ("usage_point_id", "=", self.usage_point_id.id),
                ("kind", "in", SWITCHING),
                ("state", "=", "confirmed"),
                ("date_done", ">", self.date_done),
            ],
            limit=1,
        )
        if later:
            return
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), self.date_done
        )
        events = self.usage_point_id._record_connection(
            STATE_AFTER[self.kind],
            day=moment.date(),
            reason=self.reason_id,
            note=self.env._("Remotely, %s", moment.strftime("%d.%m.%Y %H:%M")),
        )
        events.command_id = self

    def _take_registers(self, reply, message):
        """Registers read on demand go the way of all readings."""
        installation = self.usage_point_id.installation_ids.filtered(
            lambda row: row.meter_id == self.device_id
        )[:1]
        outcomes = self.env["elektrohisob.reading"]._accept(
            [
                {
                    "installation_id": installation.id,
                    "date": fields.Datetime.context_timestamp(
                        self.with_context(tz=TIMEZONE), register.at
                    ).date(),
                    "value": register.value,
                    "reading_type": register.reading_type,
                }
                for register in reply.registers
            ],
            source="remote",
            message=message,
        )
        self.outcome = "; ".join(
            " ".join(
                filter(None, (register.reading_type, register.value, row["reason"]))
            )
            for register, row in zip(reply.registers, outcomes, strict=True)
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
