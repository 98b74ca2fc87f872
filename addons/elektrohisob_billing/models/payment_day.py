import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..tools import payment_day

_logger = logging.getLogger(__name__)

SILENT, OPEN, WAITING, EXPLAINED, GREEN = (
    "silent", "open", "waiting", "explained", "green",
)  # fmt: skip
SUMS = (
    "told_count", "told_amount", "our_count", "our_amount", "pair_difference",
    "commission", "expected_amount", "bank_amount", "bank_difference",
)  # fmt: skip
COLORS = {SILENT: 0, OPEN: 1, WAITING: 3, EXPLAINED: 4, GREEN: 10}


class PaymentDay(models.Model):
    """One day of a payment service three times: by its register, by our events, by the
    transfer on our bank account. Green only where the three are equal to the tiyin."""

    _name = "elektrohisob.payment.day"
    _description = "Day of a payment service"
    _order = "date desc, provider_id"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Service",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Day", required=True, readonly=True, index=True)
    told_state = fields.Selection(
        [
            (SILENT, "No register yet"),
            ("told", "Register received"),
            ("none", "No payments, as the service says"),
        ],
        string="Register of the service",
        required=True,
        readonly=True,
        default=SILENT,
    )
    told_count = fields.Integer(string="Payments by the service", readonly=True)
    told_amount = fields.Monetary(string="By the service", readonly=True)
    our_count = fields.Integer(string="Payments by us", readonly=True)
    our_amount = fields.Monetary(string="By us", readonly=True)
    pair_difference = fields.Monetary(
        string="Difference",
        readonly=True,
        help="Register less our payments; the lines below add up to it.",
    )
    commission = fields.Monetary(
        readonly=True, help="Kept by the service, by the terms of settlement."
    )
    expected_amount = fields.Monetary(
        string="To come", readonly=True, help="What the bank must receive."
    )
    bank_amount = fields.Monetary(string="By the bank", readonly=True)
    bank_difference = fields.Monetary(
        string="Bank short or over",
        readonly=True,
        help="Came less to come: below zero is short.",
    )
    bank_state = fields.Selection(
        [("waiting", "Not due yet"), ("late", "Overdue"), ("came", "Came")],
        string="Transfer by the bank",
        required=True,
        readonly=True,
        default="waiting",
    )
    date_due = fields.Date(string="Money due on", readonly=True)
    state = fields.Selection(
        [
            (SILENT, "Service is silent"),
            (OPEN, "Differences"),
            (WAITING, "Waits for the bank"),
            (EXPLAINED, "Explained"),
            (GREEN, "Green"),
        ],
        required=True,
        readonly=True,
        default=SILENT,
        index=True,
    )
    color = fields.Integer(compute="_compute_color")
    open_count = fields.Integer(string="Open differences", readonly=True)
    derived_at = fields.Datetime(string="Compared on", readonly=True)
    line_ids = fields.One2many(
        "elektrohisob.payment.day.line", "day_id", string="Differences"
    )
    transfer_ids = fields.Many2many(
        "elektrohisob.payment.transfer",
        string="Transfers",
        compute="_compute_transfer_ids",
    )

    _day_uniq = models.Constraint(
        "unique(provider_id, company_id, date)", "This day of the service is there."
    )
    _difference_adds_up = models.Constraint(
        "CHECK(pair_difference = told_amount - our_amount AND "
        "bank_difference = bank_amount - expected_amount)",
        "The differences of a day are those of its sums.",
    )
    _green_is_zero = models.Constraint(
        "CHECK(state <> 'green' OR told_state <> 'silent' AND bank_state = 'came' AND "
        "open_count = 0 AND told_count = our_count AND pair_difference = 0 AND "
        "bank_difference = 0)",
        "A day is green only if register, payments and bank are equal.",
    )
    _settled_is_told = models.Constraint(
        "CHECK(state IN ('silent', 'open') OR told_state <> 'silent' AND "
        "open_count = 0)",
        "A day with open differences or without a register is not settled.",
    )

    def init(self):
        """What a day says is proved by its lines when the transaction ends."""
        payment_day.prove(self.env.cr, self._table, "id")

    @api.depends("provider_id", "date")
    def _compute_display_name(self):
        for day in self:
            date = f"{day.date:%d.%m.%Y}" if day.date else ""
            day.display_name = f"{day.provider_id.name or ''} {date}".strip()

    @api.depends("state")
    def _compute_color(self):
        for day in self:
            day.color = COLORS.get(day.state, 0)

    def _compute_transfer_ids(self):
        for day in self:
            day.transfer_ids = day._find_transfers()

    # === ACTIONS === #

    def action_derive(self):
        """Compare again with what is known now."""
        self._check_worker()
        for day in self:
            self._derive(day.provider_id, [day.date])

    def action_declare_none(self):
        """The service says there were no payments; it sends no register of the day."""
        self._check_worker()
        for day in self:
            if day.told_state != SILENT or day.our_count:
                raise UserError(
                    self.env._(
                        "%(day)s: there are payments or a register of this day. Load "
                        "the register instead.",
                        day=day.display_name,
                    )
                )
            # nobody may write days; who may was checked above
            day.sudo().told_state = "none"
            self._derive(day.provider_id, [day.date])

    def action_view_told(self):
        """Open the rows of the register."""
        self.ensure_one()
        return self._open_rows(
            "elektrohisob_billing.payment_told_action",
            [("provider_id", "=", self.provider_id.id), ("day", "=", self.date)],
        )

    def action_view_transfers(self):
        """Open the transfers of the bank."""
        self.ensure_one()
        return self._open_rows(
            "elektrohisob_billing.payment_transfer_action",
            [("id", "in", self._find_transfers().ids)],
        )

    def action_view_lines(self):
        """Open the differences."""
        self.ensure_one()
        return self._open_rows(
            "elektrohisob_billing.payment_day_line_action", [("day_id", "=", self.id)]
        )

    def action_print(self):
        """Open the act of the day."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/payment-day/{self.id}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _find_transfers(self):
        """Transfers that are for this day."""
        return self.env["elektrohisob.payment.transfer"].search(
            [
                ("provider_id", "=", self.provider_id.id),
                ("day_start", "<=", self.date),
                ("day_end", ">=", self.date),
            ]
        )

    def _open_rows(self, xmlid, domain):
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {}}

    def _check_worker(self):
        """Only who works on differences compares and decides."""
        self.check_access("read")
        self.env["elektrohisob.payment.day.line"].check_access("write")

    @api.model
    def _cron_derive(self):
        """Yesterday of every service, days that are not settled, and days about which
        something was written since the last night."""
        self.env["elektrohisob.payment.clearing"]._take_queues()
        yesterday = fields.Date.subtract(business_today(self), days=1)
        terms = self.env["elektrohisob.payment.clearing"].search(
            [("date_start", "<=", yesterday)]
        )
        for provider in terms.provider_id:
            try:
                with self.env.cr.savepoint():
                    provider._match_night(yesterday)
            except Exception:  # one service must not stop the others
                _logger.exception("Comparison of %s failed", provider.code)

    def _to_plain(self):
        """The day for other systems."""
        self.ensure_one()
        return {
            "provider": self.provider_id.code,
            "date": str(self.date),
            "state": self.state,
            "register": self.told_state,
            "bank": self.bank_state,
            "date_due": str(self.date_due or ""),
            **{name: self[name] for name in SUMS},
            "differences": [line._to_plain() for line in self.line_ids],
        }
