from datetime import date as Date

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.append_only import protect_log
from ..tools.audit import remote_address
from ..tools.bulk import insert_missing
from ..tools.bulk_fields import BulkMany2one
from ..tools.dates import business_today

COLUMNS = (
    *("date", "day", "user_id", "company_id", "account_id", "what", "way"),
    *("row_count", "account_ids", "address"),
)
#: What each process knows to be written already, of one day.
_seen: dict[tuple[str, Date], set[tuple]] = {}


class AuditLook(models.Model):
    """Log of looking at personal data: who saw whose PINFL, passport or phone.

    One account: a row per user, account, day and data. Many accounts at once: a row
    per unit with the count and the accounts. Append-only, written past the ORM.
    """

    _name = "elektrohisob.audit.look"
    _description = "Look at personal data"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime(string="When", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True, help="Day of business.")
    user_id = BulkMany2one("res.users", string="Who", required=True, readonly=True)
    company_id = BulkMany2one("res.company", string="Unit", readonly=True)
    account_id = BulkMany2one(
        "elektrohisob.account",
        string="Account",
        readonly=True,
        help="Empty: many accounts at once.",
    )
    what = fields.Char(string="Data seen", required=True, readonly=True)
    what_text = fields.Char(string="Saw", compute="_compute_what_text")
    way = fields.Selection(
        [
            ("read", "Screen or interface"),
            ("list", "Many rows at once"),
            ("export", "Export"),
            ("search", "Search"),
        ],
        required=True,
        readonly=True,
    )
    row_count = fields.Integer(string="Accounts", readonly=True)
    account_ids = fields.Json(
        string="Many accounts", readonly=True, help="Ids of many accounts."
    )
    address = fields.Char(string="Network address", readonly=True)
    seen_account_id = fields.Many2one(
        "elektrohisob.account",
        string="Account seen",
        store=False,
        search="_search_seen_account_id",
    )

    _once_a_day = models.UniqueIndex(
        "(account_id, day, user_id, what) WHERE account_id IS NOT NULL"
    )
    _many_idx = models.Index("(company_id, date DESC) WHERE account_id IS NULL")
    _company_idx = models.Index("(company_id, date DESC)")
    _date_idx = models.Index("(date DESC)")
    _user_idx = models.Index("(user_id, date DESC)")
    _audit_idx = models.Index("((id::bigint * 8 + 5))")

    def init(self):
        """Let nobody change the log, not even past the application."""
        protect_log(self.env.cr, self._table, "date")

    @api.depends("what")
    @api.depends_context("lang")
    def _compute_what_text(self):
        names = {
            "phone": self.env._("telephone"),
            "pinfl": self.env._("PINFL"),
            "passport": self.env._("passport"),
        }
        for look in self:
            parts = (look.what or "").split(",")
            look.what_text = ", ".join(names.get(part, part) for part in parts)

    @api.depends("what_text", "account_id", "row_count")
    def _compute_display_name(self):
        for look in self:
            whose = look.account_id.display_name or look.row_count
            look.display_name = f"{look.what_text}: {whose}"

    def _search_seen_account_id(self, operator, value):
        """Rows of one account, alone or among many."""
        if operator not in ("=", "in"):
            return NotImplemented
        ids = [value] if isinstance(value, int) else list(value)
        table = self.env["elektrohisob.account"]._table
        units = SQL(
            "SELECT company_id FROM %s WHERE id = ANY(%s)", SQL.identifier(table), ids
        )
        many = SQL(
            "(SELECT id FROM %s WHERE account_id IS NULL AND company_id IN (%s) "
            "AND (%s))",
            SQL.identifier(self._table),
            units,
            SQL(" OR ").join(SQL("account_ids @> %s::jsonb", str(one)) for one in ids),
        )
        return ["|", ("account_id", "in", ids), ("id", "in", many)]

    def write(self, vals):  # pylint: disable=method-required-super
        """Override of `base` to refuse: a log is not corrected."""
        raise AccessError(self.env._("The log of looks cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """A log ends by its time alone."""
        raise AccessError(self.env._("The log of looks cannot be deleted."))

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, account_ids, kinds, way="read"):
        """Note that the user sees ``kinds`` of data of these accounts.

        The superuser and consumers looking at themselves leave no row. What this
        process has written today already costs no query.
        """
        ids = sorted(account_ids)
        if not ids or not kinds or self.env.su or not self.env.user._is_internal():
            return
        what = ",".join(sorted(kinds))
        today = business_today(self)
        place = (self.env.cr.dbname, today)
        if place not in _seen:
            _seen.clear()
            _seen[place] = set()
        seen, key = _seen[place], (self.env.uid, ids[0], what)
        if len(ids) == 1 and way != "export" and key in seen:
            return
        if len(ids) > 1 and way == "read":
            way = "list"
        row = self._prepare_row(ids, today, what, way)

        def write(env):
            insert_missing(env.cr, self._table, COLUMNS, row)
            if len(ids) == 1:
                env.cr.postcommit.add(lambda: seen.add(key))

        write.__doc__ = f"user {self.env.uid} saw {what} of accounts {ids[:50]}"
        self.env["elektrohisob.audit.output"]._after_reading(write)

    @api.model
    def _prepare_row(self, ids, today, what, way):
        """Query that gives the rows of the log, with the units of the accounts."""
        one = len(ids) == 1
        return SQL(
            """
            SELECT (now() AT TIME ZONE 'UTC')::timestamp(0), %(day)s::date, %(uid)s,
                   company_id, %(account)s::int, %(what)s, %(way)s, count(*),
                   %(ids)s, %(address)s
              FROM elektrohisob_account
             WHERE id = ANY(%(all)s)
             GROUP BY company_id
            """,
            day=today,
            uid=self.env.uid,
            account=ids[0] if one else None,
            what=what,
            way=way,
            ids=SQL("NULL::jsonb") if one else SQL("jsonb_agg(id ORDER BY id)"),
            address=remote_address() or None,
            all=ids,
        )
