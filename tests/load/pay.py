"""Payments over the real HTTP endpoint, beside a controller that inserts one row.

    ./elektrohisob bench --only payments [--payments 20000] [--clients 16] [--kill 2]

A server with two workers is started; clients pay as PAYNET does (JSON-RPC), send every
tenth payment twice and cancel every fiftieth. With ``--kill`` the whole server is
killed (-9) so many times meanwhile and started again; clients repeat what was not
answered, as services do. At the end every payment must be there exactly once, cancelled
ones reversed, and the balances equal to the entries. Prints requests a second, p50 and
p99.
"""

import base64
import configparser
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import generate

from odoo import SUPERUSER_ID, api, fields

HERE = Path(__file__).parent
PATH = "/elektrohisob/paynet/rpc"
BARE = "/bench/bare"
SECRET = "bench-of-payments"
AMOUNT = 50_000
GIVE_UP = 300


def add_options(parser) -> None:
    """Options of this section."""
    parser.add_argument("--payments", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--kill", type=int, default=0)
    parser.add_argument("--hot", action="store_true", help="all to one account")


@dataclass
class Load:
    """What one client process does and finds."""

    port: int
    path: str
    bodies: list[list[str]]
    threads: int
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    again: int = 0


def _send(port: int, path: str, body: str) -> str:
    token = base64.b64encode(f"bench:{SECRET}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {token}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise OSError(f"{answer.status} {text[:80]}")
        return text
    finally:
        connection.close()


def _until_answered(load: Load, body: str) -> str:
    """Send again until there is an answer that is not "come again"."""
    deadline = time.monotonic() + GIVE_UP
    while True:
        try:
            text = _send(load.port, load.path, body)
            if '"code":100,' not in text:
                return text
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() > deadline:
                raise SystemExit(f"No answer: {error}") from error
        load.again += 1
        time.sleep(0.2)


def _client(load: Load) -> Load:
    """One process: its bodies in order, shared by threads."""
    todo = iter(load.bodies)
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                group = next(todo, None)
            if group is None:
                return
            for body in group:
                began = time.perf_counter()
                text = _until_answered(load, body)
                load.times.append(time.perf_counter() - began)
                if load.path == PATH and not _is_fine(text):
                    load.wrong.append(text[:200])

    threads = [threading.Thread(target=work) for _number in range(load.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def _is_fine(text: str) -> bool:
    found = json.loads(text)
    return "result" in found or found["error"]["code"] in (201, 202)


def _bodies(numbers: list[str], first: int, count: int) -> list[list[str]]:
    """Groups of calls that follow each other: pay, maybe again, maybe cancel."""

    def call(method, **params):
        return json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        )

    groups = []
    for number in range(first, first + count):
        fields_ = {"clientid": numbers[number % len(numbers)], "terminal_id": "1"}
        who = {"serviceId": 1, "transactionId": number}
        pay = call("PerformTransaction", **who, amount=AMOUNT, fields=fields_)
        group = [pay] + [pay] * (number % 10 == 0)
        if number % 50 == 0:
            group.append(call("CancelTransaction", **who))
        groups.append(group)
    return groups


class Server:
    """An Odoo of two workers with the bare controller beside our addons."""

    def __init__(self, options):
        self.conf = Path(options.config).with_name("pay.conf")
        self.port = _free_port()
        parser = configparser.RawConfigParser()
        parser.read(options.config)
        section = parser["options"]
        section["addons_path"] = f"{section['addons_path']},{HERE / 'addons'}"
        section["server_wide_modules"] = "base,rpc,web,bench_bare"
        section["workers"] = "2"
        for limit in ("time_cpu", "time_real", "memory_soft", "memory_hard"):
            section[f"limit_{limit}"] = str(3600 if "time" in limit else 4 * 1024**3)
        section["max_cron_threads"] = "0"
        section["http_interface"] = "127.0.0.1"
        section["http_port"] = str(self.port)
        section["gevent_port"] = str(_free_port())
        section["log_level"] = "warn"
        with self.conf.open("w") as handle:
            parser.write(handle)
        self.process = None

    def start(self) -> None:
        """Start, and wait for the first answer."""
        binary = Path(sys.executable).with_name("odoo")
        words = [sys.executable, str(binary), "-c", str(self.conf)]
        self.process = subprocess.Popen(words, start_new_session=True)
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                for _worker in range(8):  # both workers load the registry
                    _send(self.port, BARE, "{}")
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.5)
        raise SystemExit("The server does not answer.")

    def kill(self) -> None:
        """End it and its workers at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _prepare(env, options) -> tuple[int, list[str]]:
    """A district with accounts and its PAYNET; (company id, numbers)."""
    month = fields.Date.today().replace(day=1)
    company, _period = generate.district(env, max(options.accounts // 100, 100), month)
    providers = env["elektrohisob.exchange.provider"]
    providers.search([("kind", "=", "paynet")]).active = False
    providers.create(
        {
            "name": "Bench",
            "code": f"bench-{company}",
            "kind": "paynet",
            "company_id": company,
            "pay_login": "bench",
            "pay_secret": SECRET,
            "pay_service": "1",
        }
    )
    env["elektrohisob.parameter.value"].search(
        [("parameter_id.code", "=", "payment_calls_minute")]
    ).value = "10000000"
    env.cr.execute(
        "CREATE TABLE IF NOT EXISTS bench_bare (id serial PRIMARY KEY, n int)"
    )
    env.cr.commit()
    found = env["elektrohisob.account"].search([("company_id", "=", company)])
    numbers = found.mapped("number")
    return company, numbers[:1] if options.hot else numbers


def _run(server, path, bodies, options) -> tuple[float, list[float], int]:
    """Send everything with two client processes; (requests a second, times, again)."""
    shares = [bodies[0::2], bodies[1::2]]
    threads = max(options.clients // 2, 1)
    loads = [Load(server.port, path, share, threads) for share in shares]
    with get_context("spawn").Pool(2) as pool:
        pool.map(abs, [1, 2])
        began = time.perf_counter()
        result = pool.map_async(_client, loads, 1)
        kills = options.kill if path == PATH else 0
        for _number in range(kills):
            time.sleep(3)
            server.kill()
            server.start()
        done = result.get()
        seconds = time.perf_counter() - began
    wrong = [text for load in done for text in load.wrong]
    if wrong:
        raise SystemExit(f"{len(wrong)} wrong answers, the first: {wrong[0]}")
    times = sorted(second for load in done for second in load.times)
    return len(times) / seconds, times, sum(load.again for load in done)


def _print(what, speed, times) -> None:
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    print(
        f"  {what:42} {speed:8,.0f} requests/s  p50 {p50 * 1000:6.1f} ms"
        f"  p99 {p99 * 1000:6.1f} ms",
        flush=True,
    )


def _check(env, company, payments) -> None:
    """Every payment once, the cancelled ones reversed, balances equal to entries."""
    env.cr.execute(
        """
        SELECT (SELECT count(*) FROM elektrohisob_payment_event
                 WHERE company_id = %(company)s AND step = 0),
               (SELECT count(*) FROM elektrohisob_payment
                 WHERE company_id = %(company)s),
               (SELECT count(*) FROM elektrohisob_payment
                 WHERE company_id = %(company)s AND state = 'cancelled'),
               (SELECT round(sum(-amount) * 100) FROM elektrohisob_ledger_entry
                 WHERE company_id = %(company)s),
               (SELECT round(sum(-balance::numeric) * 100)
                  FROM elektrohisob_account_state WHERE company_id = %(company)s)
        """,
        {"company": company},
    )
    found = env.cr.fetchone()
    cancelled = sum(number % 50 == 0 for number in range(payments))
    tiyin = (payments - cancelled) * AMOUNT
    expected = (payments, payments, cancelled, tiyin, tiyin)
    if tuple(map(int, found)) != expected:
        raise SystemExit(f"Wrong: {found}, expected {expected}")
    print(f"  {payments:,} payments once each, {cancelled:,} of them reversed")


def main(options, registry) -> None:
    """Measure the section."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        company, numbers = _prepare(env, options)
        registry.signal_changes()
    server = Server(options)
    server.start()
    try:
        bare = [["x" * 200] for _number in range(options.payments)]
        plain, times, _again = _run(server, BARE, bare, options)
        _print("a controller that inserts one row", plain, times)
        bodies = _bodies(numbers, 0, options.payments)
        ours, times, again = _run(server, PATH, bodies, options)
        _print(f"PAYNET, {options.clients} clients", ours, times)
        print(f"  ratio {ours / plain:51.2f}, sent again {again}")
    finally:
        server.kill()
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        _check(env, company, options.payments)
