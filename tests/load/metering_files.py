"""Generated facts and files of the section of metering, see metering.py."""

import csv
import io
from datetime import timedelta

import generate
from openpyxl import Workbook
from pypdf import PdfReader

from odoo.fields import Date
from odoo.tools import SQL

AREA = "1234567890"
ROUTE_STOPS = 400
STEPS = [
    (f"{n // 2:02}{n % 2 * 30:02}", f"{(n + 1) // 2 % 24:02}{(n + 1) % 2 * 30:02}")
    for n in range(48)
]
# Every meter goes on as in its first month, a little more or less.
NEXT = """
    SELECT i.account_id, i.id AS installation_id, i.company_id, a.number,
           last.value + used.kwh * (95 + (hashtext(i.id || %(day)s) & 7)) / 100 AS value
      FROM elektrohisob_installation i
      JOIN elektrohisob_account a ON a.id = i.account_id
     CROSS JOIN LATERAL (SELECT right(a.number, 8)::int AS n,
                                (SELECT min(date_start) FROM elektrohisob_period
                                  WHERE company_id = %(company)s) AS month) AS seed
     CROSS JOIN LATERAL (SELECT %(use)s AS kwh) AS used
     CROSS JOIN LATERAL (
           SELECT round(value) AS value FROM elektrohisob_reading r
            WHERE r.installation_id = i.id AND r.reading_type = 'A+'
              AND r.state = 'valid' ORDER BY date DESC LIMIT 1) AS last
     WHERE i.company_id = %(company)s
     ORDER BY i.id
    """


def _next(company_id, day) -> SQL:
    return SQL(NEXT, company=company_id, day=str(day), use=SQL(generate.USE))


def history(env, company_id, begin, months) -> None:
    """Readings of so many months from ``begin`` on, the first two being there; all
    of them settled as if by the months themselves."""
    for number in range(2, months):
        day = Date.add(begin, months=number)
        env.cr.execute(
            SQL(
                """
                INSERT INTO elektrohisob_reading
                       (account_id, installation_id, company_id, date, reading_type,
                        value, source, state)
                SELECT account_id, installation_id, company_id, %s, 'A+', value, 'file',
                       'valid' FROM (%s) AS new
                """,
                day,
                _next(company_id, day),
            )
        )
    env.cr.execute(
        "UPDATE elektrohisob_account_state SET settled_to = %s, booked_to = %s"
        " WHERE company_id = %s",
        [day, day, company_id],
    )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def open_period(env, month) -> int:
    """The period of the month, the only open one of the district."""
    env.cr.execute(
        "UPDATE elektrohisob_period SET state = 'closed' WHERE company_id = %s",
        [env.company.id],
    )
    vals = {"company_id": env.company.id, "date_start": month}
    return env["elektrohisob.period"].create(vals).id


def accounts(env):
    """Accounts of the district, in the order of their numbers."""
    return env["elektrohisob.account"].search(
        [("company_id", "=", env.company.id)], order="id"
    )


def provider(env, kind) -> int:
    """Provider of the district for files of a kind."""
    found = env["elektrohisob.exchange.provider"].search(
        [("kind", "=", kind), ("company_id", "=", env.company.id)], limit=1
    )
    vals = {"name": kind, "code": f"bench-{kind}-{env.company.id}", "kind": kind}
    return (found or found.create(vals | {"company_id": env.company.id})).id


# === READINGS === #


def rows(env, day) -> list[tuple[str, str, int]]:
    """(account number, day, kWh) of the next reading of every meter."""
    env.cr.execute(_next(env.company.id, day))
    text = f"{day:%d.%m.%Y}"
    return [(row[3], text, int(row[4])) for row in env.cr.fetchall()]


def tables(env, day, size) -> list[tuple[str, bytes]]:
    """Files of the next readings, (name, bytes), as a district exports them."""
    found, files = rows(env, day), []
    for start in range(0, len(found), size):
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(("Hisob raqam", "Sana", "Koʻrsatkich"))
        writer.writerows(found[start : start + size])
        files.append((f"{day}-{start}.csv", stream.getvalue().encode()))
    return files


def workbook(found) -> bytes:
    """The same as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("Hisob raqam", "Sana", "Koʻrsatkich"))
    for row in found:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# === INTERVAL DATA === #


def channels(env, count) -> None:
    """Attached channels of active energy, one a point."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO elektrohisob_channel
                   (usage_point_id, account_id, company_id, area_code, point_code,
                    reading_type, step, date_start, coefficient_applied)
            SELECT p.id, p.account_id, p.company_id, %s, a.number, 'A+', 30,
                   '2000-01-01', TRUE
              FROM elektrohisob_usage_point p
              JOIN elektrohisob_account a ON a.id = p.account_id
             WHERE p.company_id = %s AND NOT EXISTS (
                   SELECT FROM elektrohisob_channel c WHERE c.usage_point_id = p.id)
             ORDER BY p.id LIMIT %s
            """,
            AREA,
            env.company.id,
            count,
        )
    )
    env.cr.commit()
    env.cr.execute("ANALYZE elektrohisob_channel")


def layouts(env, first, days, size) -> list[tuple[str, bytes]]:
    """Files 80020 of the channels, (name, bytes), some points a file."""
    env.cr.execute(
        "SELECT point_code FROM elektrohisob_channel WHERE company_id = %s ORDER BY id",
        [env.company.id],
    )
    points = [row[0] for row in env.cr.fetchall()]
    files = []
    for day in (first + timedelta(n) for n in range(days)):
        for start in range(0, len(points), size):
            number = len(files) + 1
            part = points[start : start + size]
            name = f"80020_{AREA}_{day:%Y%m%d}_{number}.xml"
            files.append((name, _layout(part, day, number)))
    return files


def _layout(points, day, number) -> bytes:
    measured = "".join(
        _point(code, day.toordinal() + n) for n, code in enumerate(points)
    )
    text = f"""<?xml version="1.0" encoding="windows-1251"?>
<message class="80020" version="2" number="{number}">
<datetime><timestamp>{day + timedelta(1):%Y%m%d}040000</timestamp>
<daylightsavingtime>1</daylightsavingtime><day>{day:%Y%m%d}</day></datetime>
<sender><inn>{AREA}</inn><name>Bench</name></sender>
<area timezone="1"><inn>{AREA}</inn><name>Bench</name>
{measured}</area>
</message>"""
    return text.encode("windows-1251")


def _point(code, seed) -> str:
    periods = "".join(
        f'<period start="{start}" end="{end}">'
        f"<value>{(seed * 7919 + place * 104729) % 400}</value></period>\n"
        for place, (start, end) in enumerate(STEPS)
    )
    return (
        f'<measuringpoint code="{code}" name="Bench {code}">\n'
        f'<measuringchannel code="01" desc="A+">\n{periods}</measuringchannel>\n'
        "</measuringpoint>\n"
    )


def complete(env, count, first, days) -> int:
    """Attached channels with ``days`` days each from ``first`` on, but every 97th;
    returns their number."""
    channels(env, count)
    env.cr.execute(
        SQL(
            """
            INSERT INTO elektrohisob_interval_day
                   (channel_id, company_id, date, wh, missing, doubtful, state, number,
                    values, qualities)
            SELECT c.id, c.company_id, %s::date + n, 48000, 0, 0, 'valid', 1,
                   array_fill(1000, ARRAY[48]), array_fill(0::smallint, ARRAY[48])
              FROM elektrohisob_channel c, generate_series(0, %s - 1) AS n
             WHERE c.company_id = %s AND (c.id + n) %% 97 <> 0
             ORDER BY n, c.id
            ON CONFLICT DO NOTHING
            """,
            first,
            days,
            env.company.id,
        )
    )
    env.cr.execute(
        "UPDATE elektrohisob_channel SET last_day = %s WHERE company_id = %s",
        [first + timedelta(days - 1), env.company.id],
    )
    env.cr.execute("ANALYZE elektrohisob_interval_day, elektrohisob_channel")
    env.invalidate_all()
    return env["elektrohisob.channel"].search_count(
        [("company_id", "=", env.company.id)]
    )


# === SHEETS === #


def routes(env, stops):
    """(routes, number of stops) over the first points of the district."""
    points = env["elektrohisob.usage.point"].search(
        [("company_id", "=", env.company.id)], order="id", limit=stops
    )
    found = env["elektrohisob.route"].create(
        [
            {"code": f"{number:03}", "name": "Bench", "company_id": env.company.id}
            for number in range(-(-len(points) // ROUTE_STOPS))
        ]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO elektrohisob_route_stop
                   (route_id, company_id, usage_point_id, sequence)
            SELECT r.id, %s, p.id, p.place
              FROM unnest(%s::int[]) WITH ORDINALITY AS p(id, place)
              JOIN unnest(%s::int[]) WITH ORDINALITY AS r(id, number)
                ON r.number = (p.place - 1) / %s + 1
            """,
            env.company.id,
            points.ids,
            found.ids,
            ROUTE_STOPS,
        )
    )
    env.cr.execute("ANALYZE elektrohisob_route_stop")
    env.invalidate_all()
    return found, len(points)


def count_pages(data) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)
