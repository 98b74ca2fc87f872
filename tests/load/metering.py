"""Speed of what enters metering and of what becomes of it, in one run.

    ./elektrohisob bench --only metering [--accounts 100000] [--months 1]
                         [--channels 10000] [--days 2] [--stops 40000]
                         [--complete 10000] [--processes 1,2]

Whole files through the journal: readings (CSV) and days of half-hours (80020) from
bytes to accepted rows with their protocol, one transaction a file; consumption from
readings to booked rows, one transaction a chunk. Each beside a plain ``INSERT …
SELECT`` of the same rows into the same tables in the same portions, with the ratio of
the two and the memory of a worker. Then what has no such twin: many readings by the
API, a workbook, the sheets of a whole district with their PDF, completeness.
"""

import time

import generate
import lists
import metering_files
import workers

from odoo import SUPERUSER_ID, api
from odoo.fields import Date
from odoo.tools import SQL

HISTORY = 12  # months of readings every meter has before the first file
SUBMITTED = 10_000
COMPLETE_DAYS = 31
STATES = ("accepted", "parked", "refused")


def add_options(parser) -> None:
    """Sizes of this section."""
    parser.add_argument("--months", type=int, default=1)
    parser.add_argument("--file-rows", type=int, default=50_000)
    parser.add_argument("--channels", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--file-channels", type=int, default=2_500)
    parser.add_argument("--stops", type=int, default=40_000)
    parser.add_argument("--complete", type=int, default=10_000)


def main(options, arguments, registry) -> None:
    """The whole section, in a new district for each number of processes."""
    for processes in map(int, options.processes.split(",")):
        month = Date.subtract(
            Date.start_of(Date.today(), "month"), months=options.months
        )
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            print(f"Generating {options.accounts:,} accounts …", flush=True)
            begin = Date.subtract(month, months=HISTORY - 1)
            company_id, _period_id = generate.district(env, options.accounts, begin)
            metering_files.history(env, company_id, begin, HISTORY)
        print(f"{processes} process(es):")
        bench = Bench(options, arguments, registry, processes, company_id)
        for number in range(options.months):
            bench.readings(Date.add(month, months=number + 1))
            bench.consumption(Date.add(month, months=number))
        bench.intervals(month)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [company_id]})
        _report_others(env, options, month)
        cr.rollback()


class Bench:
    """Measurements of one district with a number of worker processes."""

    def __init__(self, options, arguments, registry, processes, company_id):
        self.options, self.registry = options, registry
        self.company_id = company_id
        self.pool = (processes, arguments)

    def readings(self, day) -> None:
        """Files of readings: parsed, checked, taken, with a line of protocol each."""
        with self._environment() as env:
            files = metering_files.tables(env, day, self.options.file_rows)
            provider_id = metering_files.provider(env, "readings")
        self._files("readings", files, provider_id, "elektrohisob_reading", day)

    def intervals(self, month) -> None:
        """Files 80020: days of half-hours of attached channels."""
        options = self.options
        with self._environment() as env:
            metering_files.channels(env, options.channels)
            files = metering_files.layouts(
                env, month, options.days, options.file_channels
            )
            provider_id = metering_files.provider(env, "askue_80020")
        self._files(
            "channel-days", files, provider_id, "elektrohisob_interval_day", month
        )

    def _files(self, what, files, provider_id, table, day) -> None:
        """Measure the receiving of files, then the same rows by plain SQL."""
        ours = workers.timed(_receive, files, *self.pool, provider_id=provider_id)
        with self._environment() as env:
            ids = _get_messages(env, provider_id, len(files))
            counts = _count_lines(env, ids)
            tables = (table, "elektrohisob_exchange_line")
            for name in tables:
                _keep(env, name, SQL("message_id = ANY(%s)", ids), "message_id")
        # another day: the plain rows would collide with ours in the unique index
        shifts = {table: {"date": SQL("date + 10000")}}
        copies = [(name, shifts.get(name, {})) for name in tables]
        chunks = [(id_, id_) for id_ in ids]
        plain = workers.timed(_copy, chunks, *self.pool, copies=copies)
        with self._environment() as env:
            env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE company_id = %s AND date > %s",
                    SQL.identifier(table),
                    self.company_id,
                    Date.add(day, days=5000),
                )
            )
            env.cr.commit()
        taken = counts["accepted"] + counts["parked"]
        if not taken or taken < 0.99 * sum(counts.values()):
            raise SystemExit(f"Wrong: the files of {what} were taken as {counts}")
        notes = ", ".join(f"{counts[state]:,} {state}" for state in STATES)
        _print(f"{what} of files ({notes})", what, sum(counts.values()), ours, plain)

    def consumption(self, month) -> None:
        """Readings to booked energy, without the sums that follow from it."""
        with self._environment() as env:
            period_id = metering_files.open_period(env, month)
            ids = metering_files.accounts(env).ids
        size = self.options.chunk
        chunks = [ids[start : start + size] for start in range(0, len(ids), size)]
        ours = workers.timed(_settle, chunks, *self.pool, period_id=period_id)
        with self._environment() as env:
            kept = SQL("period_id = %s", period_id)
            rows = _keep(env, "elektrohisob_consumption", kept, "account_id")
            of_district = SQL("company_id = %s", self.company_id)
            _keep(env, "elektrohisob_account_state", of_district, "account_id")
        if ours.done != rows or rows < 0.98 * len(ids):
            raise SystemExit(
                f"Wrong: {ours.done} booked, {rows} rows, {len(ids)} points"
            )
        bounds = [(chunk[0], chunk[-1]) for chunk in chunks]
        copies = [("elektrohisob_consumption", {})]
        plain = workers.timed(_copy, bounds, *self.pool, copies=copies)
        _print("consumption of points settled", "points", len(ids), ours, plain)
        states = workers.timed(_update_states, bounds, *self.pool)
        both = (plain.seconds + states.seconds) / ours.seconds
        print(f"    ratio {both:.2f} with a plain UPDATE of the states too", flush=True)

    def _environment(self):
        return _Environment(self.registry, self.company_id)


class _Environment:
    """Environment of a transaction in the district of the bench."""

    def __init__(self, registry, company_id):
        self.cr = registry.cursor()
        context = {"allowed_company_ids": [company_id]}
        self.env = api.Environment(self.cr, SUPERUSER_ID, context)

    def __enter__(self):
        return self.env

    def __exit__(self, kind, *_rest):
        if kind is None:
            self.cr.commit()
        self.cr.close()


# === WORK OF THE PROCESSES === #


def _receive(file: tuple[str, bytes], *, provider_id: int) -> int:
    """Take one file in; returns its accepted rows."""
    with workers.environment() as env:
        provider = env["elektrohisob.exchange.provider"].browse(provider_id)
        context = {"allowed_company_ids": provider.company_id.ids}
        return provider.with_context(**context)._receive(*file).accepted


def _settle(ids: list[int], *, period_id: int) -> int:
    """Settle the energy of one chunk; returns the rows written."""
    with workers.environment() as env:
        settlement = env["elektrohisob.settlement"]
        # sums are the other section's: here the addons to the right stay out
        type(settlement)._book = type(settlement)._book_consumption
        accounts = env["elektrohisob.account"].browse(ids)
        period = env["elektrohisob.period"].browse(period_id)
        return settlement._settle(accounts, period).written


def _copy(bounds: tuple[int, int], *, copies: list) -> int:
    """Write the kept rows of one portion again by plain SQL in one transaction."""
    count = 0
    with workers.environment() as env:
        for table, changed in copies:
            columns = _get_columns(env, table)
            given = (changed.get(name) or SQL.identifier(name) for name in columns)
            env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) SELECT %s FROM %s"
                    " WHERE portion BETWEEN %s AND %s",
                    SQL.identifier(table),
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL(", ").join(given),
                    SQL.identifier(f"bench_{table}"),
                    *bounds,
                )
            )
            count += env.cr.rowcount
    return count


def _update_states(bounds: tuple[int, int]) -> int:
    """Write the states of one portion again, as every settlement writes them."""
    with workers.environment() as env:
        env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_account_state AS state
                   SET settled_to = kept.settled_to, dirty_from = NULL,
                       booked_to = kept.booked_to
                  FROM bench_elektrohisob_account_state AS kept
                 WHERE state.account_id = kept.portion
                   AND kept.portion BETWEEN %s AND %s
                   AND state.account_id BETWEEN %s AND %s
                """,
                *bounds,
                *bounds,
            )
        )
        return env.cr.rowcount


def _get_columns(env, table):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    return [row[0] for row in env.cr.fetchall()]


def _keep(env, table, condition, portion) -> int:
    """Keep rows of our run for the plain statements, in portions by a column."""
    env.cr.execute(
        SQL(
            "DROP TABLE IF EXISTS %(name)s; CREATE UNLOGGED TABLE %(name)s AS "
            "SELECT *, %(portion)s AS portion FROM %(table)s WHERE %(condition)s; "
            "CREATE INDEX ON %(name)s (portion); ANALYZE %(name)s",
            name=SQL.identifier(f"bench_{table}"),
            table=SQL.identifier(table),
            portion=SQL.identifier(portion),
            condition=condition,
        )
    )
    env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(f"bench_{table}")))
    return env.cr.fetchone()[0]


def _get_messages(env, provider_id, count):
    messages = env["elektrohisob.exchange.message"].search(
        [("provider_id", "=", provider_id)], order="id desc", limit=count
    )
    return messages.sorted("id").ids


def _count_lines(env, message_ids):
    counts = dict.fromkeys(STATES, 0)
    counts.update(
        env["elektrohisob.exchange.line"]._read_group(
            [("message_id", "in", message_ids)], ["state"], ["__count"]
        )
    )
    return counts


def _print(title, unit, count, ours, plain) -> None:
    fast, slow = count / plain.seconds, count / ours.seconds
    print(f"  {count:,} {title}")
    print(f"    {'Elektrohisob, whole path':42} {slow:10,.0f} {unit}/s")
    print(f"    {'plain INSERT … SELECT of the same rows':42} {fast:10,.0f} {unit}/s")
    memory = f"memory of a worker {ours.peak:,.0f} MB, {ours.idle:,.0f} idle"
    print(f"    ratio {slow / fast:.2f}, {memory}", flush=True)


# === WITHOUT A PLAIN TWIN === #


def _report_others(env, options, month) -> None:
    """What is done at once: readings by the API and a workbook, sheets, a page."""
    day = Date.subtract(Date.today(), days=1)
    rows = metering_files.rows(env, day)
    given = [
        {"account": number, "date": day, "value": value}
        for number, _day, value in rows[:SUBMITTED]
    ]
    with _seconds(len(given), "readings by one call of submit", "readings"):
        env["elektrohisob.reading"].submit(readings=given)
    provider = env["elektrohisob.exchange.provider"].browse(
        metering_files.provider(env, "readings")
    )
    rows = rows[SUBMITTED : SUBMITTED + options.file_rows]
    if rows:
        data = metering_files.workbook(rows)
        with _seconds(len(rows), "readings of a workbook", "readings"):
            provider._receive("bench.xlsx", data)
    _report_sheets(env, options, day)
    _report_completeness(env, options)


def _report_sheets(env, options, day) -> None:
    routes, count = metering_files.routes(env, options.stops)
    with _seconds(count, "rows of sheets of a district", "rows"):
        sheets = env["elektrohisob.route.sheet"]._create_for(routes, day)
        env.flush_all()
    env.invalidate_all()
    began = time.perf_counter()
    data = sheets._render_pdf()
    seconds = time.perf_counter() - began
    pages = metering_files.count_pages(data)
    print(
        f"  their PDF: {pages:,} pages, {len(data) / 2**20:.1f} MB in {seconds:.1f} s, "
        f"{pages / seconds:,.0f} pages/s"
    )


def _report_completeness(env, options) -> None:
    first = Date.subtract(Date.today(), days=COMPLETE_DAYS)
    count = metering_files.complete(env, options.complete, first, COMPLETE_DAYS)
    name = "elektrohisob.channel.report"
    domains = {"opened": [], "with missing days": [("missing", ">", 0)]}
    domains["one account"] = [("account_id", "=", metering_files.accounts(env)[:1].id)]
    for title, domain in domains.items():
        (taken,) = lists.milliseconds([env], name, domain, turns=3)
        print(f"  completeness of {count:,} channels, {title}: {taken:,.0f} ms")


class _seconds:
    """Print how long the block took for so many things."""

    def __init__(self, count, title, unit):
        self.count, self.title, self.unit = count, title, unit

    def __enter__(self):
        self.began = time.perf_counter()

    def __exit__(self, kind, *_rest):
        seconds = time.perf_counter() - self.began
        if kind is None:
            speed = f"{self.count / seconds:,.0f} {self.unit}/s"
            text = f"  {self.count:,} {self.title}: {seconds:.1f} s, {speed}"
            print(text, flush=True)
