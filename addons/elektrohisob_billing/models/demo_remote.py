import threading
from contextlib import contextmanager
from datetime import UTC, timedelta

from odoo import api, fields, models

from odoo.addons.elektrohisob_metering.adapters.head_end import MeterEvent
from odoo.addons.elektrohisob_metering.tools import head_end_simulator

from ..demo.district import SMART

# kind, hours ago, what became of it, how the simulated meter misbehaves
COMMANDS = (
    ("disconnect", 50, "confirmed", None),
    ("disconnect", 49, "confirmed", None),
    ("read", 30, "confirmed", None),
    ("disconnect", 27, "failed", "wrong_relay"),
    ("disconnect", 26, "expired", "never"),
    ("read", 6, "cancelled", "never"),
    ("disconnect", 2, "sent", "never"),
    ("disconnect", 1, "queued", None),
    ("disconnect", 0, "draft", None),
)
USUAL_URL = "http://127.0.0.1:8350"
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


class PastSimulator(head_end_simulator.Simulator):
    """The simulator with a clock that stands at ``moment``."""

    moment = None

    def now(self):
        """Override of `Simulator`: the time at which the meter says it obeyed."""
        return self.moment.replace(tzinfo=UTC).isoformat(timespec="seconds")


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
                "head_end_url": USUAL_URL,
                "head_end_key": "demo",
                "head_end_hook_key": "demo-push",
            }
        )
        self._set_xmlid("demo_provider_head_end", provider)
        points = self._get_smart_points(town)
        with self._simulate(provider) as simulator:
            for point, row in zip(points, COMMANDS, strict=False):
                self._make_command(simulator, point, *row)
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
    @contextmanager
    def _simulate(self, provider):
        """A simulated head-end behind the provider, for as long as it takes."""
        simulator = PastSimulator(key="demo")
        server = head_end_simulator.make_server(simulator)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        provider.head_end_url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield simulator
        finally:
            server.shutdown()
            server.server_close()
        # the one that is started with the demonstration knows nothing of this one
        provider.write({"head_end_url": USUAL_URL, "head_end_cursor": False})

    @api.model
    def _make_command(self, simulator, point, kind, hours, state, fault):
        """Order a command; it goes to the simulated meter and its outcome comes
        back, as if that had been some hours ago."""
        at = fields.Datetime.now() - timedelta(hours=hours)
        reason = self.env["elektrohisob.reason"].search([("code", "=", "OFF-DEBT")])
        engineer = self.env["res.users"].search([("login", "=", "engineer")])
        vals = {
            "usage_point_id": point.id,
            "kind": kind,
            "reason_id": reason.id if kind == "disconnect" else False,
            "requested_by_id": (engineer or self.env.user).id,
        }
        # sent at once, not by a job
        commands = self.env["elektrohisob.remote.command"].with_context(
            queue_job__no_delay=state != "queued"
        )
        command = commands.create(vals)
        if state == "draft":
            point.protection = "social"
            return
        if fault:
            simulator.set_fault(command.device_id.serial, fault)
        simulator.moment = at + timedelta(seconds=40)
        command._enqueue()
        simulator.work()
        command.provider_id._poll_head_end()
        if state == "expired":
            command._expire()
        elif state == "cancelled":
            command._cancel()
        dates = {"date_queued": at, "date_expires": at + timedelta(hours=24)}
        if command.date_sent:
            dates["date_sent"] = at
        command.write(dates)
        command.attempt_ids.write({"date": at})
