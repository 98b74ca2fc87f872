"""What the log of looks at personal data adds to opening an account.

The form of an account as the web client opens it, and 80 accounts with whole
telephones as a program reads them: with the log and with a log that writes nothing.
"""

import statistics
from unittest.mock import patch

import lists
from clock import Clock

from odoo.api import Environment

TURNS = 40
MODEL = "elektrohisob.account"
PHONES = "UPDATE elektrohisob_account SET phone = '+99890' || right(number, 7)"


def report(env: Environment) -> None:
    """Print the milliseconds of processor, with the log and without."""
    env.cr.execute(PHONES)
    units = env["res.company"].search([("network_level", "=", "district")], limit=1)
    clerk = lists.user(env, "looks", units)
    env.cr.commit()
    accounts = clerk[MODEL].search([], limit=2 * TURNS + 1)
    form = lists.specification(clerk, MODEL, "form")
    rows = accounts[: lists.LIMIT]
    note = patch.object(type(env["elektrohisob.audit.look"]), "_note")

    def opened(account):
        return _milliseconds(clerk, lambda: account.web_read(form))

    opened(accounts[-1])  # access rules and views are read once
    with note:
        without = [opened(account) for account in accounts[:TURNS]]
        plain = [
            _milliseconds(clerk, lambda: rows.read(["phone"])) for _n in range(TURNS)
        ]
    first = [opened(account) for account in accounts[TURNS : 2 * TURNS]]
    again = [opened(account) for account in accounts[TURNS : 2 * TURNS]]
    noted = [_milliseconds(clerk, lambda: rows.read(["phone"])) for _n in range(TURNS)]
    print(f"\n{'log of looks, ms':48}{'without':>9}{'with':>7}{'more':>7}")
    _print("form of an account, first look of the day", without, first)
    _print("form of an account, later that day", without, again)
    _print(f"{len(rows)} whole telephones read at once", plain, noted)


def _milliseconds(env: Environment, work) -> float:
    """Time of one request: its work with an empty cache, and its commit."""
    env.invalidate_all()
    clock = Clock(env.cr)
    started = clock.seconds()
    work()
    env.cr.commit()
    return (clock.seconds() - started) * 1000


def _print(name: str, without: list[float], noted: list[float]) -> None:
    before, after = statistics.median(without), statistics.median(noted)
    print(f"{name:48}{before:9.2f}{after:7.2f}{after - before:7.2f}")
