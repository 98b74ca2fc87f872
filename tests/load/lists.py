"""Country set up, and every list for one district and for all of them.

    ./elektrohisob bench --only lists [--accounts 200000]

Builds the country (1 + 14 + 206 units), spreads accounts with a month of readings,
charges and entries over its districts, and asks every list of ours as the web client
does (80 rows and a count up to 10 001): as a user of one district network and as one of
the whole country. Prints the medians of the milliseconds of processor that Odoo and the
database took (see clock.py), and their ratio; it should stay below 1.5. Then what the
indexes of lists cost where rows are written, and the log of looks where they are read.
"""

import statistics
import time
from ast import literal_eval
from datetime import date

import generate
import indexes
import looks
from clock import Clock
from lxml import etree

from odoo.api import Environment
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

LIMIT, COUNT_LIMIT, TIMES = 80, 10_001, 7
RATIO, FLOOR, WORST = 1.5, 15.0, 5  # a list of less than this many ms is fast anyhow
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
    staff(env, districts[0])
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


def staff(env: Environment, unit) -> None:
    """Employees of a unit, and changes of it in the log: a page of both."""
    env["elektrohisob.staff"].create(
        [
            {"name": f"Lists {n}", "login": f"lists-{n}", "company_id": unit.id}
            for n in range(LIMIT)
        ]
    )
    for n in range(LIMIT):
        unit.street = f"Lists {n}"


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


def specification(env: Environment, name: str, view: str = "list") -> dict:
    """What the web client asks for: the fields of the view."""
    arch = etree.fromstring(env[name].get_view(view_type=view)["arch"])
    asked = {}
    # those of lists within a form are of other models
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        field = env[name]._fields[node.get("name")]
        relational = field.type == "many2one"
        asked[field.name] = {"fields": {"display_name": {}}} if relational else {}
    return asked


def milliseconds(users: list, name: str, domain: list, turns=TIMES) -> list[float]:
    """Median times of opening the list with an empty record cache, for each user.

    They take turns, so that whatever else the machine does slows down all of them.
    """
    asked = [specification(env, name) for env in users]
    clock = Clock(users[0].cr)
    taken = [[] for _user in users]
    for _turn in range(turns):
        for env, fields, times in zip(users, asked, taken, strict=True):
            env.invalidate_all()
            started = clock.seconds()
            env[name].web_search_read(
                domain, fields, limit=LIMIT, count_limit=COUNT_LIMIT
            )
            times.append((clock.seconds() - started) * 1000)
    return [statistics.median(times) for times in taken]


def report(env: Environment) -> float:
    """Print every list; return the median ratio."""
    units = env["res.company"].search([("network_level", "!=", False)])
    district = units.filtered(lambda unit: unit.network_level == "district")[:1]
    one, every = user(env, "lists-one", district), user(env, "lists-all", units)
    rows = []
    for title, name, domain in lists(env):
        try:
            narrow, wide = milliseconds([one, every], name, domain)
        except AccessError:
            continue  # not a list of these roles
        rows.append((wide / narrow, title, narrow, wide))
    print(f"\n{'list':64}{'1, ms':>8}{len(units):>6}, ms{'ratio':>7}")
    for ratio, title, narrow, wide in sorted(rows, key=lambda row: -row[3]):
        slow = ratio > RATIO and wide > FLOOR
        mark = " <-- above the limit" if slow else ""
        print(f"{title[:63]:64}{narrow:8.1f}{wide:10.1f}{ratio:7.2f}{mark}")
    return summary(rows)


def summary(rows: list[tuple]) -> float:
    """Print the median ratio and the worst lists; return the median ratio."""
    ratio = statistics.median(row[0] for row in rows)
    above = [row for row in rows if row[0] > RATIO and row[3] > FLOOR]
    print(f"{len(rows)} lists, median ratio {ratio:.2f} (limit {RATIO})")
    print(f"{len(above)} lists above {RATIO} and {FLOOR:.0f} ms; the worst ratios:")
    for worst, title, narrow, wide in sorted(above or rows, reverse=True)[:WORST]:
        print(f"  {title[:61]:62}{narrow:8.1f}{wide:10.1f}{worst:7.2f}")
    return ratio


def main(env: Environment, accounts: int, month: date) -> None:
    """The whole section; what it made stays in the database of the bench."""
    country(env)
    started = time.perf_counter()
    spread(env, accounts, month)
    taken = time.perf_counter() - started
    print(f"{accounts:,} accounts with a month's books in {taken:.0f} s", flush=True)
    measure(env)


def measure(env: Environment) -> None:
    """Whatever is measured on the country as it is; changes nothing."""
    report(env)
    env.cr.rollback()
    looks.report(env)
    env.cr.rollback()
    indexes.report(env)
