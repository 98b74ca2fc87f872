"""The chain of hashes over the ledger: functions of the database.

The day of an entry is the day on which it was written, in Tashkent, whatever its date
of business. A seal covers what a district wrote on one day, in the order of the ids,
and the seal before it. Everything is computed where the rows are; the doctor, the
nightly check and the method ask the same functions.
"""

from datetime import date

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

# What is sealed of an entry. A column added later needs seals of another recipe.
COLUMNS = (
    *("id", "account_id", "company_id", "period_id", "kind", "charge_id"),
    *("payment_id", "reverses_id", "transfer_id", "note", "create_uid"),
    *("document_id", "target_kind"),
)
MARK = 12  # bytes of an entry's digest that are sealed; they tell which one changed
MEMORY = "128MB"  # for sorting what a district wrote on a day
BEFORE_SEALS = "2000-01-01"  # day of entries written before their time was kept

WRITTEN = """
ALTER TABLE elektrohisob_ledger_entry
  ALTER COLUMN create_date SET DEFAULT (now() AT TIME ZONE 'UTC');
ALTER TABLE elektrohisob_ledger_seal ADD COLUMN IF NOT EXISTS marks bytea;
"""

DAY = """
CREATE OR REPLACE FUNCTION elektrohisob_ledger_day(written timestamp) RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT COALESCE((written AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tashkent')::date,
                    DATE '%(before)s')
$$;
CREATE OR REPLACE FUNCTION elektrohisob_ledger_midnight(day date) RETURNS timestamp
LANGUAGE sql STABLE AS $$
    SELECT day::timestamp AT TIME ZONE 'Asia/Tashkent' AT TIME ZONE 'UTC'
$$;
"""

# The text of a record is unambiguous: it quotes, and an empty text is no NULL. Nothing
# in it depends on settings of the session.
DIGEST = """
CREATE OR REPLACE FUNCTION elektrohisob_ledger_digest(entry elektrohisob_ledger_entry)
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(ROW(%(columns)s, entry.date - DATE '2000-01-01',
        entry.target_month - DATE '2000-01-01', trim_scale(entry.amount),
        extract(epoch FROM entry.create_date))::text, 'UTF8'))
$$;
"""

DAYS = """
CREATE OR REPLACE FUNCTION elektrohisob_ledger_days(
    units int[], since date, until date, above int)
RETURNS TABLE (company_id int, day date, entry_count bigint, first_id int, last_id int,
               amount numeric, digest bytea, marks bytea)
LANGUAGE sql STABLE AS $$
    SELECT days.company_id, days.day, days.entry_count, days.first_id, days.last_id,
           days.amount, sha256(days.marks), days.marks
      FROM (
    SELECT row.company_id, row.day, count(*) AS entry_count, min(row.id) AS first_id,
           max(row.id) AS last_id, sum(row.amount) AS amount,
           string_agg(int4send(row.id) || substr(row.digest, 1, %(mark)s), ''::bytea
                      ORDER BY row.id) AS marks
      FROM (SELECT entry.id, entry.company_id, entry.amount,
                   elektrohisob_ledger_day(entry.create_date) AS day,
                   elektrohisob_ledger_digest(entry) AS digest
              FROM elektrohisob_ledger_entry AS entry
             WHERE entry.id > above
               AND (units IS NULL OR entry.company_id = ANY(units))
               AND (entry.create_date < elektrohisob_ledger_midnight(until + 1)
                    OR entry.create_date IS NULL AND until IS NOT NULL)
               AND (since IS NULL
                    OR entry.create_date >= elektrohisob_ledger_midnight(since))
           ) AS row
     GROUP BY row.company_id, row.day
    ) AS days
$$;
"""

HASH = """
CREATE OR REPLACE FUNCTION elektrohisob_ledger_hash(
    previous text, company_id int, day date, entry_count bigint, amount numeric,
    digest bytea)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
        previous || '|' || company_id || '|' || (day - DATE '2000-01-01') || '|'
        || entry_count || '|' || trim_scale(amount) || '|' || encode(digest, 'hex'),
        'UTF8')), 'hex')
$$;
"""

# Days whose seal does not fit, then the first entry of each that is not as sealed.
BROKEN = """
CREATE OR REPLACE FUNCTION elektrohisob_ledger_broken(
    units int[], since date, until date)
RETURNS TABLE (company_id int, day date, entry_id int, what text)
LANGUAGE sql STABLE SET work_mem = '%(memory)s' AS $$
    WITH chain AS MATERIALIZED (
        SELECT seal.id, seal.company_id, seal.day, seal.previous_hash, seal.hash,
               COALESCE(lag(seal.hash) OVER (
                   PARTITION BY seal.company_id ORDER BY seal.day), '') AS before
          FROM elektrohisob_ledger_seal AS seal
         WHERE units IS NULL OR seal.company_id = ANY(units)
    ), days AS MATERIALIZED (
        SELECT COALESCE(seal.company_id, found.company_id) AS company_id,
               COALESCE(seal.day, found.day) AS day, seal.id AS seal_id,
               COALESCE(seal.previous_hash <> seal.before, FALSE) AS is_unlinked
          FROM (SELECT * FROM chain
                 WHERE (since IS NULL OR chain.day >= since)
                   AND (until IS NULL OR chain.day <= until)) AS seal
          FULL JOIN elektrohisob_ledger_days(
                    units, since,
                    LEAST(until, (SELECT max(last.day)
                                    FROM elektrohisob_ledger_seal AS last)), 0) AS found
               ON found.company_id = seal.company_id AND found.day = seal.day
         WHERE seal.id IS NULL OR seal.previous_hash <> seal.before
            OR seal.hash IS DISTINCT FROM elektrohisob_ledger_hash(
                   seal.previous_hash, found.company_id, found.day,
                   found.entry_count, found.amount, found.digest)
         ORDER BY 2, 1
         LIMIT 20
    ), sealed AS (
        SELECT days.company_id, days.day,
               substr(seal.marks, place + 5, %(mark)s) AS mark,
               ('x' || encode(substr(seal.marks, place + 1, 4), 'hex'))::bit(32)::int
               AS entry_id
          FROM days
          JOIN elektrohisob_ledger_seal AS seal ON seal.id = days.seal_id
         CROSS JOIN LATERAL generate_series(
                   0, length(seal.marks) - %(step)s, %(step)s) AS place
    ), present AS (
        SELECT days.company_id, days.day, entry.id AS entry_id,
               substr(elektrohisob_ledger_digest(entry), 1, %(mark)s) AS mark
          FROM days
          JOIN elektrohisob_ledger_entry AS entry
            ON entry.company_id = days.company_id
           AND elektrohisob_ledger_day(entry.create_date) = days.day
    ), rows AS (
        SELECT DISTINCT ON (day, company_id) day, company_id, entry_id,
               CASE WHEN sealed.mark IS NULL THEN 'added'
                    WHEN present.mark IS NOT NULL
                      OR EXISTS (SELECT FROM elektrohisob_ledger_entry AS entry
                                  WHERE entry.id = entry_id) THEN 'changed'
                    ELSE 'deleted' END AS what
          FROM sealed
          FULL JOIN present USING (company_id, day, entry_id)
         WHERE sealed.mark IS DISTINCT FROM present.mark
         ORDER BY day, company_id, entry_id
    )
    SELECT days.company_id, days.day, rows.entry_id,
           COALESCE(rows.what, CASE WHEN days.is_unlinked THEN 'link' ELSE 'seal' END)
      FROM days
      LEFT JOIN rows ON rows.company_id = days.company_id AND rows.day = days.day
     ORDER BY days.day, days.company_id
$$;
"""

# Ids grow: what is written after two sealed days has ids above the first of theirs.
ABOVE = """
SELECT COALESCE(min(first_id), 1) - 1
  FROM elektrohisob_ledger_seal
 WHERE day >= (SELECT max(day) - 1 FROM elektrohisob_ledger_seal)
"""

UNSEALED = """
SELECT DISTINCT elektrohisob_ledger_day(entry.create_date) AS day
  FROM elektrohisob_ledger_entry AS entry
 WHERE entry.id > %(above)s
   AND (entry.create_date < elektrohisob_ledger_midnight(%(until)s::date + 1)
        OR entry.create_date IS NULL AND %(last)s::date IS NULL)
   AND (%(last)s::date IS NULL
        OR entry.create_date >= elektrohisob_ledger_midnight(%(last)s::date + 1))
 ORDER BY day
"""

# The seals of one day, of every district that wrote on it.
SEALS = """
SELECT found.company_id, found.day, found.entry_count, found.first_id, found.last_id,
       found.amount, found.marks, COALESCE(previous.hash, ''),
       elektrohisob_ledger_hash(COALESCE(previous.hash, ''), found.company_id,
           found.day, found.entry_count, found.amount, found.digest),
       %(user)s, now() AT TIME ZONE 'UTC'
  FROM elektrohisob_ledger_days(
       NULL, %(since)s::date, %(day)s::date, %(above)s) AS found
  LEFT JOIN LATERAL (
    SELECT seal.hash
      FROM elektrohisob_ledger_seal AS seal
     WHERE seal.company_id = found.company_id AND seal.day < found.day
     ORDER BY seal.day DESC
     LIMIT 1
  ) AS previous ON TRUE
 WHERE found.day = %(day)s::date
"""
SEAL_COLUMNS = (
    *("company_id", "day", "entry_count", "first_id", "last_id", "amount"),
    *("marks", "previous_hash", "hash", "create_uid", "create_date"),
)


def create_functions(cr: BaseCursor) -> None:
    """(Re)create the functions, and keep the time at which entries are written."""
    words = {
        "columns": ", ".join(f"entry.{column}" for column in COLUMNS),
        "mark": MARK,
        "memory": MEMORY,
        "step": MARK + 4,
        "before": BEFORE_SEALS,
    }
    for text in (WRITTEN, DAY, DIGEST, DAYS, HASH, BROKEN):
        cr.execute(SQL(text % words if "%(" in text else text))


def seals_of(day: date, above: int, user_id: int) -> SQL:
    """Query of the seals of ``day``, whose entries have ids above ``above``."""
    first = str(day) == BEFORE_SEALS
    since = None if first else day
    return SQL(SEALS, since=since, day=day, above=above, user=user_id)
