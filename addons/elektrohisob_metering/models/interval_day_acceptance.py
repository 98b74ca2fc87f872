from dataclasses import dataclass
from functools import lru_cache

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.facts import Change

from ..engine import versions

COLUMNS = (
    "channel_id",
    "company_id",
    "date",
    "wh",
    "missing",
    "doubtful",
    "state",
    "number",
    "sent",
    "message_id",
    "values",
    "qualities",
)
ACCEPTED, PARKED, REFUSED = "accepted", "parked", "refused"
STATES = {"I01": PARKED, "I04": ACCEPTED, "I05": ACCEPTED, "I06": ACCEPTED}
START = fields.Date.to_date("2000-01-01")


@dataclass(slots=True)
class Item:
    """A day on its way in: as received, what is known, what became of it."""

    day: object
    channel: dict | None = None
    new: versions.Version | None = None
    old: versions.Version | None = None
    code: str = ""
    figures: dict | None = None
    is_repeat: bool = False
    is_taken: bool = False


class IntervalDay(models.Model):
    """Acceptance: the one path by which interval data enter, whatever the format."""

    _inherit = "elektrohisob.interval.day"

    @api.model
    def _accept(self, days, *, companies, company, message=None, number=0, sent=None):
        """Take days of channels that are new or newer than what is there.

        Rights to take data are the caller's business.

        :param days: list of ``adapters.intervals.ChannelDay``
        :param companies: where to look for the channels
        :param company: owner of channels that are not known yet
        :param int number: number of the sender's message
        :param datetime sent: when the sender made it, in his time
        :return: list of dicts in the order of ``days``: ``state`` (accepted, parked
            or refused), ``code``, ``reason``, ``channel_id``, ``account_id``,
            ``wh`` (Wh taken), ``repeat``
        """
        self.env.flush_all()
        items = [Item(day, code=day.problem, figures=day.figures) for day in days]
        today = business_today(self)
        for item in items:
            if not item.code and item.day.day > today:
                item.code = "I03"
            elif not item.code and item.day.day < START:
                item.code = "I11"
        good = [item for item in items if not item.code]
        self._find_channels(good, companies, company)
        good = [item for item in good if not item.code]
        self._load_versions(good)
        for item in good:
            self._decide(item, number, sent)
        self._store_items([item for item in good if item.is_taken], message)
        self._refresh_versions([item for item in good if item.is_repeat], number, sent)
        return [self._get_outcome(item) for item in items]

    # === VERSIONS === #

    @api.model
    def _load_versions(self, items):
        """What is known of the days, after the channels are locked for others."""
        ids = sorted({item.channel["id"] for item in items})
        newest = {}
        for item in items:
            channel_id = item.channel["id"]
            newest[channel_id] = max(newest.get(channel_id, START), item.day.day)
        self.env.cr.execute(
            SQL(
                "SELECT id FROM elektrohisob_channel WHERE id = ANY(%s::int[])"
                " ORDER BY id FOR NO KEY UPDATE",
                bulk.array_text(ids),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_channel c SET last_day = new.day
                  FROM unnest(%s::int[], %s::date[]) AS new(id, day)
                 WHERE c.id = new.id AND (c.last_day IS NULL OR c.last_day < new.day)
                """,
                bulk.array_text(ids),
                bulk.array_text(newest[id_] for id_ in ids),
            )
        )
        self.env["elektrohisob.channel"].invalidate_model(["last_day"])
        self.env.cr.execute(
            SQL(
                """
                SELECT d.channel_id, d.date, d.id, d.values, d.qualities, d.number,
                       d.sent
                  FROM elektrohisob_interval_day d
                  JOIN unnest(%s::int[], %s::date[]) AS new(channel_id, date)
                 USING (channel_id, date)
                 WHERE d.state = 'valid'
                """,
                bulk.array_text(item.channel["id"] for item in items),
                bulk.array_text(item.day.day for item in items),
            )
        )
        known = {
            row[:2]: versions.Version(tuple(row[3]), tuple(row[4]), *row[5:], id=row[2])
            for row in self.env.cr.fetchall()
        }
        for item in items:
            item.old = known.get((item.channel["id"], item.day.day))

    @api.model
    def _decide(self, item, number, sent):
        """Whether the day is new, newer, the same or older."""
        day = item.day
        new = versions.Version(day.values, day.qualities, number, sent)
        item.code, item.new = versions.compare(item.old, new, partial=day.partial)
        item.is_repeat = item.code == "I06"
        item.is_taken = not item.code
        if item.code:
            item.figures = {"number": item.old.number, "sent": item.old.sent}
        elif versions.MISSING in item.new.qualities:
            item.code = "I04"
        elif any(item.new.qualities):
            item.code = "I05"
        if item.is_taken and not item.channel["account_id"]:
            item.code = "I01"

    @api.model
    def _store_items(self, items, message):
        """Write the taken days; earlier versions stay, without force."""
        single = {(item.channel["id"], item.day.day): item for item in items}
        for item in items:
            if single[item.channel["id"], item.day.day] is not item:
                item.is_taken, item.code = False, "I08"
        items = list(single.values())
        if not items:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE elektrohisob_interval_day SET state = 'replaced'"
                " WHERE id = ANY(%s)",
                [item.old.id for item in items if item.old],
            )
        )
        message_id = message.id if message else bulk.NULL
        lines = (_line(item, message_id) for item in items)
        bulk.copy_lines(self.env.cr, self._table, COLUMNS, lines)
        self.invalidate_model()
        changes = self.env["elektrohisob.channel"]._widen(list(_changes(items)))
        self.env["elektrohisob.fact.change"]._record(
            "elektrohisob.channel", "added", changes
        )

    @api.model
    def _refresh_versions(self, items, number, sent):
        """The same day in a newer message: only its number goes on."""
        ids = [item.old.id for item in items]
        if not ids:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_interval_day
                   SET number = GREATEST(number, %s), sent = GREATEST(sent, %s)
                 WHERE id = ANY(%s)
                """,
                number,
                sent,
                ids,
            )
        )
        self.invalidate_model(["number", "sent"])

    @api.model
    def _get_outcome(self, item):
        channel = item.channel or {}
        return {
            "state": STATES.get(item.code, REFUSED) if item.code else ACCEPTED,
            "code": item.code,
            "reason": self._get_reason(item) if item.code else "",
            "detail": self._get_detail(item) if item.code else None,
            "channel_id": channel.get("id"),
            "account_id": channel.get("account_id"),
            "wh": item.new.wh if item.is_taken else 0,
            "repeat": item.is_repeat,
        }


def _changes(items):
    """Days that came, as one change a channel."""
    days = {}
    for item in items:
        account_id = item.channel["account_id"]
        if account_id:
            days.setdefault((account_id, item.channel["id"]), []).append(item.day)
    for (account_id, channel_id), found in days.items():
        first, last = min(day.day for day in found), max(day.day for day in found)
        name = f"{found[0].point} {found[0].reading_type}, {first} – {last}"
        yield Change(account_id, first, channel_id, {"name": name})


def _line(item, message_id):
    """COPY line of a taken day."""
    new, channel = item.new, item.channel
    missing, doubtful, marks = _count(new.qualities)
    return (
        f"{channel['id']}\t{channel['company_id']}\t{item.day.day}\t{new.wh}\t"
        f"{missing}\t{doubtful}\tvalid\t{new.number}\t{new.sent or bulk.NULL}\t"
        f"{message_id}\t{bulk.array_text(new.values)}\t{marks}"
    )


@lru_cache(maxsize=256)
def _count(qualities):
    """(missing intervals, doubtful ones, text of the array); most days are alike."""
    missing = qualities.count(versions.MISSING)
    doubtful = len(qualities) - qualities.count(0) - missing
    return missing, doubtful, bulk.array_text(qualities)
