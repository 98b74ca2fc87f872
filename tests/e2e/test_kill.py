"""A billing run survives kill -9 of a worker and of the whole server.

Twenty thousand accounts are billed by jobs while processes are killed; in the end
every account is charged exactly once, and every rule of the books holds. The sums
expected are computed by plain SQL from the readings.
"""

import time
from collections.abc import Iterator

import crash_site
import pytest
from crash_site import ROOT, CrashSite

ACCOUNTS = 20_000
CHUNK = 250
MONTH = "2025-10-01"
INVARIANTS = ROOT / "addons" / "elektrohisob_billing" / "data" / "invariants.sql"
RUN = "elektrohisob.charge.run"

GENERATE = f"""
import sys
sys.path.insert(0, "tests/load")
import generate
from datetime import date
company_id, period_id = generate.district(env, {ACCOUNTS}, date(2025, 10, 1))
env.cr.execute('''
    DELETE FROM elektrohisob_reading r USING elektrohisob_account a
     WHERE a.id = r.account_id AND r.date > '2025-10-01'
       AND right(a.number, 8)::int % 97 = 0''')
env.ref("base.user_admin").write({{
    "company_ids": [(4, company_id)],
    "group_ids": [(4, env.ref("elektrohisob_base.group_admin").id)],
}})
env.cr.commit()
print(company_id)
"""
# Price of October 2025: 600 so'm to 200 kWh, 800 to 500; nobody used more.
EXPECTED = """
    SELECT m.account_id, used.kwh,
           LEAST(used.kwh, 200) * 600 + GREATEST(used.kwh - 200, 0) * 800 AS amount,
           CASE WHEN used.kwh > 200 THEN 2 ELSE 1 END AS blocks
      FROM elektrohisob_installation m
      JOIN elektrohisob_reading a ON a.installation_id = m.id AND a.date = '2025-10-01'
      JOIN elektrohisob_reading b ON b.installation_id = m.id AND b.date = '2025-11-01'
     CROSS JOIN LATERAL (SELECT b.value - a.value AS kwh) AS used
"""
TWO_AT_ONCE = """
import threading
from psycopg2.errors import SerializationFailure
from odoo import SUPERUSER_ID, api
env.cr.execute('''
    WITH chosen AS (
        UPDATE elektrohisob_reading SET value = value + 10
         WHERE date = '2025-11-01' AND account_id IN (
               SELECT account_id FROM elektrohisob_reading
                WHERE date = '2025-11-01' ORDER BY account_id LIMIT 500)
        RETURNING account_id)
    UPDATE elektrohisob_account_state SET dirty_from = '2025-10-01'
     WHERE account_id IN (SELECT account_id FROM chosen) RETURNING account_id''')
ids = [row[0] for row in env.cr.fetchall()]
period_id = env["elektrohisob.period"].search([], limit=1).id
env.cr.commit()
registry, barrier, booked = env.registry, threading.Barrier(2), []

def settle():
    for attempt in range(5):
        try:
            with registry.cursor() as cr:
                own = api.Environment(cr, SUPERUSER_ID, {})
                accounts = own["elektrohisob.account"].browse(ids)
                period = own["elektrohisob.period"].browse(period_id)
                if not attempt:
                    cr.execute("SELECT 1")
                    barrier.wait()
                found = own["elektrohisob.settlement"]._settle(accounts, period)
            booked.append(len(found.charged))
            return
        except SerializationFailure:
            continue

threads = [threading.Thread(target=settle) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(sorted(booked))
"""


@pytest.fixture(scope="session", autouse=True)
def server() -> None:
    """The journeys' server is not needed here."""
    if not crash_site.CONF:
        pytest.skip("ELEKTROHISOB_CONF names no configuration")


@pytest.fixture(scope="module")
def site(server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrashSite]:
    """A district of 20,000 accounts and a server."""
    here = CrashSite(tmp_path_factory.mktemp("kill"))
    try:
        here.create_database()
        here.company = int(here.script(GENERATE).splitlines()[-1])
        yield here
    finally:
        here.kill_all()
        here.drop_database()


def done_chunks(site: CrashSite) -> int:
    return site.rows(
        "SELECT count(*) FROM elektrohisob_charge_run_chunk WHERE state = 'done'"
    )[0][0]


def check_books(site: CrashSite) -> None:
    """Every rule of the books holds."""
    parts = INVARIANTS.read_text(encoding="utf-8").split("-- name:")[1:]
    assert parts
    for part in parts:
        name, _end, statement = part.partition("\n")
        rows = site.rows(statement.strip())
        assert not rows, f"{name.strip()}: {rows[:3]}"


def check_each_account(site: CrashSite) -> tuple[int, float]:
    """Charged, booked and owed is what the readings say, account by account."""
    wrong = site.rows(
        f"""
        SELECT expected.*, state.balance, booked.kwh, booked.amount, booked.blocks,
               used.kwh, used.pieces
          FROM ({EXPECTED}) AS expected(account_id, kwh, amount, blocks)
          JOIN elektrohisob_account_state AS state USING (account_id)
          LEFT JOIN (SELECT account_id, sum(kwh) AS kwh, sum(amount) AS amount,
                            count(*) AS blocks
                       FROM elektrohisob_charge GROUP BY account_id) AS booked
               USING (account_id)
          LEFT JOIN (SELECT account_id, sum(kwh) AS kwh, count(*) AS pieces
                       FROM elektrohisob_consumption GROUP BY account_id) AS used
               USING (account_id)
         WHERE (state.balance, booked.kwh, booked.amount, booked.blocks, used.kwh,
                used.pieces)
               IS DISTINCT FROM
               (expected.amount, expected.kwh, expected.amount, expected.blocks,
                expected.kwh, 1)
         LIMIT 5
        """
    )
    assert not wrong, wrong
    [(count, amount)] = site.rows(f"SELECT count(*), sum(amount) FROM ({EXPECTED}) e")
    [(charged, entries)] = site.rows(
        "SELECT (SELECT count(DISTINCT account_id) FROM elektrohisob_charge),"
        " (SELECT sum(amount) FROM elektrohisob_ledger_entry)"
    )
    assert (charged, entries) == (count, amount)
    return count, float(amount)


def test_run_survives_kills(site: CrashSite) -> None:
    chunks = -(-ACCOUNTS // CHUNK)
    site.start()
    started = time.monotonic()
    run = site.call(RUN, "start", company=site.company, month=MONTH, chunk_size=CHUNK)
    assert run["chunks"] == chunks

    site.wait(lambda: done_chunks(site) >= 3, 60, "the first chunks")
    pid = site.kill_worker()
    first = done_chunks(site)
    assert first < chunks, "the run was over before the worker was killed"
    alone = site.wait(
        lambda: done_chunks(site) >= min(first + 3, chunks), 120, "jobs go on"
    )
    print(f"\nworker {pid} killed at {first} of {chunks} chunks;", end=" ")
    print(f"jobs went on by themselves after {alone:.1f} s")

    site.kill_worker()
    second = done_chunks(site)
    assert second < chunks, "the run was over before the server was killed"
    site.kill_all()
    time.sleep(1)
    [(in_flight,)] = site.rows("SELECT count(*) FROM queue_job WHERE state = 'started'")
    print(f"server killed at {second} chunks, jobs in flight: {in_flight}")

    site.start()
    restarted = site.wait(
        lambda: site.call(RUN, "state", run=run["run_id"])["state"] == "done",
        300,
        "the run is done",
    )
    state = site.call(RUN, "state", run=run["run_id"])
    total = time.monotonic() - started
    print(f"done {restarted:.1f} s after the restart, {total:.1f} s in all: {state}")

    count, amount = check_each_account(site)
    check_books(site)
    parked = ACCOUNTS // 97
    assert (state["accounts"], state["parked"]) == (ACCOUNTS, parked)
    assert state["reasons"] == {"no_reading": parked}
    assert (state["charged"], state["amount"]) == (count, amount)
    assert count == ACCOUNTS - parked
    [(rows, accounts)] = site.rows(
        "SELECT count(*), count(DISTINCT account_id)"
        " FROM elektrohisob_charge_run_parked"
    )
    assert (rows, accounts) == (parked, parked)
    print(f"{count} accounts charged once, {amount:,.2f} so'm; {parked} parked")


def test_second_run_charges_nothing(site: CrashSite) -> None:
    run = site.call(RUN, "start", company=site.company, month=MONTH, chunk_size=5_000)
    site.wait(
        lambda: site.call(RUN, "state", run=run["run_id"])["state"] == "done",
        120,
        "the second run is done",
    )
    state = site.call(RUN, "state", run=run["run_id"])
    assert (state["charged"], state["amount"]) == (0, 0)
    check_each_account(site)


def test_two_settlements_at_once_book_once(site: CrashSite) -> None:
    """500 accounts with corrected readings: one settlement books, one finds nothing."""
    assert site.script(TWO_AT_ONCE).splitlines()[-1] == "[0, 500]"
    check_books(site)
    [(owed, expected)] = site.rows(
        f"SELECT (SELECT sum(balance) FROM elektrohisob_account_state),"
        f" (SELECT sum(amount) FROM ({EXPECTED}) AS expected)"
    )
    assert owed == expected
