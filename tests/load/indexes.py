"""What the indexes of the lists cost where rows are written by the million.

Each bulk table is copied with all its indexes, and its rows are written into the copy
with and without those that only serve the order of a list. Ratios count.
"""

import statistics

from clock import Clock

from odoo.api import Environment
from odoo.tools import SQL

TURNS = 5
#: Indexes that serve lists alone, by table.
LISTS = {
    "elektrohisob_reading": ["(date, id)"],
    "elektrohisob_consumption": ["(month, id)"],
    "elektrohisob_charge": ["(company_id, id)"],
    "elektrohisob_ledger_entry": ["(company_id, date, id)", "(date, id)"],
    "elektrohisob_payment": ["(date, id)"],
}


def report(env: Environment) -> None:
    """Print µs a row with and without the indexes of lists, and the ratio."""
    print(f"\n{'written, µs a row':32}{'without':>9}{'with':>7}{'ratio':>7}  indexes")
    total = {True: 0.0, False: 0.0}
    for table, columns in LISTS.items():
        taken = {True: [], False: []}
        for _turn in range(TURNS):
            for kept in taken:
                taken[kept].append(_write(env, table, [] if kept else columns))
        medians = {kept: statistics.median(times) for kept, times in taken.items()}
        for kept, microseconds in medians.items():
            total[kept] += microseconds
        _print(table, medians, ", ".join(columns))
    _print("all together", total, "")


def _print(name: str, times: dict[bool, float], columns: str) -> None:
    ratio = times[True] / times[False]
    print(f"{name:32}{times[False]:9.1f}{times[True]:7.1f}{ratio:7.2f}  {columns}")


def _write(env: Environment, table: str, dropped: list[str]) -> float:
    """µs a row of copying the rows of a table into one like it."""
    copy = SQL.identifier("bench_copy")
    names = {"copy": copy, "table": SQL.identifier(table)}
    env.cr.execute(SQL("DROP TABLE IF EXISTS %s", copy))
    env.cr.execute(SQL("CREATE TABLE %(copy)s (LIKE %(table)s INCLUDING ALL)", **names))
    for columns in dropped:
        env.cr.execute(
            "SELECT indexname FROM pg_indexes "
            "WHERE tablename = 'bench_copy' AND indexdef LIKE %s",
            [f"%btree {columns}"],
        )
        (name,) = env.cr.fetchone()
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    env.cr.commit()
    clock = Clock(env.cr)
    started = clock.seconds()
    env.cr.execute(
        SQL("INSERT INTO %(copy)s SELECT * FROM %(table)s ORDER BY id", **names)
    )
    rows = env.cr.rowcount
    env.cr.commit()
    seconds = clock.seconds() - started
    env.cr.execute(SQL("DROP TABLE %s", copy))
    env.cr.commit()
    return seconds / rows * 1_000_000
