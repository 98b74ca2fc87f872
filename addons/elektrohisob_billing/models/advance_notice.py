from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.states import check_state

from ..engine.prepayment import Asked, spread_credit


class AdvanceNotice(models.Model):
    """What an organisation is asked to pay ahead of a month; nothing is booked.

    The sum is the price of the contract volume × the share of its mode. How much of
    it is paid follows from the ledger, whatever a payment was meant for.
    """

    _name = "elektrohisob.advance.notice"
    _description = "Advance notice"
    _inherit = ["elektrohisob.legal.document.mixin"]
    _order = "month desc, id desc"

    date_due = fields.Date(string="Due on", required=True, readonly=True)
    mode = fields.Selection(
        lambda self: (
            self.env["elektrohisob.advance.mode"]
            ._fields["mode"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    percent = fields.Float(
        string="Paid ahead (%)", digits=(6, 2), readonly=True, aggregator=None
    )
    kwh = fields.Float(string="Contract volume (kWh)", digits=(16, 3), readonly=True)
    amount_month = fields.Monetary(string="Price of the month", readonly=True)
    amount = fields.Monetary(string="To be paid", readonly=True, help="VAT included.")
    vat = fields.Monetary(string="VAT in it", readonly=True)
    paid = fields.Monetary(readonly=True, copy=False)
    stage = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("partly", "Paid partly"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _one_a_month = models.UniqueIndex(
        "(account_id, month) WHERE stage <> 'cancelled'",
        "The account already has an advance notice of this month. Cancel it first.",
    )

    @api.depends("stage", "paid", "amount")
    def _compute_state(self):
        for notice in self:
            notice.state = notice.stage
            if notice.stage != "cancelled" and notice.paid:
                is_whole = notice.paid >= notice.amount
                notice.state = "paid" if is_whole else "partly"

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = business_today(self)
        for notice in self:
            notice.is_overdue = (
                notice.state in ("sent", "partly") and notice.date_due < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain("state", "in", ("sent", "partly"))
        domain &= fields.Domain("date_due", "<", business_today(self))
        return domain if True in value else ~domain

    # === ACTIONS === #

    def action_send(self):
        """Mark as handed over to the consumer."""
        self._check_stage("draft")
        self.check_access("write")
        # the stage is set by the buttons only; the right is checked above
        self.sudo().write({"stage": "sent"})

    def action_cancel(self):
        """Take the notice back; another one may be made for the month."""
        self._check_stage("draft", "sent")
        self.check_access("write")
        # the stage is set by the buttons only; the right is checked above
        self.sudo().write({"stage": "cancelled"})

    # === BUSINESS METHODS === #

    def _check_stage(self, *stages):
        check_state(
            self,
            stages,
            lambda notice, state, needed: self.env._(
                "Advance notice %(number)s is in the state “%(state)s”; this can "
                "be done in the state “%(needed)s” only.",
                number=notice.number,
                state=state,
                needed=needed,
            ),
            field="stage",
        )

    @api.model
    def _refresh_paid(self, account_ids):
        """What of the notices of these accounts is paid, by the ledger."""
        # whoever books money or energy moves the state of notices along
        notices = self.sudo().search(
            [("account_id", "in", list(account_ids)), ("stage", "!=", "cancelled")],
            order="account_id, month",
        )
        if not notices:
            return
        credits = self._load_credits(notices)
        for rows in notices.grouped("account_id").values():
            asked = [
                Asked(row.month, round(row.amount * 100), credits[row.id][1])
                for row in rows
            ]
            paid = spread_credit([credits[row.id][0] for row in rows], asked)
            for notice, tiyin in zip(rows, paid, strict=True):
                if round(notice.paid * 100) != tiyin:
                    notice.paid = tiyin / 100

    @api.model
    def _load_credits(self, notices):
        """Notice id → (tiyin paid beyond the months before, whether its month is
        charged)."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT n.id, -COALESCE(e.total, 0) * 100, EXISTS (
                       SELECT 1 FROM elektrohisob_charge c
                        WHERE c.account_id = n.account_id AND c.month = n.month)
                  FROM elektrohisob_advance_notice n
                  LEFT JOIN LATERAL (
                       SELECT sum(l.amount) AS total
                         FROM elektrohisob_ledger_entry l
                         LEFT JOIN elektrohisob_charge c ON c.id = l.charge_id
                        WHERE l.account_id = n.account_id
                          AND (c.id IS NULL OR c.month < n.month)) e ON true
                 WHERE n.id = ANY(%s::int[])
                """,
                bulk.array_text(notices.ids),
            )
        )
        return {id_: (int(tiyin), charged) for id_, tiyin, charged in rows}

    @api.depends("number", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for notice in self:
            month = format_date(self.env, notice.month, date_format="LLLL y")
            notice.display_name = f"{notice.number or ''} ({month})"
