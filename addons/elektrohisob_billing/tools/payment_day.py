"""Three sides of a day of a payment service, compared in the database.

A day of 200,000 payments is one statement: two range scans, two hash aggregates, one
hash join. Only what differs comes out of it, and one row of totals.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

#: No clock of a service is beyond it (year 2100); numbers above are no times.
LAST_MS = 4_102_444_800_000

# All rows of an online payment carry the time of the service, so one range of the
# index has them. Payments without events came by a file or by the API.
OURS = """
SELECT told.key, told.event_id, told.payment_id, told.account_id, told.amount,
       CASE WHEN told.is_cancelled OR paid.state IN ('cancelled', 'returned')
            THEN 'cancelled'
            WHEN told.payment_id IS NOT NULL THEN 'performed'
            ELSE 'created' END AS state,
       COALESCE(paid.state = 'unidentified', FALSE) AS is_unknown,
       told.is_repeated, told.day
  FROM (SELECT min(external_id) AS key, origin_id AS event_id,
               max(payment_id) AS payment_id,
               min(account_id) FILTER (WHERE id = origin_id) AS account_id,
               min(amount) FILTER (WHERE id = origin_id) AS amount,
               bool_or(state = 'cancelled') AS is_cancelled,
               bool_or(state = 'conflict') AS is_repeated,
               (to_timestamp(min(provider_time) / 1000.0)
                AT TIME ZONE 'Asia/Tashkent')::date AS day
          FROM elektrohisob_payment_event
         WHERE provider_id = %(provider)s
           AND provider_time >= %(start)s AND provider_time < %(end)s
         GROUP BY origin_id) AS told
  LEFT JOIN elektrohisob_payment AS paid ON paid.id = told.payment_id
 UNION ALL
SELECT paid.external_key, NULL, paid.id, NULL, paid.amount,
       CASE WHEN paid.state IN ('cancelled', 'returned') THEN 'cancelled'
            ELSE 'performed' END,
       paid.state = 'unidentified', FALSE, paid.date
  FROM elektrohisob_payment AS paid
 WHERE paid.provider_id = %(provider)s
   AND paid.date >= %(first)s AND paid.date < %(after)s
   AND paid.channel <> 'online'  -- those have events
   AND NOT EXISTS (SELECT FROM elektrohisob_payment_event AS event
                    WHERE event.payment_id = paid.id)
"""
TOLD = """
SELECT row.*
  FROM elektrohisob_payment_told AS row
 WHERE row.provider_id = %(provider)s
   AND row.day >= %(first)s AND row.day < %(after)s
"""
LAST_FILE = """
   AND row.message_id = (SELECT max(last.message_id)
                           FROM elektrohisob_payment_told AS last
                          WHERE last.provider_id = %(provider)s
                            AND last.day = %(first)s)
"""
# The one rule of what a register tells of a payment: paid more often than cancelled, or
# nothing. A cancellation without its payment is no payment below zero.
TOLD_NET = """
told_side AS (
    SELECT key, count(*) FILTER (WHERE state = 'performed') AS performed,
           count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
           COALESCE(sum(CASE state WHEN 'cancelled' THEN -amount ELSE amount END), 0)
               AS total,
           min(account_id) AS account_id, min(id) AS told_id
      FROM told_rows GROUP BY key),
told_net AS (
    SELECT key, GREATEST(performed - cancelled, 0) AS paid,
           CASE WHEN performed > cancelled THEN total ELSE 0 END AS total,
           account_id, told_id
      FROM told_side)
"""
PAIRS = """
WITH our_rows AS MATERIALIZED (%(ours)s), told_rows AS MATERIALIZED (%(told)s),
our_side AS (
    SELECT key, count(*) FILTER (WHERE state = 'performed') AS paid,
           COALESCE(sum(amount) FILTER (WHERE state = 'performed'), 0) AS total,
           min(account_id) AS account_id, max(payment_id) AS payment_id,
           min(event_id) AS event_id, min(state) AS state,
           bool_or(is_unknown AND state = 'performed') AS is_unknown,
           bool_or(is_repeated) AS is_repeated
      FROM our_rows GROUP BY key),
%(told_net)s
SELECT NULL AS key, (SELECT sum(paid) FROM told_net) AS told_paid,
       (SELECT sum(total) FROM told_net) AS told_total,
       (SELECT sum(paid) FROM our_side) AS our_paid,
       (SELECT sum(total) FROM our_side) AS our_total,
       (SELECT max(told_id) FROM told_net) AS told_id,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL
 UNION ALL
SELECT key, COALESCE(told.paid, 0), COALESCE(told.total, 0),
       COALESCE(our.paid, 0), COALESCE(our.total, 0), told.told_id,
       our.event_id, our.payment_id, our.state, told.account_id, our.account_id,
       COALESCE(our.is_unknown, FALSE), COALESCE(our.is_repeated, FALSE)
  FROM told_net AS told
  FULL JOIN our_side AS our USING (key)
 WHERE COALESCE(told.paid, 0) <> COALESCE(our.paid, 0)
    OR COALESCE(told.total, 0) <> COALESCE(our.total, 0)
    OR our.is_unknown OR our.is_repeated
    OR (our.paid > 0 AND told.paid > 0 AND told.account_id <> our.account_id)
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A payment about which the sides differ; totals are tiyin."""

    key: str
    told_paid: int
    told_total: int
    our_paid: int
    our_total: int
    told_id: int | None
    event_id: int | None
    payment_id: int | None
    our_state: str | None
    told_account_id: int | None
    our_account_id: int | None
    is_unknown: bool
    is_repeated: bool


def read_day(
    cr: BaseCursor, provider_id: int, day: date, is_whole: bool
) -> tuple[Pair, list[Pair]]:
    """(row of totals, what differs) of one day.

    :param is_whole: the last register of the day replaces earlier ones
    """
    cr.execute(
        SQL(
            PAIRS,
            ours=_ours(provider_id, day, day),
            told=_told(provider_id, day, day, is_whole),
            told_net=SQL(TOLD_NET),
        )
    )
    totals, *pairs = (_make_pair(row) for row in cr.fetchall())
    return totals, pairs


def explain(cr: BaseCursor, provider_id: int, day: date) -> str:
    """The plan of ``read_day`` with its times, for measurements."""
    ours, told = _ours(provider_id, day, day), _told(provider_id, day, day, True)
    query = SQL(PAIRS, ours=ours, told=told, told_net=SQL(TOLD_NET))
    cr.execute(SQL("EXPLAIN ANALYZE %s", query))
    return "\n".join(row[0] for row in cr.fetchall())


def read_told_total(cr: BaseCursor, provider_id: int, day: date, is_whole: bool) -> int:
    """Tiyin of the payments of a day by the register."""
    cr.execute(
        SQL(
            "WITH told_rows AS (%s), %s SELECT COALESCE(sum(total), 0) FROM told_net",
            _told(provider_id, day, day, is_whole),
            SQL(TOLD_NET),
        )
    )
    return round(cr.fetchone()[0] * 100)


def find_elsewhere(
    cr: BaseCursor,
    provider_id: int,
    day: date,
    keys: Sequence[str],
    first: date,
    last: date,
) -> tuple[dict[str, date], dict[str, date]]:
    """Days but ``day`` on which payments of ``keys`` are paid, told and ours."""
    found = []
    for rows in (
        _told(provider_id, first, last, False),
        _ours(provider_id, first, last),
    ):
        cr.execute(
            SQL(
                "SELECT key, min(day) FROM (%s) AS rows "
                "WHERE key = ANY(%s) AND state = 'performed' AND day <> %s "
                "GROUP BY key",
                rows,
                list(keys),
                day,
            )
        )
        found.append(dict(cr.fetchall()))
    return found[0], found[1]


def find_changed(cr: BaseCursor, provider_id: int, since_ms: int) -> Iterable[date]:
    """Days of payments about which something was written since an instant."""
    cr.execute(
        SQL(
            """
            SELECT DISTINCT (to_timestamp(provider_time / 1000.0)
                             AT TIME ZONE 'Asia/Tashkent')::date
              FROM elektrohisob_payment_event
             WHERE provider_id = %(provider)s AND time >= %(since)s
               AND provider_time BETWEEN 0 AND %(last)s
             UNION
            SELECT DISTINCT COALESCE((to_timestamp(event.provider_time / 1000.0)
                             AT TIME ZONE 'Asia/Tashkent')::date, paid.date)
              FROM elektrohisob_payment AS paid
              LEFT JOIN elektrohisob_payment_event AS event
                ON event.payment_id = paid.id
               AND event.provider_time BETWEEN 0 AND %(last)s
             WHERE paid.provider_id = %(provider)s
               AND paid.write_date
                   >= to_timestamp(%(since)s / 1000.0) AT TIME ZONE 'UTC'
            """,
            provider=provider_id,
            since=since_ms,
            last=LAST_MS,
        )
    )
    return [row[0] for row in cr.fetchall()]


def _make_pair(row: Sequence) -> Pair:
    told_paid, told_total, our_paid, our_total = (value or 0 for value in row[1:5])
    return Pair(
        row[0],
        int(told_paid),
        round(told_total * 100),
        int(our_paid),
        round(our_total * 100),
        *row[5:],
    )


def _ours(provider_id: int, first: date, last: date) -> SQL:
    return SQL(
        OURS,
        provider=provider_id,
        first=first,
        after=date.fromordinal(last.toordinal() + 1),
        start=midnight(first),
        end=midnight(date.fromordinal(last.toordinal() + 1)),
    )


def _told(provider_id: int, first: date, last: date, is_whole: bool) -> SQL:
    return SQL(
        TOLD + (LAST_FILE if is_whole else ""),
        provider=provider_id,
        first=first,
        after=date.fromordinal(last.toordinal() + 1),
    )


def midnight(day: date) -> int:
    """Milliseconds of the beginning of a day in Tashkent, which is UTC+5 always."""
    return ((day - date(1970, 1, 1)).days * 24 - 5) * 3_600_000


PROOF = """
CREATE OR REPLACE FUNCTION elektrohisob_payment_day_proof() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    number integer := (to_jsonb(NEW) ->> TG_ARGV[0])::integer;
BEGIN
    IF EXISTS (
        SELECT FROM elektrohisob_payment_day AS day
          LEFT JOIN LATERAL (
              SELECT COALESCE(sum(line.difference), 0) AS total,
                     COALESCE(bool_or(line.state = 'open'), FALSE) AS is_open
                FROM elektrohisob_payment_day_line AS line
               WHERE line.day_id = day.id AND line.is_pair) AS pairs ON TRUE
          LEFT JOIN LATERAL (
              SELECT COALESCE(bool_or(line.state = 'open'), FALSE) AS is_open
                FROM elektrohisob_payment_day_line AS line
               WHERE line.day_id = day.id AND NOT line.is_pair) AS banks ON TRUE
         WHERE day.id = number
           AND (day.state IN ('green', 'explained') AND (pairs.is_open OR banks.is_open)
                OR day.told_state <> 'silent'
                   AND day.told_amount - day.our_amount <> pairs.total)
    ) THEN
        RAISE EXCEPTION 'day % of a payment service is not what its lines say', number
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def prove(cr: BaseCursor, table: str, column: str) -> None:
    """At the end of each transaction the lines of a day make up its difference, and a
    day that counts as settled has no open line."""
    cr.execute(PROOF)
    cr.execute(
        SQL(
            "DROP TRIGGER IF EXISTS payment_day_proof ON %(table)s;"
            "CREATE CONSTRAINT TRIGGER payment_day_proof AFTER INSERT OR UPDATE "
            "ON %(table)s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            "EXECUTE FUNCTION elektrohisob_payment_day_proof(%(column)s)",
            table=SQL.identifier(table),
            column=column,
        )
    )
