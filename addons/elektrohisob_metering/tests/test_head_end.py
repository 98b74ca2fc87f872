import subprocess
import sys
import time

import requests

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from ..adapters import head_end_json
from ..tools import head_end_simulator
from .simulated import HOOK_KEY, KEY, SimulatedHeadEnd

ROUTE = "/elektrohisob/headend/test-head-end"


class TestHeadEndPush(SimulatedHeadEnd, HttpCase):
    """What the head-end pushes to us."""

    def _push(self, data, key=HOOK_KEY, route=ROUTE):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return self.url_open(route, data=data, headers=headers)

    def _get_message(self):
        return self.head_end._get_head_end().poll("").raw

    def test_reply_is_pushed(self):
        command = self._order()
        self._send(command)
        self.simulator.work()
        data = self._get_message()
        answer = self._push(data)
        self.assertEqual((answer.status_code, answer.json()["accepted"]), (200, 1))
        self.env.invalidate_all()
        self.assertEqual(command.state, "confirmed")
        self.assertEqual(self._push(data).json()["state"], "duplicate")
        self.assertEqual(len(command.attempt_ids), 2)

    @mute_logger("odoo.http")
    def test_only_with_the_key(self):
        command = self._order()
        self._send(command)
        self.simulator.work()
        data = self._get_message()
        other = "/elektrohisob/headend/nobody"
        for key, route in ((None, ROUTE), ("x", ROUTE), (HOOK_KEY, other)):
            answer = self._push(data, key, route)
            self.assertEqual(answer.status_code, 401)
        self.head_end.head_end_hook_key = False
        self.env.flush_all()
        self.assertEqual(self._push(data, "").status_code, 401)
        self.assertEqual(self._push(data, "False").status_code, 401)
        self.assertEqual(command.state, "sent")

    def test_nonsense(self):
        answer = self._push(b"{}")
        self.assertEqual((answer.status_code, answer.json()["state"]), (422, "refused"))
        long = b"x" * (1024 * 1024 + 1)
        self.assertEqual(self._push(long).status_code, 413)


class TestHeadEndProcess(SimulatedHeadEnd):
    """The simulator as a process of its own, as it is run in the demonstration."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.process = subprocess.Popen(
            [
                *(sys.executable, head_end_simulator.__file__),
                *("--port", "0", "--key", KEY, "--fault", "RC2=never"),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        cls.addClassCleanup(cls.process.wait)
        cls.addClassCleanup(cls.process.terminate)
        cls.addClassCleanup(cls.process.stdout.close)
        cls.url = cls.process.stdout.readline().split()[-1]
        cls.head_end.head_end_url = cls.url

    def _wait(self, command):
        """Ask the process until the relay has answered."""
        for _number in range(50):
            self.head_end._poll_head_end()
            if command.state == "confirmed":
                break
            time.sleep(0.1)

    def test_two_processes(self):
        command = self._order()
        self.assertEqual(self._send(command), "sent")
        self._wait(command)
        self.assertEqual((command.state, command.relay_state), ("confirmed", "open"))
        self.assertEqual(self.point.connection_state, "disconnected")
        headers = {"Authorization": f"Bearer {KEY}"}
        url = f"{self.url}/simulator/state"
        state = requests.get(url, headers=headers, timeout=10).json()
        self.assertEqual(state["relays"], {"RC1": "open"})
        self.assertEqual(state["faults"]["RC2"]["fault"], "never")
        back = self._order("reconnect")
        self.assertEqual(self._send(back), "sent")
        self._wait(back)
        self.assertEqual((back.state, back.relay_state), ("confirmed", "closed"))
        self.assertEqual(self.point.connection_state, "connected")
        state = requests.get(url, headers=headers, timeout=10).json()
        self.assertEqual(state["relays"], {"RC1": "closed"})
        event = {"serial": "RC1", "code": "3.12.141.212", "reason": "test"}
        url = f"{self.url}/simulator/events"
        requests.post(url, json=event, headers=headers, timeout=10)
        self.head_end._poll_head_end()
        self.assertEqual(self.point.event_ids.type_id.code, "COVER-OPEN")
        self.assertTrue(self.head_end.date_answered)

    def test_faults_are_told(self):
        client = head_end_json.JsonHeadEnd(self.url, "wrong")
        with self.assertRaisesRegex(head_end_json.HeadEndTrouble, "wrong_key"):
            client.poll("")
        lost = head_end_json.JsonHeadEnd("http://127.0.0.1:9", KEY)
        with self.assertRaisesRegex(head_end_json.HeadEndTrouble, "no_line") as caught:
            lost.poll("")
        self.assertTrue(caught.exception.is_passing)
        self.assertNotIn("127.0.0.1", str(caught.exception), "no addresses in logs")
