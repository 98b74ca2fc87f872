"""Two gateways of text messages that exist nowhere: a small process for tests and demo.

    python sms_simulator.py --port 8360 --login demo --secret demo
        [--fault PHONE=FAULT …] [--delay 2] [--hook URL]

``/eskiz`` and ``/playmobile`` below the address speak those protocols. Messages are
delivered after a while and reported where an address is known; they fail on demand,
see ``FAULTS``. ``POST /simulator/faults`` with phone, fault and times sets one, ``GET
/simulator/state`` shows everything. Nothing is kept. The mobile operator of the short
number is ``sms_operator.py``.
"""

import argparse
import base64
import json
import sys
import threading
import time
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

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
MAX_BODY = 1024 * 1024


class Simulator:
    """The state of both gateways: messages by our key, faults by telephone."""

    def __init__(self, login="demo", secret="demo", delay=0.0, hang=60.0, push=False):
        self.login, self.secret = login, secret
        self.delay, self.hang, self.push = delay, hang, push
        self.lock = threading.Lock()
        self.messages, self.faults, self.tokens = {}, {}, set()
        self.hooks = {}  # address for reports by gateway
        self.calls, self.refreshable = [], True

    def take(self, gateway, dispatch, rows):
        """Take a batch of (key, phone, text); the fault that it met."""
        with self.lock:
            fault = next(filter(None, (self._use_fault(row[1]) for row in rows)), "")
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

    def _use_fault(self, phone):
        """Fault of the telephone; one given for a number of times wears off."""
        fault = self.faults.get(phone)
        if not fault:
            return ""
        if fault["times"]:
            fault["times"] -= 1
            if not fault["times"]:
                del self.faults[phone]
        return fault["fault"]

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


class Handler(BaseHTTPRequestHandler):
    """HTTP side; ``simulator`` is set by ``make_server``."""

    simulator = None
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece, and is not waited for
    disable_nagle_algorithm = True

    def log_message(self, text, *args):
        """Override of `BaseHTTPRequestHandler` to keep quiet."""

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(min(length, MAX_BODY))
        path = self.path.partition("?")[0]
        self.simulator.calls.append(path)
        if path == "/eskiz/auth/login":
            return self._login(dict(parse_qsl(data.decode())))
        try:
            body = json.loads(data)
        except ValueError:
            return self._answer(400, {"message": "no JSON", "status": "error"})
        if path == "/simulator/faults":
            fault = {"fault": body["fault"], "times": body.get("times", 0)}
            self.simulator.faults[body["phone"]] = fault
            return self._answer(200, {"result": "OK"})
        gateway, _mark, rest = path.strip("/").partition("/")
        if not self._may(gateway):
            return self._answer(401, {"message": "Unauthorized"})
        method = {
            ("eskiz", "message/sms/send-batch"): self._eskiz_send,
            ("eskiz", "message/sms/get-user-messages-by-dispatch"): self._eskiz_ask,
            ("playmobile", "send"): self._playmobile_send,
            ("playmobile", "get-status"): self._playmobile_ask,
        }.get((gateway, rest))
        if not method:
            return self._answer(404, {"message": "no such address"})
        return method(body)

    def do_PATCH(self):
        self.simulator.calls.append(self.path)
        token = self._bearer()
        if self.path != "/eskiz/auth/refresh" or not self.simulator.refreshable:
            return self._answer(401, {"message": "Unauthorized"})
        self.simulator.tokens.discard(token)
        return self._give_token()

    def do_GET(self):
        self.simulator.work()
        if self.path == "/simulator/state":
            state = {name: getattr(self.simulator, name) for name in
                     ("messages", "faults", "hooks")}  # fmt: skip
            return self._answer(200, state)
        if self.path == "/eskiz/user/get-limit" and self._may("eskiz"):
            return self._answer(200, {"status": "success", "data": {"balance": 250000}})
        return self._answer(401, {"message": "Unauthorized"})

    # === ESKIZ === #

    def _login(self, form):
        known = (self.simulator.login, self.simulator.secret)
        if (form.get("email"), form.get("password")) != known:
            return self._answer(401, {"message": "Invalid credentials"})
        return self._give_token()

    def _give_token(self):
        token = uuid.uuid4().hex
        self.simulator.tokens.add(token)
        content = {"message": "token_generated", "data": {"token": token}}
        return self._answer(200, content | {"token_type": "bearer"})

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
        return self._answer(200, {"status": "success", "data": {"data": rows}})

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
        return self._answer(200, {"messages": rows})

    # === ANSWERS === #

    def _answer_fault(self, fault, good, refusal):
        if fault in ("lost", "drop"):
            time.sleep(self.simulator.hang)
            self.close_connection = True
            return None
        if fault in REFUSALS:
            return self._answer(REFUSALS[fault], {"message": "trouble"})
        if fault == "refuse":
            return self._answer(*refusal)
        return self._answer(200, "<html>" if fault == "garbage" else good)

    def _bearer(self):
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _may(self, gateway):
        if gateway == "eskiz":
            return self._bearer() in self.simulator.tokens
        pair = f"{self.simulator.login}:{self.simulator.secret}".encode()
        known = f"Basic {base64.b64encode(pair).decode()}"
        return self.headers.get("Authorization") == known

    def _answer(self, status, body):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _push(url, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers)
    try:
        urllib.request.urlopen(request, timeout=30).close()
    except OSError as error:
        say(f"report: {error}")


def say(text):
    """A line to who started the process."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def make_server(simulator, port=0, host="127.0.0.1"):
    """A server of a simulator; port 0 takes a free one."""
    handler = type("BoundHandler", (Handler,), {"simulator": simulator})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    return server


def main():
    """Run until stopped."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--port", type=int, default=8360, help="0: a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--login", default="demo")
    parser.add_argument("--secret", default="demo")
    parser.add_argument("--delay", type=float, default=2, help="s until delivery")
    parser.add_argument("--hang", type=float, default=60, help="s of a lost answer")
    parser.add_argument("--hook", help="address for reports of PlayMobile")
    parser.add_argument("--fault", action="append", default=[], metavar="PHONE=FAULT",
                        help=f"what goes wrong: {', '.join(FAULTS)}")  # fmt: skip
    args = parser.parse_args()
    simulator = Simulator(args.login, args.secret, args.delay, args.hang, push=True)
    if args.hook:
        simulator.hooks["playmobile"] = args.hook
    for pair in args.fault:
        phone, _mark, fault = pair.rpartition("=")
        if fault not in FAULTS:
            parser.error(f"no fault {fault}; there are {', '.join(FAULTS)}")
        simulator.faults[phone] = {"fault": fault, "times": 0}
    server = make_server(simulator, args.port, args.host)
    say(f"SMS simulator: http://{args.host}:{server.server_port}")
    threading.Thread(target=_tick, args=(simulator,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        say("stopped")


def _tick(simulator):
    while True:
        time.sleep(0.2)
        simulator.work()


if __name__ == "__main__":
    main()
