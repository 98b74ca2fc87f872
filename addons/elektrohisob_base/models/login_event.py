from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.http import request

from ..tools.append_only import protect_log
from ..tools.bulk_fields import BulkMany2one

REFUSED = ("refused", "unknown", "network", "blocked")
#: Outcomes after which earlier failures do not count any more.
CLEARING = ("ok", "unblocked")


class LoginEvent(models.Model):
    """Log of logins and refusals; append-only.

    Rows are written by a transaction of their own: a refused login rolls its own back.
    """

    _name = "elektrohisob.login.event"
    _description = "Login or refusal"
    _order = "id desc"
    _rec_name = "login"
    _log_access = False

    date = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    login = fields.Char(required=True, readonly=True, help="As it was typed.")
    user_id = BulkMany2one("res.users", string="Who", readonly=True)
    company_id = BulkMany2one("res.company", string="Unit", readonly=True)
    outcome = fields.Selection(
        [
            ("ok", "Logged in"),
            ("refused", "Wrong password"),
            ("unknown", "Unknown login"),
            ("network", "Outside the allowed networks"),
            ("blocked", "Refused while blocked"),
            ("unblocked", "Unblocked by an administrator"),
            ("password", "Chose a new password"),
            ("second_set", "Second factor set up"),
            ("second_reset", "Second factor reset by an administrator"),
            ("key_revoked", "Key of a program revoked by an administrator"),
        ],
        required=True,
        readonly=True,
    )
    address = fields.Char(string="Network address", readonly=True)
    agent = fields.Char(string="Program", readonly=True)
    note = fields.Char(readonly=True)

    _login_idx = models.Index("(login, date DESC)")
    _company_idx = models.Index("(company_id, date DESC)")
    _date_idx = models.Index("(date DESC)")

    def init(self):
        """Let nobody change the log, not even past the application."""
        protect_log(self.env.cr, self._table, "date")

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, login, outcome, note=False):
        """Write a row, whatever becomes of the present transaction."""
        found = request and request.httprequest
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            users = env["res.users"].with_context(active_test=False)
            user = users.search(users._get_login_domain(login), limit=1)
            if outcome == "refused" and not user:
                outcome = "unknown"
            env[self._name].create(
                {
                    "login": login[:200],
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "outcome": outcome,
                    "address": found.remote_addr if found else False,
                    "agent": str(found.user_agent)[:200] if found else False,
                    "note": note,
                }
            )

    @api.model
    def _record(self, user, outcome, note=False):
        """Write a row together with what the present transaction does."""
        found = request and request.httprequest
        # nobody may write the log himself
        self.sudo().create(
            {
                "login": user.login,
                "user_id": user.id,
                "company_id": user.company_id.id,
                "outcome": outcome,
                "address": found.remote_addr if found else False,
                "agent": str(found.user_agent)[:200] if found else False,
                "note": note,
            }
        )

    @api.model
    def _get_blocked_until(self, login, address=None):
        """Moment until which ``login`` is refused, ``False`` when it is not.

        Two limits: failures from one address, and, more generous, from all addresses.
        The second spares addresses from which the login has worked lately, so that
        nobody can lock a person out from elsewhere.
        """
        get = self.env["elektrohisob.parameter"]._get_value
        minutes = get("login_block_minutes")
        with self.env.registry.cursor() as cr:  # what other processes have written
            env = api.Environment(cr, SUPERUSER_ID, {})
            events = env[self._name]
            since = fields.Datetime.now() - timedelta(minutes=minutes)
            mine = Domain("login", "=", login)
            cleared = events.search(
                mine & Domain("outcome", "in", CLEARING), order="date desc", limit=1
            )
            failures = events.search(
                mine
                & Domain("outcome", "in", ("refused", "unknown"))
                & Domain("date", ">=", max(since, cleared.date or since))
                & Domain("id", ">", cleared.id or 0),
                order="date desc",
                limit=get("login_failures_all"),
            )
            here = failures.filtered(lambda event: event.address == (address or False))
            if address is None:
                here = failures
            limits = [(here, get("login_failures"))]
            if not events._is_known_address(mine, address):
                limits.append((failures, get("login_failures_all")))
            for found, limit in limits:
                if len(found) >= limit:
                    return found[limit - 1].date + timedelta(minutes=minutes)
        return False

    @api.model
    def _is_known_address(self, mine, address):
        days = self.env["elektrohisob.parameter"]._get_value("login_known_days")
        since = fields.Datetime.now() - timedelta(days=days)
        lately = mine & Domain("outcome", "=", "ok") & Domain("date", ">=", since)
        return bool(
            address
            and self.search_count(lately & Domain("address", "=", address), limit=1)
        )
