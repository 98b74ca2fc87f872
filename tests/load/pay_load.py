"""What many clients of PAYNET at once send, and what they find.

Standard library only: the bench and the crash test of the inbox use it. Every tenth
payment is sent twice, every fiftieth is cancelled; a client that gets no answer, or
"come again", sends the same once more, as services do.
"""

import base64
import http.client
import json
import threading
import time
from dataclasses import dataclass, field

PATH = "/elektrohisob/paynet/rpc"
LOGIN, SECRET = "bench", "bench-of-payments"
AMOUNT = 50_000  # tiyin
AGAIN, CANCELLED = 10, 50
GIVE_UP = 300
TEMPORARY = '"code":100,'
EXISTS, GONE = 201, 202

# The service that pays; its code and company are the caller's.
PROVIDER = {
    "name": "Bench",
    "kind": "paynet",
    "pay_login": LOGIN,
    "pay_secret": SECRET,
    "pay_service": "1",
}
# Every payment once, its money where it belongs.
FOUND = """
    SELECT (SELECT count(*) FROM elektrohisob_payment_event
             WHERE company_id = %(company)s AND step = 0),
           (SELECT count(*) FROM elektrohisob_payment
             WHERE company_id = %(company)s),
           (SELECT count(*) FROM elektrohisob_payment
             WHERE company_id = %(company)s AND state = 'cancelled'),
           (SELECT round(COALESCE(sum(-amount), 0) * 100)::bigint
              FROM elektrohisob_ledger_entry
             WHERE company_id = %(company)s AND payment_id IS NOT NULL),
           (SELECT count(*) FROM elektrohisob_account_state s
             WHERE s.company_id = %(company)s AND s.balance IS DISTINCT FROM (
                   SELECT COALESCE(sum(e.amount), 0) FROM elektrohisob_ledger_entry e
                    WHERE e.account_id = s.account_id))
"""
NUMBERS = """
    SELECT external_id, id FROM elektrohisob_payment_event
     WHERE company_id = %(company)s AND step = 0
"""


@dataclass
class Load:
    """What clients do and what they find: numbers are ours by that of the service."""

    port: int
    path: str
    groups: list[list[str]]
    threads: int
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    again: int = 0


def send(port: int, path: str, body: str) -> str:
    """The answer to one call; OSError for none, or for a status that is no 200."""
    token = base64.b64encode(f"{LOGIN}:{SECRET}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {token}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200 or not text:
            raise OSError(f"{answer.status} {text[:80]}")
        return text
    finally:
        connection.close()


def groups(accounts: list[str], first: int, count: int) -> list[list[str]]:
    """Groups of calls that follow each other: pay, maybe again, maybe cancel."""

    def call(method, **params):
        return json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        )

    found = []
    for number in range(first, first + count):
        who = {"serviceId": 1, "transactionId": number}
        payer = {"clientid": accounts[number % len(accounts)], "terminal_id": "1"}
        pay = call("PerformTransaction", **who, amount=AMOUNT, fields=payer)
        group = [pay] + [pay] * (number % AGAIN == 0)
        if number % CANCELLED == 0:
            group.append(call("CancelTransaction", **who))
        found.append(group)
    return found


def work(load: Load) -> Load:
    """Send all groups by several threads."""
    todo, lock = iter(load.groups), threading.Lock()

    def client():
        while True:
            with lock:
                group = next(todo, None)
            if group is None:
                return
            for body in group:
                began = time.perf_counter()
                text = _until_answered(load, body)
                with lock:
                    load.times.append(time.perf_counter() - began)
                    if load.path == PATH:
                        _note(load, json.loads(body), text)

    threads = [
        threading.Thread(target=client, daemon=True) for _number in range(load.threads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def _until_answered(load: Load, body: str) -> str:
    """Send again until there is an answer that is not "come again"."""
    deadline = time.monotonic() + GIVE_UP
    while True:
        reason = "come again"
        try:
            text = send(load.port, load.path, body)
            if TEMPORARY not in text:
                return text
        except (OSError, http.client.HTTPException) as error:
            reason = str(error)
        if time.monotonic() > deadline:
            raise SystemExit(f"No answer: {reason}")
        load.again += 1
        time.sleep(0.2)


def _note(load: Load, sent: dict, text: str) -> None:
    """Keep what is wrong: an answer nobody expects, or a second number."""
    answer = json.loads(text)
    error = answer.get("error") or {}
    found = answer.get("result") or error.get("data") or {}
    is_pay = sent["method"] == "PerformTransaction"
    expected = (None, EXISTS) if is_pay else (None, GONE)
    number = found.get("providerTrnId")
    key = str(sent["params"]["transactionId"])
    if error.get("code") not in expected or not number:
        load.wrong.append(text[:200])
    elif load.numbers.setdefault(key, number) != number:
        load.wrong.append(f"{key} is {load.numbers[key]} and {number}")


def expected(payments: int) -> tuple[int, int, int, int, int]:
    """What ``FOUND`` must give for payments numbered from 0."""
    cancelled = -(-payments // CANCELLED)
    return payments, payments, cancelled, (payments - cancelled) * AMOUNT, 0
