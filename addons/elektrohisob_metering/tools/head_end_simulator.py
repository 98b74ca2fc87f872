"""A head-end of meters that exists nowhere: a small process for tests and demo.

    python head_end_simulator.py --port 8350 --key demo [--fault SERIAL=FAULT …]
        [--delay 0] [--webhook URL --webhook-key KEY]

It takes EndDeviceControls, switches the relays of meters it makes up as they are
named, and tells the outcome to who polls or to a webhook. It fails on demand, see
``FAULTS``; ``POST /simulator/faults`` sets one, ``POST /simulator/events`` makes a
meter report something, ``GET /simulator/state`` shows everything. Nothing is kept.
"""

import json
import sys
import threading
import time
import urllib.request
import uuid
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

if __package__:
    from odoo.addons.elektrohisob_base.adapters import simulator as frame
else:  # run as a program
    sys.path.append(
        str(Path(__file__).resolve().parents[2] / "elektrohisob_base" / "adapters")
    )
    import simulator as frame

FAULTS = {
    "timeout": "takes the command, but the answer never arrives",
    "lost": "the command itself never arrives",
    "error": "answers HTTP 500 and takes nothing",
    "refuse": "answers that it knows no such meter",
    "never": "takes the command and never does it",
    "fail": "takes the command and reports that it failed",
    "twice": "does it and reports it twice",
    "late": "does it after --late seconds",
    "wrong_relay": "reports success with the relay in the other position",
    "armed": "the relay waits for the consumer's button",
}
RELAY_AFTER = {"3.31.0.23": "open", "3.31.0.18": "closed"}
READ = "3.21.0.67"


class Simulator(frame.Faults):
    """The state of the head-end: commands by our uuid, relays by serial number."""

    def __init__(self, key="demo", delay=0.0, late=3600.0, hang=60.0, webhook=None):
        super().__init__()
        self.key, self.delay, self.late, self.hang = key, delay, late, hang
        self.webhook = webhook  # (url, key)
        self.commands, self.relays = {}, {}
        self.messages = []  # (kind of payload, item), the number is the cursor

    def now(self):
        return datetime.now(UTC).isoformat(timespec="seconds")

    def take(self, control):
        """Take a command once; the same uuid again gets the same answer."""
        with self.lock:
            known = self.commands.get(control["mRID"])
            if known:
                known["times"] += 1
                return known
            serial = control["EndDevices"][0]["mRID"]
            fault = self.use_fault(serial)
            command = {
                "id": f"HE-{len(self.commands) + 1}",
                "uuid": control["mRID"],
                "serial": serial,
                "type": control["EndDeviceControlType"]["ref"],
                "fault": fault,
                "state": "taken",
                "times": 1,
                "due": time.monotonic()
                + (self.late if fault == "late" else self.delay),
            }
            if fault not in ("lost", "error", "refuse"):
                self.commands[command["uuid"]] = command
            return command

    def cancel(self, uuid_):
        """Take a command back if it was not done yet."""
        with self.lock:
            command = self.commands.get(uuid_)
            if not command or command["state"] != "taken":
                return not command
            command["state"] = "cancelled"
            return True

    def work(self):
        """Do what is due."""
        with self.lock:
            for command in self.commands.values():
                if command["state"] == "taken" and command["due"] <= time.monotonic():
                    self._do(command)

    def _do(self, command):
        fault, serial = command["fault"], command["serial"]
        if fault == "never":
            return
        command["state"] = "done"
        relay = RELAY_AFTER.get(command["type"], "")
        done = {"mRID": command["uuid"]}
        reply = {"id": str(uuid.uuid4()), "result": "OK", "timestamp": self.now()}
        if fault == "fail":
            reply |= {"result": "FAILED", "reason": "The meter does not answer"}
        elif relay:
            if fault == "wrong_relay":
                relay = "closed" if relay == "open" else "open"
            self.relays[serial] = "armed" if fault == "armed" else relay
        if command["type"] != READ:
            reply["relay"] = self.relays.get(serial, "closed")
        elif fault != "fail":
            value = f"{sum(map(ord, serial)) * 7 % 90000 + 1000}.5"
            register = {"ReadingType": "A+", "value": value, "timeStamp": self.now()}
            done["Readings"] = [register]
        for number in range(2 if fault == "twice" else 1):
            again = {"id": str(uuid.uuid4())} if number else {}
            self._tell("EndDeviceControls", done | {"reply": reply | again})

    def report(self, serial, code, reason=""):
        """A meter reports an event."""
        event = {
            "Asset": {"mRID": serial},
            "EndDeviceEventType": {"ref": code},
            "createdDateTime": self.now(),
            "reason": reason,
        }
        with self.lock:
            self._tell("EndDeviceEvents", event)

    def _tell(self, kind, item):
        self.messages.append((kind, item))
        if self.webhook:
            body = self._payload([(kind, item)])
            threading.Thread(target=self._push, args=(body,), daemon=True).start()

    def _payload(self, messages):
        payload = {"EndDeviceControls": [], "EndDeviceEvents": []}
        for kind, item in messages:
            payload[kind].append(item)
        header = {"verb": "reply", "noun": "EndDeviceControls", "timestamp": self.now()}
        return {"header": header, "payload": payload}

    def _push(self, body):
        url, key = self.webhook
        request = urllib.request.Request(
            url,
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            urllib.request.urlopen(request, timeout=30).close()
        except OSError as error:
            frame.say(f"webhook: {error}")

    def replies(self, after, limit):
        """Messages after a number; from the start if the number is not ours."""
        with self.lock:
            after = after if after <= len(self.messages) else 0
            messages = self.messages[after : after + limit]
            end = after + len(messages)
            more = end < len(self.messages)
            return self._payload(messages) | {"cursor": str(end), "more": more}


class Handler(frame.Handler):
    """HTTP side."""

    def do_POST(self):
        try:
            body = json.loads(self.read_body())
        except ValueError:
            return self.answer(400, {"reason": "no JSON"})
        if not self._may():
            return None
        if self.path == "/simulator/faults":
            self.simulator.set_fault(body.pop("serial"), **body)
            return self.answer(200, {"result": "OK"})
        if self.path == "/simulator/events":
            self.simulator.report(**body)
            return self.answer(200, {"result": "OK"})
        if self.path != "/EndDeviceControls":
            return self.answer(404, {"reason": "no such address"})
        return self._control(body["payload"]["EndDeviceControls"][0])

    def _control(self, control):
        command = self.simulator.take(control)
        fault = command["fault"] if command["times"] == 1 else ""
        if fault in ("timeout", "lost"):
            return self.drop(self.simulator.hang)
        if fault == "error":
            return self.answer(500, {"reason": "internal error"})
        if fault == "refuse":
            return self.answer(422, {"reason": f"no meter {command['serial']}"})
        return self.answer(202, {"reply": {"result": "OK", "id": command["id"]}})

    def do_DELETE(self):
        if not self._may():
            return
        done = self.simulator.cancel(self.path.rsplit("/", 1)[-1])
        self.answer(200, {"result": "OK" if done else "FAILED"})

    def do_GET(self):
        if not self._may():
            return
        self.simulator.work()
        path, _mark, query = self.path.partition("?")
        if path == "/EndDeviceReplies":
            asked = dict(part.split("=", 1) for part in query.split("&") if "=" in part)
            after, limit = int(asked.get("after", 0)), int(asked.get("limit", 500))
            return self.answer(200, self.simulator.replies(after, limit))
        if path == "/simulator/state":
            state = {name: getattr(self.simulator, name) for name in
                     ("commands", "relays", "faults")}  # fmt: skip
            return self.answer(200, state)
        return self.answer(404, {"reason": "no such address"})

    def _may(self):
        if self.headers.get("Authorization") == f"Bearer {self.simulator.key}":
            return True
        self.answer(401, {"reason": "wrong key"})
        return False


make_server = partial(frame.make_server, Handler)


def main():
    """Run until stopped."""
    parser = frame.make_parser(__doc__, 8350, hang=60)
    parser.add_argument("--key", default="demo", help="the bearer key it asks for")
    parser.add_argument(
        "--delay", type=float, default=0, help="s until a command is done"
    )
    parser.add_argument("--late", type=float, default=3600, help="s of the fault late")
    parser.add_argument("--webhook", help="address to which replies are pushed")
    parser.add_argument("--webhook-key", default="")
    frame.add_faults(parser, FAULTS, "SERIAL")
    args = parser.parse_args()
    webhook = (args.webhook, args.webhook_key) if args.webhook else None
    simulator = Simulator(args.key, args.delay, args.late, args.hang, webhook)
    frame.set_faults(parser, simulator, args.fault, FAULTS)
    server = make_server(simulator, args.port, args.host)
    frame.run(server, "Head-end", tick=simulator.work)


if __name__ == "__main__":
    main()
