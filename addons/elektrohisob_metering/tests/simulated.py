import threading

from ..tools import head_end_simulator
from .common import MeteringCommon

KEY = "test-key"
HOOK_KEY = "test-hook-key"


class SimulatedHeadEnd(MeteringCommon):
    """A district network with a smart meter and a head-end simulated on loopback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meter_type.is_smart = True
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.installation = cls._create_installation(cls.account, "RC1", opening=100)
        cls.point = cls.installation.usage_point_id
        cls.simulator = head_end_simulator.Simulator(key=KEY, hang=0.1)
        server = head_end_simulator.make_server(cls.simulator)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.head_end = cls._create_head_end(f"http://127.0.0.1:{server.server_port}")
        cls.Command = cls.env["elektrohisob.remote.command"]
        cls.engineer = cls.users["engineer"]
        cls.debt = cls._get_reason("disconnect", "OFF-DEBT")
        cls.paid = cls._get_reason("reconnect", "ON-PAID")

    def setUp(self):
        super().setUp()
        self.simulator.commands.clear()
        self.simulator.messages.clear()

    @classmethod
    def _create_head_end(cls, url, company=None, code="test-head-end"):
        return cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Test head-end",
                "code": code,
                "kind": "head_end",
                "company_id": (company or cls.district_a).id,
                "head_end_protocol": "json",
                "head_end_url": url,
                "head_end_key": KEY,
                "head_end_hook_key": HOOK_KEY,
            }
        )

    @classmethod
    def _get_reason(cls, document, code):
        return cls.env["elektrohisob.reason"].search(
            [("document", "=", document), ("code", "=", code)]
        )

    def _fault(self, fault, times=0, serial="RC1"):
        self.simulator.faults[serial] = {"fault": fault, "times": times}
        self.addCleanup(self.simulator.faults.pop, serial, None)

    def _create_command(self, kind="disconnect", **vals):
        reasons = {"disconnect": self.debt, "reconnect": self.paid}
        return self.Command.with_user(self.engineer).create(
            {
                "usage_point_id": self.point.id,
                "kind": kind,
                "reason_id": reasons[kind].id if kind in reasons else False,
                **vals,
            }
        )

    def _order(self, kind="disconnect", **vals):
        command = self._create_command(kind, **vals)
        command.action_queue()
        return command

    def _send(self, command):
        """What the job does, at once."""
        command._send()
        return command.state

    def _poll(self):
        self.simulator.work()
        self.head_end._poll_head_end()
