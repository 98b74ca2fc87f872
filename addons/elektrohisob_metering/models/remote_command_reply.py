from odoo import fields, models

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

from ..adapters.head_end import ARMED, CLOSED, OPEN
from .remote_command import SWITCHING
from .remote_command_exchange import ON_THE_WAY
from .remote_command_outcome import BUTTON, FAILED, REGISTERS, RELAY

RELAY_WANTED = {"disconnect": OPEN, "reconnect": CLOSED}
STATE_AFTER = {"disconnect": "disconnected", "reconnect": "connected"}


class RemoteCommand(models.Model):
    """What the head-end answers, and what follows from it; see the exchange for whose
    rights write it."""

    _inherit = "elektrohisob.remote.command"

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
            outcome = self._prepare_outcome(FAILED, reason=reply.reason)
            vals |= {"state": "failed", **outcome}
        elif wanted == CLOSED and reply.relay == ARMED:
            vals |= self._prepare_outcome(BUTTON)
        elif wanted and reply.relay and reply.relay != wanted:
            outcome = self._prepare_outcome(RELAY, relay=reply.relay)
            vals |= {"state": "failed", **outcome}
        else:
            self._confirm(reply, vals, message)
            return ""
        self.write(vals)
        return ""

    def _confirm(self, reply, vals, message):
        done = min(reply.at, fields.Datetime.now())
        late = self.state not in ON_THE_WAY
        self.write(
            vals
            | {
                "state": "confirmed",
                "date_done": done,
                "is_late": late,
                **self._prepare_outcome(),
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
        rows = [
            {
                "type": register.reading_type,
                "value": register.value,
                "code": row["code"] or "",
                "texts": (row["detail"] or {}).get("texts"),
                "figures": row["figures"],
            }
            for register, row in zip(reply.registers, outcomes, strict=True)
        ]
        self.write(self._prepare_outcome(REGISTERS, registers=rows))
