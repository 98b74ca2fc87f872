from collections.abc import Iterable

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.facts import Change, label, readable

COLUMNS = (
    "account_id",
    "company_id",
    "date",
    "res_model",
    "res_id",
    "operation",
    "detail",
    "note",
    "user_id",
    "time",
)

#: Facts of energy through a meter, which is taken off the consumer who feeds it too.
OF_METERS = (
    "elektrohisob.reading",
    "elektrohisob.channel",
    "elektrohisob.installation",
    "elektrohisob.device",
    "elektrohisob.parameter",
)
# Rows of the accounts that feed those of the changed facts, unless they have one.
WITH_FEEDING = """(
    WITH own AS MATERIALIZED (SELECT new.* FROM %s)
    TABLE own UNION ALL (
    SELECT DISTINCT ON (p.account_id, own.res_id) p.account_id, own.day, own.res_id,
           own.detail || jsonb_build_object('sub', a.number)
      FROM own
      JOIN elektrohisob_usage_point_term t
        ON t.account_id = own.account_id
       AND (t.date_end IS NULL OR t.date_end >= own.day)
      JOIN elektrohisob_usage_point p
        ON p.id = t.parent_id AND p.account_id <> own.account_id
      JOIN elektrohisob_account a ON a.id = own.account_id
     WHERE NOT EXISTS (SELECT FROM own AS other
                        WHERE other.account_id = p.account_id
                          AND other.res_id = own.res_id)
     ORDER BY p.account_id, own.res_id, own.day)) AS new"""


class FactChange(models.Model):
    """A fact changed on a day whose energy was booked already: what, why and by whom.

    One row an account and fact, written where the fact is written; a fact of a
    sub-consumer's meter has one for the account that feeds it as well. The next
    settlement of the account takes the rows; from then on they are history.
    Facts of days that nothing was booked for leave no row.
    """

    _name = "elektrohisob.fact.change"
    _description = "Change of a booked fact"
    _order = "id desc"
    _log_access = False

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Date(
        string="Changed from the day",
        required=True,
        readonly=True,
        help="First day whose energy or sum may change.",
    )
    res_model = fields.Selection(
        selection="_get_fact_models", string="Fact", required=True, readonly=True
    )
    res_id = fields.Many2oneReference(
        string="Fact id", model_field="res_model", required=True, readonly=True
    )
    operation = fields.Selection(
        [("added", "Entered"), ("changed", "Changed"), ("removed", "Taken back")],
        required=True,
        readonly=True,
    )
    detail = fields.Json(readonly=True)
    text = fields.Char(string="What changed", compute="_compute_text")
    note = fields.Char(string="Why", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    time = fields.Datetime(string="When", required=True, readonly=True)
    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Settled in",
        readonly=True,
        ondelete="restrict",
        help="Month into which the difference was booked; empty while it waits.",
    )

    _account_idx = models.Index("(account_id, id)")
    _company_idx = models.Index("(company_id, id)")
    _waiting_idx = models.Index("(account_id) WHERE period_id IS NULL")

    def init(self):
        """Rows that were settled are history: the database refuses to change them."""
        protect(self.env.cr, self._table, when="OLD.period_id IS NOT NULL")

    @api.model
    def _get_fact_models(self):
        """Hook: models whose rows are facts of the settlement, with their names."""
        return [
            ("elektrohisob.reading", self.env._("Reading")),
            ("elektrohisob.channel", self.env._("Interval data")),
            ("elektrohisob.installation", self.env._("Meter at the point")),
            ("elektrohisob.usage.point.term", self.env._("Connection terms")),
            ("elektrohisob.zone.calendar", self.env._("Zones of the day")),
            ("elektrohisob.device", self.env._("Verification of the meter")),
            ("elektrohisob.parameter", self.env._("Rule of expired verifications")),
        ]

    @api.depends("account_id", "date")
    def _compute_display_name(self):
        for change in self:
            day = format_date(self.env, change.date)
            change.display_name = f"{change.account_id.number} {day}"

    @api.depends("detail", "operation", "res_model")
    @api.depends_context("lang")
    def _compute_text(self):
        for change in self:
            change.text = change._get_text()

    def action_open_fact(self):
        """Open the fact that changed, as it is now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    @api.model
    def _record(
        self, model: str, operation: str, changes: Iterable[Change], note: str = ""
    ) -> None:
        """Remember changed facts and have what rests on them settled again.

        :param model: model of the facts
        :param operation: ``added``, ``changed`` or ``removed``
        :param changes: accounts with the first day whose result may change
        :param note: why; by default the context's ``elektrohisob_change_note``
        """
        changes = list(changes)
        if not changes:
            return
        columns = zip(*(change.values for change in changes), strict=True)
        accounts, days, ids, details = columns
        rows = SQL(
            "unnest(%s::int[], %s::date[], %s::int[], %s::jsonb[])"
            " AS new(account_id, day, res_id, detail)",
            *map(bulk.array_text, (accounts, days, ids)),
            list(details),
        )
        self._insert(model, operation, rows, note)
        self.env["elektrohisob.account.state"]._mark_dirty(
            (change.account_id, change.day) for change in changes
        )

    @api.model
    def _insert(self, model: str, operation: str, rows: SQL, note: str = "") -> None:
        """Write the changes of days that are settled already; those of a meter for the
        account that feeds it too.

        :param rows: source ``new`` with account_id, day, res_id and detail
        """
        note = note or self.env.context.get("elektrohisob_change_note") or None
        states = self.env["elektrohisob.account.state"]
        states.flush_model(["account_id", "company_id", "settled_to"])
        if model in OF_METERS:
            self.env["elektrohisob.usage.point.term"].flush_model()
            rows = SQL(WITH_FEEDING, rows)
        select = SQL(
            """
            SELECT new.account_id, state.company_id, new.day, %s, new.res_id, %s,
                   new.detail, %s, %s, %s
              FROM %s
              JOIN elektrohisob_account_state AS state USING (account_id)
             WHERE new.day < state.settled_to
            """,
            model,
            operation,
            note,
            self.env.uid,
            fields.Datetime.now(),
            rows,
        )
        bulk.insert_missing(self.env.cr, self._table, COLUMNS, select)
        self.invalidate_model()

    @api.model
    def _close(self, account_ids: Iterable[int], period) -> None:
        """The settlement has taken the changes of these accounts."""
        self.env.cr.execute(
            SQL(
                "UPDATE elektrohisob_fact_change SET period_id = %s"
                " WHERE period_id IS NULL AND account_id = ANY(%s::int[])",
                period.id,
                bulk.array_text(account_ids),
            )
        )
        self.invalidate_model(["period_id"])

    def _get_fact_name(self):
        """Name of a fact whose rows are never deleted."""
        # whoever may see the account reads what its sums come from
        fact = self.env[self.res_model].sudo().browse(self.res_id).exists()
        return fact._get_fact_name() if fact else ""

    def _get_text(self):
        """The change in words of the user's language."""
        self.ensure_one()
        detail = self.detail or {}
        kinds = dict(self._fields["res_model"]._description_selection(self.env))
        operations = dict(self._fields["operation"]._description_selection(self.env))
        head = f"{kinds[self.res_model]} {detail.get('name') or self._get_fact_name()}"
        fields_ = self.env[self.res_model]._fields
        parts = [
            f"{label(self.env, fields_[name])}: "
            + " → ".join(readable(self.env, fields_[name], value) for value in pair)
            for name, pair in detail.get("fields", {}).items()
            if name in fields_
        ]
        if detail.get("sub"):
            head = self.env._(
                "Sub-consumer %(account)s: %(fact)s", account=detail["sub"], fact=head
            )
        parts = parts or [operations[self.operation]]
        return f"{head}: {', '.join(parts)}"
