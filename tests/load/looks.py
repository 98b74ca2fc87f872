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
    ids = clerk[MODEL].search([], limit=2 * TURNS + 1).ids
    rows = clerk[MODEL].browse(ids[: lists.LIMIT])
    form = lists.specification(clerk, MODEL, "form")
    silence = patch.object(type(env["elektrohisob.audit.look"]), "_note")

    def opened(account_id):
        account = clerk[MODEL].browse(account_id)
        return _milliseconds(clerk, lambda: account.web_read(form))

    def read():
        return _milliseconds(clerk, lambda: rows.read(["phone"]))

    opened(ids[-1])  # access rules and views are read once
    taken = {"without": [], "first": [], "again": [], "plain": [], "noted": []}
    for silent, noted in zip(ids[:TURNS], ids[TURNS:], strict=False):
        with silence:
            taken["without"].append(opened(silent))
            taken["plain"].append(read())
        taken["first"].append(opened(noted))
        taken["again"].append(opened(noted))
        taken["noted"].append(read())
    print(f"\n{'log of looks, ms':48}{'without':>9}{'with':>7}{'more':>7}")
    for name, without, noted in (
        ("form of an account, first look of the day", "without", "first"),
        ("form of an account, later that day", "without", "again"),
        (f"{len(rows)} whole telephones read at once", "plain", "noted"),
    ):
        before, after = (statistics.median(taken[key]) for key in (without, noted))
        print(f"{name:48}{before:9.2f}{after:7.2f}{after - before:7.2f}")


def _milliseconds(env: Environment, work) -> float:
    """Time of one request: its work with an empty cache, and its commit."""
    env.invalidate_all()
    clock = Clock(env.cr)
    started = clock.seconds()
    work()
    env.cr.commit()
    return (clock.seconds() - started) * 1000
