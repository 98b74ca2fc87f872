from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.dates import parse_day

SUBMIT_SOURCES = ("operator", "sheet", "remote", "phone", "sms")
SUBMIT_MOST = 10_000
REPLY = ("state", "code", "reason", "kwh", "reading_id")


class Reading(models.Model):
    """Readings for other programs: hand in, look up."""

    _inherit = "elektrohisob.reading"

    @api.model
    def submit(
        self,
        *,
        account=None,
        date=None,
        value=None,
        source="operator",
        serial=None,
        reading_type="A+",
        readings=None,
    ):
        """Hand in one reading of an account's meter, or many at once.

        :param account: account number (thirteen digits) or id of the account
        :param date: day, ISO text or date; the reading is the register at its 00:00
        :param value: kWh as the register shows, number or text
        :param str source: ``operator``, ``sheet`` (route sheet), ``remote``,
            ``phone`` or ``sms``
        :param str serial: serial number, if the account has several meters
        :param str reading_type: register: ``A+``, ``A+1`` to ``A+4`` (zones), ``A-``,
            ``R+`` or ``R-`` (kvarh), ``P+`` (maximum demand, kW)
        :param list readings: instead of the above, up to 10,000 dicts with the keys
            ``account``, ``date``, ``value`` and if need be ``serial`` and
            ``reading_type``
        :return: dict with ``state`` (``accepted``, ``parked``: waits for a decision,
            ``refused``: not stored), ``code`` and ``reason`` of the check that
            objected, ``kwh`` since the reading before (None if there is none) and
            ``reading_id``; a list of them, in the order given, for ``readings``
        :raise AccessError: the user may not take readings of an account
        :raise UserError: unknown source, too many readings, a row is no dict
        """
        if source not in SUBMIT_SOURCES:
            raise UserError(
                self.env._(
                    "“%(given)s” is not a source of readings. Use one of: %(known)s.",
                    given=source,
                    known=", ".join(SUBMIT_SOURCES),
                )
            )
        given = readings
        if readings is None:
            given = [
                {
                    "account": account,
                    "date": date,
                    "value": value,
                    "serial": serial,
                    "reading_type": reading_type,
                }
            ]
        outcomes = self._accept(self._prepare_submitted(given), source=source)
        replies = [{key: outcome[key] for key in REPLY} for outcome in outcomes]
        return replies[0] if readings is None else replies

    @api.model
    def _prepare_submitted(self, given):
        """Rows of ``_accept`` for the accounts the user may take readings of."""
        if len(given) > SUBMIT_MOST:
            raise UserError(
                self.env._(
                    "%(given)s readings at once are too many. Send at most %(most)s.",
                    given=len(given),
                    most=SUBMIT_MOST,
                )
            )
        Account = self.env["elektrohisob.account"]
        for row in given:
            if not isinstance(row, dict):
                raise UserError(
                    self.env._(
                        "“%(row)s” is no reading. Send objects with account, date and "
                        "value.",
                        row=row,
                    )
                )
        numbers = {
            row["account"]: Account._parse_number(row["account"])
            for row in given
            if isinstance(row.get("account"), str)
        }
        found = Account.search(Account._get_numbers_domain(list(numbers.values())))
        by_number = {account.number: account for account in found}
        ids = {row["account"] for row in given if isinstance(row.get("account"), int)}
        by_id = {account.id: account for account in Account.browse(ids).exists()}
        rows, account_ids = [], set()
        for row in given:
            key = row.get("account")
            account = by_id.get(key) or by_number.get(numbers.get(key))
            kept = ("date", "value", "serial", "reading_type")
            known = {name: row[name] for name in kept if row.get(name) is not None}
            if account:
                account_ids.add(account.id)
                rows.append({**known, "account_id": account.id})
            else:
                rows.append({**known, "account": str(key or "")})
        Account.browse(account_ids)._check_may_take_readings()
        return rows

    @api.model
    def history(self, *, account, date_from=None, date_to=None, reading_type=None):
        """All versions of the readings of an account, oldest day first.

        :param account: account number (thirteen digits) or id of the account
        :param date_from: first day; from the beginning by default
        :param date_to: last day; to the end by default
        :param str reading_type: only this register
        :return: list of dicts: ``reading_id``, ``date``, ``value`` (kWh as shown),
            ``reading_type``, ``serial``, ``state`` (``valid``, ``queued``,
            ``refused``, ``replaced``), ``source``, ``code`` and ``reason`` of the
            check that objected, ``replaced_by`` (id), ``kwh`` since the reading
            before, multiplier applied
        :raise MissingError: there is no such account, or the user may not see it
        """
        record = self.env["elektrohisob.account"]._get_by_number(account)
        domain = Domain("account_id", "=", record.id)
        first, last = parse_day(self, date_from), parse_day(self, date_to)
        if first:
            domain &= Domain("date", ">=", first)
        if last:
            domain &= Domain("date", "<=", last)
        if reading_type:
            domain &= Domain("reading_type", "=", reading_type)
        readings = self.search(domain, order="date, id", limit=None)
        return [
            {
                "reading_id": reading.id,
                "date": fields.Date.to_string(reading.date),
                "value": reading.value,
                "reading_type": reading.reading_type,
                # a meter taken down stays with the district that handed it over
                "serial": reading.installation_id.sudo().meter_id.serial,
                "state": reading.state,
                "source": reading.source,
                "code": reading.check_code or "",
                "reason": reading.check_note or "",
                "replaced_by": reading.replaced_by_id.id or None,
                "kwh": reading.kwh if reading.previous_id else None,
            }
            for reading in readings
        ]
