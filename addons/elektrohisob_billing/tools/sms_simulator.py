"""Two gateways of text messages that exist nowhere: a small process for tests and demo.

    python sms_simulator.py --port 8360 --login demo --secret demo
        [--fault PHONE=FAULT …] [--delay 2] [--hook URL]

``/eskiz`` and ``/playmobile`` below the address speak those protocols. Messages are
delivered after a while and reported where an address is known; they fail on demand,
see ``FAULTS``. ``POST /simulator/faults`` with phone, fault and times sets one, ``GET
/simulator/state`` shows everything. Nothing is kept. The mobile operator of the short
number is ``sms_operator.py``.
"""

import json
import sys
import threading
import time
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl

if __package__:
    from odoo.addons.elektrohisob_base.adapters import simulator as frame
else:  # run as a program
    sys.path.append(
        str(Path(__file__).resolve().parents[2] / "elektrohisob_base" / "adapters")
    )
    import simulator as frame

TASHKENT = timezone(timedelta(hours=5))
FAULTS = {
    "lost": "takes the batch, but the answer never arrives",
    "drop": "takes nothing, and the answer never arrives",
    "taken": "takes the batch and answers HTTP 500",
    "error": "answers HTTP 500 and takes nothing",
    "busy": "answers HTTP 429 and takes nothing",
    "funds": "answers HTTP 402 and takes nothing",
    "garbage": "takes the batch and answers a page of HTML",
    "refuse": "refuses the batch",
    "undelivered": "reports that the message was not delivered",
    "expire": "reports that the message ran out",
    "never": "reports nothing",
}
TAKEN = {"", "lost", "taken", "garbage", "undelivered", "expire", "never"}
REFUSALS = {"error": 500, "taken": 500, "busy": 429, "funds": 402}
WORDS = {  # end of a message → word of Eskiz, word of PlayMobile
    "waiting": ("waiting", "Transmitted"),
    "delivered": ("DELIVRD", "Delivered"),
    "undelivered": ("UNDELIV", "NotDelivered"),
    "expire": ("EXPIRED", "Expired"),
}


class Simulator(frame.Faults):
    """The state of both gateways: messages by our key, faults by telephone."""

    def __init__(self, login="demo", secret="demo", delay=0.0, hang=60.0, push=False):
        super().__init__()
        self.login, self.secret = login, secret
        self.delay, self.hang, self.push = delay, hang, push
        self.messages, self.tokens = {}, set()
        self.hooks = {}  # address for reports by gateway
        self.refreshable = True

    def take(self, gateway, dispatch, rows):
        """Take a batch of (key, phone, text); the fault that it met."""
        with self.lock:
            fault = next(filter(None, (self.use_fault(row[1]) for row in rows)), "")
            if fault in TAKEN:
                for key, phone, text in rows:
                    self._keep(gateway, dispatch, key, phone, text, fault)
            return fault

    def _keep(self, gateway, dispatch, key, phone, text, fault):
        """One message; the same key again is another message, and is counted."""
        known = self.messages.get(key)
        if known:
            known["times"] += 1
            return
        self.messages[key] = {
            "id": str(uuid.uuid4()),
            "key": key,
            "gateway": gateway,
            "dispatch": dispatch,
            "phone": phone,
            "text": text,
            "state": "waiting",
            "end": fault if fault in WORDS or fault == "never" else "delivered",
            "times": 1,
            "due": time.monotonic() + self.delay,
        }

    def work(self):
        """Deliver what is due, and report it where an address is known."""
        with self.lock:
            done = [
                message
                for message in self.messages.values()
                if message["state"] == "waiting"
                and message["end"] != "never"
                and message["due"] <= time.monotonic()
            ]
            for message in done:
                message["state"] = message["end"]
        for message in done:
            hook = self.hooks.get(message["gateway"])
            if self.push and hook:
                body = json.dumps(self.report(message)).encode()
                threading.Thread(target=_push, args=(hook, body), daemon=True).start()

    def report(self, message, state="", at=None):
        """Delivery report of a message, as its gateway writes it."""
        at = at or datetime.now(TASHKENT)
        moment = f"{at:%Y-%m-%d %H:%M:%S}"
        eskiz, playmobile = WORDS[state or message["state"]]
        if message["gateway"] == "eskiz":
            return {
                "message_id": message["id"],
                "user_sms_id": message["key"],
                "phone_number": message["phone"],
                "status": eskiz,
                "status_date": moment,
            }
        row = {"message-id": message["key"], "status": playmobile}
        return {"messages": [row | {"channel": "sms", "status-date": moment}]}

    def rows(self, dispatch):
        """Messages of a batch, as Eskiz lists them."""
        with self.lock:
            return [
                {
                    "id": message["id"],
                    "user_sms_id": message["key"],
                    "to": message["phone"],
                    "status": WORDS[message["state"]][0],
                }
                for message in self.messages.values()
                if message["dispatch"] == dispatch
            ]

    def states(self, keys):
        """States of messages, as PlayMobile lists them."""
        with self.lock:
            return [
                {"message-id": key, "status": WORDS[self.messages[key]["state"]][1]}
                for key in keys
                if key in self.messages
            ]


class Handler(frame.Handler):
    """HTTP side."""

    def do_POST(self):
        data = self.read_body()
        path = self.path.partition("?")[0]
        self.simulator.calls.append(path)
        if path == "/eskiz/auth/login":
            return self._login(dict(parse_qsl(data.decode())))
        try:
            body = json.loads(data)
        except ValueError:
            return self.answer(400, {"message": "no JSON", "status": "error"})
        if path == "/simulator/faults":
            self.simulator.set_fault(body.pop("phone"), **body)
            return self.answer(200, {"result": "OK"})
        gateway, _mark, rest = path.strip("/").partition("/")
        if not self._may(gateway):
            return self.answer(401, {"message": "Unauthorized"})
        method = {
            ("eskiz", "message/sms/send-batch"): self._eskiz_send,
            ("eskiz", "message/sms/get-user-messages-by-dispatch"): self._eskiz_ask,
            ("playmobile", "send"): self._playmobile_send,
            ("playmobile", "get-status"): self._playmobile_ask,
        }.get((gateway, rest))
        if not method:
            return self.answer(404, {"message": "no such address"})
        return method(body)

    def do_PATCH(self):
        self.simulator.calls.append(self.path)
        token = self._bearer()
        if self.path != "/eskiz/auth/refresh" or not self.simulator.refreshable:
            return self.answer(401, {"message": "Unauthorized"})
        self.simulator.tokens.discard(token)
        return self._give_token()

    def do_GET(self):
        self.simulator.work()
        if self.path == "/simulator/state":
            state = {name: getattr(self.simulator, name) for name in
                     ("messages", "faults", "hooks")}  # fmt: skip
            return self.answer(200, state)
        if self.path == "/eskiz/user/get-limit" and self._may("eskiz"):
            return self.answer(200, {"status": "success", "data": {"balance": 250000}})
        return self.answer(401, {"message": "Unauthorized"})

    # === ESKIZ === #

    def _login(self, form):
        known = (self.simulator.login, self.simulator.secret)
        if (form.get("email"), form.get("password")) != known:
            return self.answer(401, {"message": "Invalid credentials"})
        return self._give_token()

    def _give_token(self):
        token = uuid.uuid4().hex
        self.simulator.tokens.add(token)
        content = {"message": "token_generated", "data": {"token": token}}
        return self.answer(200, content | {"token_type": "bearer"})

    def _eskiz_send(self, body):
        if body.get("callback_url"):
            self.simulator.hooks["eskiz"] = body["callback_url"]
        rows = [(r["user_sms_id"], r["to"], r["text"]) for r in body["messages"]]
        fault = self.simulator.take("eskiz", body["dispatch_id"], rows)
        words = ["waiting"] * len(rows)
        good = {"id": str(uuid.uuid4()), "message": "Waiting for SMS provider"}
        bad = {"message": "text is not an approved template", "status": "error"}
        return self._answer_fault(fault, good | {"status": words}, (422, bad))

    def _eskiz_ask(self, body):
        self.simulator.work()
        rows = self.simulator.rows(body["dispatch_id"])
        return self.answer(200, {"status": "success", "data": {"data": rows}})

    # === PLAYMOBILE === #

    def _playmobile_send(self, body):
        rows = [
            (row["message-id"], row["recipient"], row["sms"]["content"]["text"])
            for row in body["messages"]
        ]
        fault = self.simulator.take("playmobile", 0, rows)
        bad = {"error-code": 406, "error-description": "Invalid content value"}
        return self._answer_fault(fault, "Request is received", (400, bad))

    def _playmobile_ask(self, body):
        self.simulator.work()
        rows = self.simulator.states(body["message-id"])
        return self.answer(200, {"messages": rows})

    # === ANSWERS === #

    def _answer_fault(self, fault, good, refusal):
        if fault in ("lost", "drop"):
            return self.drop(self.simulator.hang)
        if fault in REFUSALS:
            return self.answer(REFUSALS[fault], {"message": "trouble"})
        if fault == "refuse":
            return self.answer(*refusal)
        return self.answer(200, "<html>" if fault == "garbage" else good)

    def _bearer(self):
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _may(self, gateway):
        if gateway == "eskiz":
            return self._bearer() in self.simulator.tokens
        return self.is_basic()


def _push(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers)
    try:
        urllib.request.urlopen(request, timeout=30).close()
    except OSError as error:
        frame.say(f"report: {error}")


make_server = partial(frame.make_server, Handler)


def main():
    """Run until stopped."""
    parser = frame.make_parser(__doc__, 8360, hang=60)
    frame.add_login(parser)
    parser.add_argument("--delay", type=float, default=2, help="s until delivery")
    parser.add_argument("--hook", help="address for reports of PlayMobile")
    frame.add_faults(parser, FAULTS, "PHONE")
    args = parser.parse_args()
    simulator = Simulator(args.login, args.secret, args.delay, args.hang, push=True)
    if args.hook:
        simulator.hooks["playmobile"] = args.hook
    frame.set_faults(parser, simulator, args.fault, FAULTS)
    server = make_server(simulator, args.port, args.host)
    frame.run(server, "SMS", tick=simulator.work)


if __name__ == "__main__":
    main()
