from dataclasses import dataclass, field, replace
from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import checks
from ..engine.consumption import ACTIVE
from .reading import DEMAND


@dataclass(slots=True)
class Item:
    """One row on its way through the acceptance; ``wh`` as shown by the register."""

    row: dict
    day: date | None
    wh: int | None
    type: str
    account_id: int = 0
    installation_id: int = 0
    before: date | None = None
    same_id: int = 0
    verdict: checks.Verdict | None = None
    reading_id: int = 0
    note: str = ""
    detail: dict | None = None

    @property
    def key(self) -> tuple[int, str]:
        return self.installation_id, self.type

    @property
    def keys(self) -> list[tuple[int, str]]:
        """Registers whose readings the checks of the item compare."""
        total = (self.installation_id, ACTIVE)
        return [self.key, total] if self.type == DEMAND else [self.key]


@dataclass(slots=True)
class Batch:
    """Items with what the database knows about their accounts and registers."""

    items: list[Item]
    numbers: dict[str, int] = field(default_factory=dict)
    accounts: dict[int, tuple] = field(default_factory=dict)
    registers: dict[int, tuple[checks.Register, str, int, list[str]]] = field(
        default_factory=dict
    )
    sizes: dict[int, dict[str, int]] = field(default_factory=dict)
    by_account: dict[int, list[int]] = field(default_factory=dict)
    known: dict[tuple[int, str], list[checks.Known]] = field(default_factory=dict)
    queued: dict[tuple[int, str, date, int], int] = field(default_factory=dict)
    gone: dict[int, date] = field(default_factory=dict)


class Reading(models.Model):
    """Acceptance, first half: what the database knows about a set of rows."""

    _inherit = "elektrohisob.reading"

    @api.model
    def _prepare_item(self, row):
        day = row.get("date")
        if isinstance(day, str):
            try:
                day = fields.Date.to_date(day)
            except ValueError:
                day = None
        wh = checks.parse_value(row.get("value"))
        return Item(row, day or None, wh, row.get("reading_type") or "A+")

    @api.model
    def _load_accounts(self, batch, companies=None):
        """Ids of the accounts named by number; facts of all accounts are loaded
        with the registers."""
        Account = self.env["elektrohisob.account"]
        wanted = {}
        for item in batch.items:
            text = item.row.get("account")
            if text and not item.row.get("account_id"):
                wanted[text] = Account._parse_number(text)
        if wanted:
            # Spreadsheets drop the leading zero of a number.
            numbers = set(wanted.values())
            numbers.update(n.zfill(13) for n in map(_digits, wanted) if len(n) == 12)
            domain = Account._get_numbers_domain(numbers)
            if companies is not None:
                domain &= Domain("company_id", "in", companies.ids)
            query = Account._search(domain)
            rows = self.env.execute_query(query.select(SQL("number"), SQL("id")))
            seen = {row[1] for row in rows}
            former = Account._get_former_ids(numbers)
            found = {n: known for n, known in former.items() if known in seen}
            found.update(rows)
            for text, number in wanted.items():
                account_id = found.get(number) or found.get(_digits(text).zfill(13))
                if account_id:
                    batch.numbers[text] = account_id
        for item in batch.items:
            item.account_id = item.row.get("account_id") or batch.numbers.get(
                item.row.get("account"), 0
            )
            item.installation_id = item.row.get("installation_id") or 0

    @api.model
    def _lock_states(self, batch):
        """Keep settlements of these accounts, and of those that feed them, out until
        the readings are in."""
        self.env.cr.execute(
            SQL(
                """
                  WITH own AS MATERIALIZED (
                       SELECT unnest(%s::int[]) AS account_id
                        UNION
                       SELECT account_id FROM elektrohisob_installation
                        WHERE id = ANY(%s)
                        UNION
                       SELECT account_id FROM elektrohisob_reading
                        WHERE id = ANY(%s))
                SELECT s.id FROM elektrohisob_account_state s
                 WHERE s.account_id IN (
                       TABLE own
                        UNION
                       SELECT p.account_id
                         FROM elektrohisob_usage_point_term t
                         JOIN elektrohisob_usage_point p ON p.id = t.parent_id
                        WHERE t.account_id IN (TABLE own))
                 ORDER BY s.account_id FOR UPDATE
                """,
                list({item.account_id for item in batch.items} - {0}),
                list({item.installation_id for item in batch.items} - {0}),
                [i.row["replaces"] for i in batch.items if i.row.get("replaces")],
            )
        )

    @api.model
    def _load_registers(self, batch):
        """Accounts and all their installations, in two queries."""
        self.env.cr.execute(
            SQL(
                """
                SELECT i.id, i.account_id, i.date_start, i.date_end + 1, i.multiplier,
                       t.digits,
                       (COALESCE(NULLIF(p.permitted_power, 0), (
                            SELECT max(c.permitted_power)
                              FROM elektrohisob_agreement_term c
                             WHERE c.account_id = i.account_id), 0) * 1000)::bigint,
                       m.serial, t.current, t.phases,
                       CASE WHEN p.connection_state = 'disconnected'
                            THEN p.connection_date END,
                       t.id, i.active
                  FROM elektrohisob_installation i
                  JOIN elektrohisob_usage_point p ON p.id = i.usage_point_id
                  JOIN elektrohisob_device m ON m.id = i.meter_id
                  JOIN elektrohisob_device_type t ON t.id = m.type_id
                 WHERE (i.account_id = ANY(%s) AND i.active) OR i.id = ANY(%s)
                 ORDER BY i.date_start
                """,
                list({item.account_id for item in batch.items} - {0}),
                list({item.installation_id for item in batch.items} - {0}),
            )
        )
        rows = self.env.cr.fetchall()
        # what kinds of meter there are is no secret
        types = self.env["elektrohisob.device.type"].sudo()
        codes = {
            kind.id: kind._get_register_codes()
            for kind in types.browse({row[11] for row in rows})
        }
        sizes = {kind.id: kind._get_other_sizes() for kind in types.browse(codes)}
        for row in rows:
            limits = (checks.max_power(row[8], row[9]), row[10])
            register = checks.Register(*row[2:7], *limits)
            batch.registers[row[0]] = (register, row[7], row[1], codes[row[11]])
            if sizes[row[11]]:
                batch.sizes[row[0]] = sizes[row[11]]
            if row[12]:
                batch.by_account.setdefault(row[1], []).append(row[0])
            else:
                batch.gone[row[0]] = row[2]
        for item in batch.items:
            if item.installation_id in batch.registers:
                item.account_id = batch.registers[item.installation_id][2]
        self.env.cr.execute(
            SQL(
                """
                SELECT a.id, a.number, a.company_id, a.date_close, s.settled_to
                  FROM elektrohisob_account a
                  LEFT JOIN elektrohisob_account_state s ON s.account_id = a.id
                 WHERE a.id = ANY(%s)
                """,
                list({item.account_id for item in batch.items} - {0}),
            )
        )
        batch.accounts = {row[0]: row[1:] for row in self.env.cr.fetchall()}

    @api.model
    def _load_known(self, batch):
        """Valid readings of the registers from a year's worth before the first
        item, and the queued ones of the same days."""
        first = {}
        for item in batch.items:
            for key in item.keys if item.verdict is None else ():
                first[key] = min(item.day, first.get(key, item.day))
        if not first:
            return
        replaced = [i.row["replaces"] for i in batch.items if i.row.get("replaces")]
        for item in batch.items:
            replaced += item.row.get("without") or ()
        self.env.cr.execute(
            SQL(
                """
                SELECT w.installation_id, w.type, known.*
                  FROM unnest(%(ids)s::int[], %(types)s::varchar[], %(days)s::date[])
                       AS w(installation_id, type, day)
                 CROSS JOIN LATERAL (
                       SELECT array_agg(date) AS days,
                              array_agg((value * 1000)::bigint) AS wh,
                              array_agg(COALESCE(rollover, FALSE)) AS rollovers,
                              array_agg(id) AS ids
                         FROM ((SELECT id, date, value, rollover
                                  FROM elektrohisob_reading
                                 WHERE installation_id = w.installation_id
                                   AND reading_type = w.type AND state = 'valid'
                                   AND date < w.day
                                 ORDER BY date DESC LIMIT %(limit)s)
                                 UNION ALL
                               (SELECT id, date, value, rollover
                                  FROM elektrohisob_reading
                                 WHERE installation_id = w.installation_id
                                   AND reading_type = w.type AND state = 'valid'
                                   AND date >= w.day)) r
                        WHERE id <> ALL(%(replaced)s)) known
                 WHERE known.ids IS NOT NULL
                """,
                ids=[key[0] for key in first],
                types=[key[1] for key in first],
                days=list(first.values()),
                limit=self.env["elektrohisob.parameter"]._get_value("usual_readings"),
                replaced=replaced,
            )
        )
        for installation_id, kind, *columns in self.env.cr.fetchall():
            # arrays of a register, for a row a reading costs twice as much
            known = sorted(map(checks.Known, *columns))
            batch.known[installation_id, kind] = known
        self._load_queued(batch, [key[0] for key in first])

    @api.model
    def _get_register(self, item, batch):
        """The register of the item for the checks; one of maximum demand with the
        average power of the days since it was read, where the total was read too."""
        register = batch.registers[item.installation_id][0]
        digits = batch.sizes.get(item.installation_id, {}).get(item.type)
        if digits:
            register = replace(register, digits=digits)
        if item.type != DEMAND:
            return register
        before, _same, _after = checks.neighbours(
            batch.known.get(item.key, ()), item.day
        )
        first = before.day if before else register.start
        total = {row.day: row for row in batch.known.get(item.keys[1], ())}
        least = 0
        if first < item.day and first in total and item.day in total:
            end = checks.Candidate(item.day, total[item.day].value)
            wh = checks.difference(register, total[first], end) or 0
            least = wh // ((item.day - first).days * 24)
        return replace(register, is_demand=True, least=least)

    @api.model
    def _load_queued(self, batch, installation_ids):
        companies = {account[1] for account in batch.accounts.values()}
        self.env.cr.execute(
            SQL(
                """
                SELECT installation_id, reading_type, date, (value * 1000)::bigint, id
                  FROM elektrohisob_reading
                 WHERE state = 'queued' AND company_id = ANY(%s)
                   AND installation_id = ANY(%s)
                """,
                list(companies),
                installation_ids,
            )
        )
        batch.queued = {row[:4]: row[4] for row in self.env.cr.fetchall()}


def _digits(text):
    return "".join(filter(str.isdigit, str(text)))
