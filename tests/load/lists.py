"""Country set up, and every list for one district and for all of them.

    ./elektrohisob bench --only lists [--accounts 200000]

Builds the country (1 + 14 + 206 units), spreads accounts with a month of readings,
charges and entries over its districts, and asks every list of ours as the web client
does (80 rows and a count up to 10 001): as a user of one district network and as one of
the whole country. Prints the medians and their ratio; it should stay below 1.5.
"""

import statistics
import time
from ast import literal_eval
from datetime import date

import generate
from lxml import etree

from odoo.api import Environment
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

LIMIT, COUNT_LIMIT, TIMES = 80, 10_001, 7
RATIO, FLOOR = 1.5, 5.0  # a list of less than this many ms is fast anyhow
ROLES = "admin manager accountant engineer clerk_household clerk_legal".split()
TABLES = "consumption charge ledger_entry payment".split()

BOOKS = (
    """
    INSERT INTO elektrohisob_consumption
           (account_id, company_id, period_id, usage_point_id, installation_id, month,
            date_start, date_end, quality, reading_type, origin, kwh)
    SELECT i.account_id, i.company_id, p.id, i.usage_point_id, i.id, p.date_start,
           p.date_start, p.date_end + 1, 'measured', 'A+', 'register', 100
      FROM elektrohisob_installation i
      JOIN elektrohisob_period p ON p.company_id = i.company_id
    """,
    """
    INSERT INTO elektrohisob_charge
           (account_id, company_id, period_id, kind, month, date_start, date_end,
            version_id, block, price, kwh, amount, vat)
    SELECT c.account_id, c.company_id, c.period_id, 'regular', c.month, c.date_start,
           c.date_end, (SELECT min(id) FROM elektrohisob_tariff_version), 1, 600, c.kwh,
           60000, 6428.57
      FROM elektrohisob_consumption c
    """,
    """
    INSERT INTO elektrohisob_ledger_entry
           (account_id, company_id, period_id, date, kind, amount, charge_id)
    SELECT account_id, company_id, period_id, date_end - 1, 'charge', amount, id
      FROM elektrohisob_charge
    """,
    """
    INSERT INTO elektrohisob_payment
           (account_id, company_id, date, amount, channel, state, number)
    SELECT account_id, company_id, date_end - 10, amount, 'bank', 'posted', id::text
      FROM elektrohisob_charge
    """,
    "UPDATE elektrohisob_account_state SET balance = 60000",
)


def country(env: Environment) -> float:
    """Seconds of setting up the whole country; a second time changes nothing."""
    started = time.perf_counter()
    built = env["res.company"].build_country()
    env.cr.commit()
    seconds = time.perf_counter() - started
    again = env["res.company"].build_country()["created"]
    numbers = " + ".join(str(number) for number in built["needed"].values())
    created = sum(built["created"].values())
    if any(again.values()):
        raise SystemExit(f"The country was built twice: {again}")
    print(f"country: {numbers} units, {created} created in {seconds:.1f} s", flush=True)
    return seconds


def spread(env: Environment, accounts: int, month: date) -> None:
    """``accounts`` over all districts, each with the facts and books of a month."""
    districts = env["res.company"].search([("network_level", "=", "district")])
    kind = env["elektrohisob.device.type"].create({"name": "Lists", "digits": 6})
    tariff = env["elektrohisob.tariff"].search([("code", "=", "H-GEN")])
    env["elektrohisob.period"].create(
        [{"company_id": unit.id, "date_start": month} for unit in districts]
    )
    env.flush_all()
    share = max(accounts - COUNT_LIMIT, 0) // len(districts)
    for unit in districts:
        names = {
            "company": unit.id,
            "prefix": unit.account_prefix,
            # the district of the narrow user counts as far as the country does
            "accounts": COUNT_LIMIT if unit == districts[0] else share,
            "type": kind.id,
            "tariff": tariff.id,
            "month": month,
            "use": SQL(generate.USE),
        }
        for statement in generate.STATEMENTS:
            env.cr.execute(SQL(statement, **names))
    env.cr.commit()
    for statement in BOOKS:
        env.cr.execute(statement)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def user(env: Environment, login: str, companies):
    groups = [env.ref(f"elektrohisob_base.group_{role}").id for role in ROLES]
    found = env["res.users"].create(
        {
            "name": login,
            "login": login,
            "company_id": companies[0].id,
            "company_ids": [Command.set(companies.ids)],
            "group_ids": [Command.set(groups)],
        }
    )
    return env(user=found, context={"allowed_company_ids": companies.ids})


def lists(env: Environment):
    """(name, model, domain) of every list of ours that an action opens."""
    actions = env["ir.actions.act_window"].search(
        [("res_model", "like", "elektrohisob.%")]
    )
    for action in actions.sorted("res_model"):
        model = env.get(action.res_model)
        if model is None or model._transient or "list" not in action.view_mode:
            continue
        try:
            domain = literal_eval(action.domain or "[]")
        except (ValueError, SyntaxError):
            domain = []  # of the record it is opened from
        yield f"{action.name} ({action.res_model})", action.res_model, domain


def specification(env: Environment, name: str) -> dict:
    """What the web client asks for: the fields of the list."""
    arch = etree.fromstring(env[name].get_view(view_type="list")["arch"])
    asked = {}
    for node in arch.iterfind("field"):
        field = env[name]._fields[node.get("name")]
        relational = field.type == "many2one"
        asked[field.name] = {"fields": {"display_name": {}}} if relational else {}
    return asked


def milliseconds(env: Environment, name: str, domain: list, times=TIMES) -> float:
    """Median time of opening the list with an empty record cache."""
    asked = specification(env, name)
    taken = []
    for _turn in range(times):
        env.invalidate_all()
        started = time.perf_counter()
        env[name].web_search_read(domain, asked, limit=LIMIT, count_limit=COUNT_LIMIT)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def report(env: Environment) -> float:
    """Print every list; return the worst ratio of those that take time."""
    units = env["res.company"].search([("network_level", "!=", False)])
    district = units.filtered(lambda unit: unit.network_level == "district")[:1]
    one, every = user(env, "lists-one", district), user(env, "lists-all", units)
    rows = []
    for title, name, domain in lists(env):
        try:
            narrow = milliseconds(one, name, domain)
            wide = milliseconds(every, name, domain)
        except AccessError:
            continue  # not a list of these roles
        rows.append((wide / narrow if wide > FLOOR else 1.0, title, narrow, wide))
    print(f"\n{'list':64}{'1, ms':>8}{len(units):>6}, ms{'ratio':>7}")
    for ratio, title, narrow, wide in sorted(rows, reverse=True):
        mark = " <-- above the limit" if ratio > RATIO else ""
        print(f"{title[:63]:64}{narrow:8.1f}{wide:10.1f}{wide / narrow:7.2f}{mark}")
    medians = [statistics.median(row[place] for row in rows) for place in (2, 3)]
    print(f"median of {len(rows)} lists: {medians[0]:.1f} and {medians[1]:.1f} ms, "
          f"ratio {medians[1] / medians[0]:.2f}")  # fmt: skip
    worst = max(rows)
    print(f"worst list above {FLOOR:.0f} ms: {worst[1]}, ratio {worst[0]:.2f}")
    return worst[0]


def main(env: Environment, accounts: int, month: date) -> None:
    """The whole section; what it made stays in the database of the bench."""
    country(env)
    started = time.perf_counter()
    spread(env, accounts, month)
    taken = time.perf_counter() - started
    print(f"{accounts:,} accounts with a month's books in {taken:.0f} s", flush=True)
    report(env)
    env.cr.rollback()
