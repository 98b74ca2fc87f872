from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.elektrohisob_metering.adapters.head_end import MeterEvent, Reply

from ..demo.district import SMART

# kind, hours ago, what became of it
COMMANDS = (
    ("disconnect", 50, "confirmed"),
    ("disconnect", 49, "confirmed"),
    ("read", 30, "confirmed"),
    ("disconnect", 27, "failed"),
    ("disconnect", 26, "expired"),
    ("read", 6, "cancelled"),
    ("disconnect", 2, "sent"),
    ("disconnect", 1, "queued"),
    ("disconnect", 0, "draft"),
)
# hours ago, code of the head-end, what it adds
EVENTS = (
    (70, "3.36.116.13", ""),
    (47, "3.26.9.185", ""),
    (46, "3.26.9.216", ""),
    (29, "3.26.25.85", "B"),
    (20, "3.12.29.212", ""),
    (9, "3.12.66.242", "210 mT"),
    (8, "3.12.66.243", ""),
    (3, "3.12.6.219", ""),
    (1, "3.12.141.212", ""),
)
OUTCOMES = {
    "failed": "Hisoblagich javob bermadi",
    "expired": "Natija oʻz vaqtida kelmadi",
}


class Demo(models.AbstractModel):
    """Remote commands in every state, and what meters reported."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _control_meters(self, town):
        """A head-end (the simulator on its usual port), commands and events."""
        provider = self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Hisoblagichlar markazi (simulyator)",
                "code": "DEMO-HEADEND",
                "kind": "head_end",
                "company_id": town.company.id,
                "head_end_protocol": "json",
                "head_end_url": "http://127.0.0.1:8350",
                "head_end_key": "demo",
                "head_end_hook_key": "demo-push",
            }
        )
        self._set_xmlid("demo_provider_head_end", provider)
        points = self._get_smart_points(town)
        for point, (kind, hours, state) in zip(points, COMMANDS, strict=False):
            self._make_command(provider, point, kind, hours, state)
        now = fields.Datetime.now().replace(microsecond=0)
        for point, (hours, code, detail) in zip(points[3:], EVENTS, strict=False):
            serial = point.installation_id.meter_id.serial
            at = now - timedelta(hours=hours)
            event = MeterEvent(serial, code, at, detail)
            self.env["elektrohisob.meter.event"]._record(provider, event, None)

    @api.model
    def _get_smart_points(self, town):
        """Points of consumers who never pay, with a meter that is read remotely."""
        debtors = [
            town.account_ids[one.serial]
            for one in town.consumers
            if one.payer == "never" and one.meter_type in SMART and not one.story
        ]
        points = self.env["elektrohisob.usage.point"].search(
            [("account_id", "in", debtors)], order="id", limit=20
        )
        return points.filtered("is_remote")

    @api.model
    def _make_command(self, provider, point, kind, hours, state):
        at = fields.Datetime.now() - timedelta(hours=hours)
        reason = self.env["elektrohisob.reason"].search([("code", "=", "OFF-DEBT")])
        engineer = self.env["res.users"].search([("login", "=", "engineer")])
        vals = {
            "usage_point_id": point.id,
            "kind": kind,
            "reason_id": reason.id if kind == "disconnect" else False,
            "requested_by_id": (engineer or self.env.user).id,
        }
        command = self.env["elektrohisob.remote.command"].create(vals)
        if state == "draft":
            point.protection = "social"
        else:
            vals = {
                "state": "sent" if state == "confirmed" else state,
                "provider_id": provider.id,
                "date_queued": at,
                "date_expires": at + timedelta(hours=24),
                "outcome": OUTCOMES.get(state),
            }
            if state == "queued":
                vals["date_next"] = at + timedelta(hours=24)
            else:
                vals |= {"date_sent": at, "attempts": 1}
            command.write(vals)
        if "attempts" in vals:
            command.head_end_ref = f"HE-{command.id}"
            command._log("send", "ok", command.head_end_ref)
        if state == "confirmed":
            relay = "open" if kind == "disconnect" else ""
            reply = Reply(command.uuid, f"R-{command.id}", True, at, relay)
            command._take_reply(reply, None)
