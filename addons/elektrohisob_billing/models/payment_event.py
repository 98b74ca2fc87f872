from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkBigint, BulkMany2one

from ..adapters.pay import Transaction

# A payment of a service as its events tell: created, performed, cancelled.
FOLD = """
SELECT o.id, o.external_id, o.service, o.account_text, round(o.amount * 100)::int8,
       CASE WHEN c.id IS NOT NULL THEN 'cancelled'
            WHEN p.id IS NOT NULL THEN 'performed' ELSE o.state END,
       o.provider_time, o.time, COALESCE(p.time, 0), COALESCE(c.time, 0),
       COALESCE(c.reason, '')
  FROM elektrohisob_payment_event o
  LEFT JOIN elektrohisob_payment_event p
    ON p.origin_id = o.id AND p.state = 'performed'
  LEFT JOIN elektrohisob_payment_event c
    ON c.origin_id = o.id AND c.state = 'cancelled'
"""
ONE = """
 WHERE o.provider_id = %(provider)s AND o.service = %(service)s
   AND o.external_id = %(external)s AND o.id = o.origin_id
"""
ONE_TYPES = {"provider": "int", "service": "varchar", "external": "varchar"}
FIND = bulk.Prepared("find", ONE_TYPES, FOLD + ONE)
LOCK = bulk.Prepared(
    "lock", ONE_TYPES, f"SELECT 1 FROM elektrohisob_payment_event o {ONE} FOR UPDATE"
)
COLUMNS = (
    "id", "origin_id", "step", "provider_id", "company_id", "service", "external_id",
    "state", "time", "provider_time", "account_text", "account_id", "amount",
    "payment_id", "reason", "details", "create_uid", "create_date",
)  # fmt: skip


class PaymentEvent(models.Model):
    """What became of the payments of online services: a row for each change of state.

    The first row of a payment carries the number under which the service knows it
    with us. Rows are facts; exactly once by the unique index of first rows.
    """

    _name = "elektrohisob.payment.event"
    _description = "Event of an online payment"
    _order = "id desc"
    _rec_name = "external_id"
    _log_access = True
    _plain_payment = _plain_cancel = "TRUE"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Service",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = BulkMany2one(
        "res.company", string="District network", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    service = fields.Char(string="Number of the service", readonly=True)
    external_id = fields.Char(
        string="Number at the service", required=True, readonly=True
    )
    origin_id = BulkMany2one(
        "elektrohisob.payment.event", string="Our number", readonly=True
    )
    step = fields.Integer(
        readonly=True, help="Place in the life of the payment: 0 is the first."
    )
    state = fields.Selection(
        [
            ("created", "Announced"),
            ("performed", "Paid"),
            ("cancelled", "Cancelled"),
            ("fiscal", "Fiscal receipt"),
            ("conflict", "Repeated with another sum"),
        ],
        required=True,
        readonly=True,
    )
    time = BulkBigint(string="Time, ms", readonly=True, help="Since 1970, UTC.")
    provider_time = BulkBigint(
        string="Time of the service, ms", readonly=True, help="Since 1970, UTC."
    )
    account_text = fields.Char(string="Account as sent", readonly=True)
    account_id = fields.Many2one(
        "elektrohisob.account", readonly=True, ondelete="restrict"
    )
    amount = fields.Monetary(readonly=True)
    payment_id = fields.Many2one(
        "elektrohisob.payment", readonly=True, ondelete="restrict"
    )
    reason = fields.Char(readonly=True, help="Code of the service.")
    details = fields.Json(readonly=True)

    _once = models.UniqueIndex(
        "(provider_id, service, external_id) WHERE id = origin_id",
        "This payment of the service is already known.",
    )
    _step_once = models.UniqueIndex(
        "(origin_id, step)",  # all events of a payment are found by it too
        "The payment has gone on meanwhile.",
    )
    _provider_idx = models.Index("(provider_id, provider_time)")
    _time_idx = models.Index("(provider_id, time)")
    _company_idx = models.Index("(company_id, id)")
    _account_idx = models.Index("(account_id)")
    _payment_idx = models.Index("(payment_id) WHERE payment_id IS NOT NULL")

    def init(self):
        """Rows are facts: the database refuses to change them."""
        protect(self.env.cr, self._table)

    @api.depends("external_id", "provider_id")
    def _compute_display_name(self):
        for event in self:
            event.display_name = f"{event.provider_id.name or ''} {event.external_id}"

    # === ACTIONS === #

    def action_view_all(self):
        """Open all events of the same payment."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_billing.payment_event_action"
        )
        return {
            **action,
            "domain": [("origin_id", "=", self.origin_id.id)],
            "context": {},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _append(self, **vals):
        """Append a row; its id, or None if another was first.

        :param vals: columns; without ``origin_id`` it is the first of a payment
        """
        self.env.flush_all()
        (id_,) = bulk.reserve_ids(self.env.cr, self._table, 1)
        row = {
            "id": id_,
            "origin_id": id_,
            "create_uid": self.env.uid,
            **vals,
        }
        names = [name for name in COLUMNS if name in row] + ["create_date"]
        values = [row[name] for name in names[:-1]]
        select = SQL("VALUES (%s, now() AT TIME ZONE 'UTC')", SQL(", ").join(
            SQL("%s", value) for value in values
        ))  # fmt: skip
        is_new = bulk.insert_missing(self.env.cr, self._table, names, select)
        return id_ if is_new else None

    @api.model
    def _get_transaction(self, provider, service, external_id, lock=True):
        """The payment of a service as we have it, or None; its first row is locked
        until the end of the transaction."""
        key = {"provider": provider.id, "service": service, "external": external_id}
        # what others add to the payment is seen only after they let go of it
        if lock and not LOCK.execute(self.env.cr, key):
            return None
        rows = FIND.execute(self.env.cr, key)
        return Transaction(*rows[0]) if rows else None

    @api.model
    def _get_statement(self, provider, service, by, start, end):
        """Payments of a service between two instants (ms), both included.

        :param by: ``time`` of the service, all of them; or ``performed`` with us,
            those not cancelled
        """
        condition = SQL("TRUE")
        column = "o.provider_time"
        if by == "performed":
            column = "COALESCE(p.time, 0)"
            condition = SQL("p.id IS NOT NULL AND c.id IS NULL")
        rows = self.env.execute_query(
            SQL(
                "%s WHERE o.provider_id = %s AND o.id = o.origin_id AND %s AND "
                "(%s = '' OR o.service = %s) AND %s BETWEEN %s AND %s "
                "ORDER BY %s, o.id",
                SQL(FOLD),
                provider.id,
                condition,
                service,
                service,
                SQL(column),
                start,
                end,
                SQL(column),
            )
        )
        return tuple(Transaction(*row) for row in rows)
