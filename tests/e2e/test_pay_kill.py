"""Payments survive kill -9 of the inbox and a database that goes away.

Sixteen clients pay over HTTP through the front door, one payment in ten twice;
meanwhile the inbox is killed, and the database closes its sessions and lets nobody in.
Whoever was not answered, or asked to come again, repeats. In the end every payment is
there exactly once, under the number that was told, and the books hold.
"""

import http.client
import sys
import threading
import time
from collections.abc import Iterator

import crash_site
import pytest
from crash_inbox import CrashInbox
from crash_site import ROOT

sys.path.append(str(ROOT / "tests" / "load"))

import pay_load

PAYMENTS, CLIENTS = 600, 16
INVARIANTS = ROOT / "addons" / "elektrohisob_billing" / "data" / "invariants.sql"
GENERATE = """
import sys
sys.path.insert(0, "tests/load")
import generate, pay_load
from odoo import fields
month = fields.Date.today().replace(day=1)
company, period = generate.district(env, 40, month)
env["elektrohisob.exchange.provider"].create(
    {**pay_load.PROVIDER, "code": "kill", "company_id": company})
env.cr.commit()
print(company)
"""
SEALED = """
from odoo import fields
env["elektrohisob.ledger.seal"]._seal(fields.Date.add(fields.Date.today(), days=1))
units = env["res.company"].search([])
env.user.company_ids = units
entries = env["elektrohisob.ledger.entry"].with_context(allowed_company_ids=units.ids)
found = entries.verify()
print(found["entries"], found["broken"])
"""
# What each protocol says for "come again", and to whom it need not be known who asks.
AWAY = (
    ("paynet/rpc", b"{}", 200, '"code":100,'),
    ("paynet/soap", b"<x/>", 503, "Service temporarily unavailable"),
    ("payme", b"{}", 200, '"code":-32400'),
    ("click", b"a=b", 200, '"error":-7'),
    ("uzum/check", b"{}", 400, '"99999"'),
)


@pytest.fixture(scope="session", autouse=True)
def server() -> None:
    """The journeys' server is not needed here."""
    if not crash_site.CONF:
        pytest.skip("ELEKTROHISOB_CONF names no configuration")


@pytest.fixture(scope="module")
def site(
    server: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CrashInbox]:
    """A district of forty accounts, its PAYNET, the inbox and the front door."""
    here = CrashInbox(tmp_path_factory.mktemp("pay_kill"), "elh_pay_kill")
    try:
        here.create_database()
        here.company = int(here.script(GENERATE).splitlines()[-1])
        here.accounts = [
            number
            for (number,) in here.rows(
                "SELECT number FROM elektrohisob_account WHERE company_id = %s",
                here.company,
            )
        ]
        here.start()
        here.open_door()
        yield here
    finally:
        here.close()


def call(site: CrashInbox, path: str, body: bytes) -> tuple[int, str]:
    """Status and text of an answer through the front door."""
    connection = http.client.HTTPConnection("127.0.0.1", site.door, timeout=60)
    try:
        connection.request("POST", f"/elektrohisob/{path}", body)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def known(site: CrashInbox) -> int:
    return site.rows("SELECT count(*) FROM elektrohisob_payment_event WHERE step = 0")[
        0
    ][0]


def check_away(site: CrashInbox) -> None:
    """Every protocol is told to come again, in its words."""
    for path, body, status, words in AWAY:
        got, text = call(site, path, body)
        assert got == status and words in text, (path, got, text)
        assert "Traceback" not in text and "<html" not in text


def test_only_payments_at_the_door(site: CrashInbox) -> None:
    for path in ("/web/login", "/odoo", "/elektrohisob/bill/1"):
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.request("GET", path)
        assert connection.getresponse().status == 404, path
        connection.close()


def test_every_payment_once(site: CrashInbox) -> None:
    started = time.monotonic()
    groups = pay_load.groups(site.accounts, 0, PAYMENTS)
    load = pay_load.Load(site.door, pay_load.PATH, groups, CLIENTS)
    clients = threading.Thread(target=pay_load.work, args=[load], daemon=True)
    clients.start()

    site.wait(lambda: known(site) >= PAYMENTS // 6, 60, "the first payments")
    site.kill_all()
    assert call(site, "payme", b"{}")[0] == 503, "the inbox is away"
    killed = known(site)
    assert killed < PAYMENTS * 5 // 6, "over before the inbox was killed"
    site.start()

    site.wait(lambda: known(site) >= killed + PAYMENTS // 12, 60, "payments go on")
    site.close_database()
    check_away(site)
    site.open_database()
    assert known(site) < PAYMENTS, "over before the database went away"
    clients.join()
    seconds = time.monotonic() - started
    print(f"\n{PAYMENTS} payments, {load.again} calls sent again, {seconds:.1f} s")

    assert not load.wrong, load.wrong[:3]
    assert load.again > 0
    check_books(site, load)


def check_books(site: CrashInbox, load: pay_load.Load) -> None:
    """Each payment is there once under its number, and the books are whole."""
    statement = pay_load.FOUND.replace("%(company)s", str(site.company))
    found = tuple(map(int, site.rows(statement)[0]))
    assert found == pay_load.expected(PAYMENTS)
    statement = pay_load.NUMBERS.replace("%(company)s", str(site.company))
    assert dict(site.rows(statement)) == load.numbers
    for part in INVARIANTS.read_text(encoding="utf-8").split("-- name:")[1:]:
        name, _end, statement = part.partition("\n")
        rows = site.rows(statement.strip())
        assert not rows, f"{name.strip()}: {rows[:3]}"
    entries, broken = site.script(SEALED).splitlines()[-1].split(" ", 1)
    # one entry a payment, and one more for each that was cancelled
    assert (int(entries), broken) == (PAYMENTS + PAYMENTS // pay_load.CANCELLED, "[]")
