"""The frame of simulators: small processes that stand for others in tests and demo.

Each is a module ``<other>_simulator.py`` with a state below :class:`Faults` and a
handler below :class:`Handler`. Nothing but the standard library is needed: they run
without Odoo too.
"""

import argparse
import base64
import contextlib
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
TICK_SECONDS = 0.2


class Faults:
    """What goes wrong on demand, by whatever names it: a telephone, a meter, a call."""

    def __init__(self):
        self.lock = threading.RLock()
        self.faults, self.calls = {}, []

    def set_fault(self, name, fault, times=0):
        """From now on ``name`` meets a fault, ``times`` times; 0 for ever."""
        self.faults[name] = {"fault": fault, "times": times}

    def use_fault(self, *names):
        """Fault of the first of ``names`` that has one; given for a number of times it
        wears off."""
        with self.lock:
            name = next((one for one in names if one in self.faults), None)
            if name is None:
                return ""
            fault = self.faults[name]
            if fault["times"] == 1:
                del self.faults[name]
            elif fault["times"]:
                fault["times"] -= 1
            return fault["fault"]


class Handler(BaseHTTPRequestHandler):
    """HTTP side; ``simulator`` is set by :func:`make_server`."""

    simulator = None
    max_body = 1024 * 1024
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece, and is not waited for
    disable_nagle_algorithm = True

    def log_message(self, text, *args):
        """Override of `BaseHTTPRequestHandler` to keep quiet."""

    def read_body(self):
        """What came in, as far as it is not too long."""
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(min(length, self.max_body))

    def is_basic(self):
        """Whether login and password came by basic authorisation."""
        pair = f"{self.simulator.login}:{self.simulator.secret}".encode()
        known = f"Basic {base64.b64encode(pair).decode()}"
        return self.headers.get("Authorization") == known

    def drop(self, seconds=0):
        """No answer: the other side waits, and the connection ends."""
        time.sleep(seconds)
        self.close_connection = True

    def answer(self, status, body, kind="application/json", *, is_cut=False):
        """Answer with a text, or with anything as JSON; cut off in the middle."""
        text = body if isinstance(body, str) else json.dumps(body)
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if is_cut else data)
        if is_cut:  # or the other side waits for the rest
            self.close_connection = True


def say(text):
    """A line to who started the process."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def make_server(handler, simulator, port=0, host=HOST):
    """A server of a simulator; port 0 takes a free one."""
    bound = type("BoundHandler", (handler,), {"simulator": simulator})
    server = ThreadingHTTPServer((host, port), bound)
    server.daemon_threads = True
    return server


def make_parser(text, port, hang=None):
    """What every simulator is told when it is started."""
    parser = argparse.ArgumentParser(description=text.split("\n", 1)[0])
    parser.add_argument("--port", type=int, default=port, help="0: a free one")
    parser.add_argument("--host", default=HOST)
    if hang is not None:
        parser.add_argument(
            "--hang", type=float, default=hang, help="s of a lost answer"
        )
    return parser


def add_login(parser):
    """Options of a simulator that asks for a login."""
    parser.add_argument("--login", default="demo")
    parser.add_argument("--secret", default="demo")


def add_faults(parser, known, name):
    """Option of faults, by what is called ``name``: ``NAME=FAULT[:TIMES]``."""
    parser.add_argument("--fault", action="append", default=[],
                        metavar=f"{name}=FAULT[:TIMES]",
                        help=f"what goes wrong: {', '.join(known)}")  # fmt: skip


def set_faults(parser, simulator, pairs, known):
    """Set the faults of the command line, or end with a sentence."""
    for pair in pairs:
        name, _mark, rest = pair.rpartition("=")
        fault, _mark, times = rest.partition(":")
        if not name or fault not in known:
            parser.error(f"no fault {rest}; there are {', '.join(known)}")
        simulator.set_fault(name, fault, int(times or 0))


def run(server, name, path="", tick=None):
    """Serve until stopped, and call ``tick`` meanwhile."""
    host, port = server.server_address[:2]
    say(f"{name} simulator: http://{host}:{port}{path}")
    if tick:
        threading.Thread(target=_tick, args=(tick,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    say("stopped")


def _tick(work):
    while True:
        time.sleep(TICK_SECONDS)
        work()
