from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..tools import payment_day
from .payment_day import EXPLAINED, OPEN

MENDED = "mended"
CAUSES = [
    ("missing_here", "Missing at us"),
    ("missing_there", "Missing at the service"),
    ("other_sum", "Other sum"),
    ("other_state", "Cancelled on one side"),
    ("duplicate", "Twice on one side"),
    ("other_day", "On another day"),
    ("unknown_account", "Unknown account"),
    ("other_account", "Other account"),
    ("repeat", "Repeated with another sum"),
    ("bank_short", "Bank short"),
    ("bank_over", "Bank over"),
    ("many", "Further differences"),
]
#: What people write; all else follows from the comparison.
BY_PEOPLE = {"owner_id", "explanation", "date_wait"}
FIGURES = ("told_amount", "our_amount", "difference")


class PaymentDayLine(models.Model):
    """One difference of a day: its cause, who works on it and what became of it."""

    _name = "elektrohisob.payment.day.line"
    _description = "Difference of a day"
    _order = "day_id desc, state, id"
    _rec_name = "external_id"

    day_id = fields.Many2one(
        "elektrohisob.payment.day",
        string="Comparison",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="day_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    provider_id = fields.Many2one(
        related="day_id.provider_id", store=True, precompute=True
    )
    date = fields.Date(related="day_id.date", store=True, precompute=True)
    key = fields.Char(required=True, readonly=True)
    is_pair = fields.Boolean(readonly=True, default=True)
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    external_id = fields.Char(string="Number at the service", readonly=True)
    told_amount = fields.Monetary(
        string="By the service", readonly=True, help="Of the bank: what had to come."
    )
    our_amount = fields.Monetary(
        string="By us", readonly=True, help="Of the bank: what came."
    )
    difference = fields.Monetary(readonly=True)
    other_day = fields.Date(readonly=True, help="The day it has on the other side.")
    our_state = fields.Selection(
        [
            ("created", "Announced"),
            ("performed", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        string="State at us",
        readonly=True,
    )
    account_id = fields.Many2one(
        "elektrohisob.account", readonly=True, ondelete="restrict"
    )
    payment_id = fields.Many2one(
        "elektrohisob.payment", readonly=True, ondelete="restrict"
    )
    event_id = fields.Many2one(
        "elektrohisob.payment.event",
        readonly=True,
        ondelete="restrict",
    )
    told_id = fields.Many2one(
        "elektrohisob.payment.told",
        string="Row of the register",
        readonly=True,
        ondelete="restrict",
    )
    owner_id = fields.Many2one("res.users", string="Who works on it", index=True)
    explanation = fields.Char()
    date_wait = fields.Date(
        string="Waits until", help="A later register or transfer should settle it."
    )
    state = fields.Selection(
        [(OPEN, "Open"), (EXPLAINED, "Explained"), (MENDED, "Mended")],
        required=True,
        readonly=True,
        default=OPEN,
    )
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True)
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    document_ids = fields.One2many(
        "elektrohisob.ledger.document", "day_line_id", string="Operations"
    )
    can_register = fields.Boolean(compute="_compute_can_register")

    _key_uniq = models.Constraint(
        "unique(day_id, key)", "This difference of the day is there."
    )
    _open_idx = models.Index("(company_id, owner_id) WHERE state = 'open'")
    _explained_why = models.Constraint(
        "CHECK(state <> 'explained' OR COALESCE(length(trim(explanation)), 0) > 4)",
        "Write in the explanation why the difference is right, in some words.",
    )
    _mended_is_zero = models.Constraint(
        "CHECK(state <> 'mended' OR difference = 0)",
        "A mended difference is zero.",
    )

    def init(self):
        """What a day says is proved by its lines when the transaction ends."""
        payment_day.prove(self.env.cr, self._table, "day_id")

    @api.depends("cause", "external_id", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["cause"]._description_selection(self.env))
        for line in self:
            parts = (line.day_id.display_name, labels.get(line.cause), line.external_id)
            line.display_name = " · ".join(filter(None, parts))

    @api.depends("cause", "our_state", "account_id", "state")
    def _compute_can_register(self):
        for line in self:
            line.can_register = (
                line.state == OPEN
                and bool(line.told_id and line.account_id)
                and (
                    line.cause == "missing_here"
                    or (line.cause == "other_state" and line.our_state == "created")
                )
            )

    def write(self, vals):
        """Override of `base`: figures and states follow from the comparison, and the
        task goes to who works on it now."""
        if not self.env.su and vals.keys() - BY_PEOPLE:
            raise AccessError(
                self.env._(
                    "Differences follow from the comparison. Write an owner, a day to "
                    "wait for or an explanation."
                )
            )
        result = super().write(vals)
        if "owner_id" in vals:
            self.day_id._give_tasks()
        return result

    # === ACTIONS === #

    def action_mine(self):
        """Take the differences on."""
        self.write({"owner_id": self.env.uid})

    def action_wait(self):
        """Wait for the register or the transfer of the next day."""
        for line in self:
            line._check_open()
            line.date_wait = fields.Date.add(business_today(line), days=1)

    def action_explain(self):
        """Close the differences with their explanation."""
        for line in self:
            line._check_open()
            if len((line.explanation or "").strip()) < 5:
                raise UserError(
                    self.env._(
                        "%(line)s: write in the explanation why the difference is "
                        "right, then close it.",
                        line=line.display_name,
                    )
                )
        self._close(EXPLAINED)

    def action_reopen(self):
        """Look at explained differences again."""
        self.check_access("write")
        lines = self.filtered(lambda line: line.state == EXPLAINED)
        # states are written by methods alone, the right is checked above
        lines.sudo().write({"state": OPEN, "closed_by_id": False, "date_closed": False})
        lines.day_id._restate()

    # === BUSINESS METHODS === #

    def _check_open(self):
        self.check_access("write")
        if self.state != OPEN:
            raise UserError(
                self.env._(
                    "%(line)s is closed already.",
                    line=self.display_name,
                )
            )

    def _close(self, state):
        # states are written by methods alone, the callers check the right
        self.sudo().write(
            {
                "state": state,
                "closed_by_id": self.env.uid,
                "date_closed": fields.Datetime.now(),
            }
        )
        self.day_id._restate()

    def _settle(self, day, found, owner):
        """Lines of a day after a comparison: new ones are open, those that persist keep
        what people wrote, those that vanished are mended.

        :param found: key → values of the differences that are there
        """
        known = {line.key: line for line in self}
        new = [
            {"day_id": day.id, "key": key, "owner_id": owner.id, **vals}
            for key, vals in found.items()
            if key not in known
        ]
        for key, line in known.items():
            if key in found:
                line._keep(found[key])
            elif line.state != MENDED:
                line.write(
                    {
                        "state": MENDED,
                        "difference": 0.0,
                        "date_wait": False,
                        "date_closed": fields.Datetime.now(),
                    }
                )
        self.create(new)

    def _keep(self, vals):
        """The difference is there again: opened anew if it is another one now."""
        is_same = self.cause == vals["cause"] and all(
            self.currency_id.is_zero(self[name] - vals[name]) for name in FIGURES
        )
        if self.state == MENDED or not is_same:
            state = {"state": OPEN, "closed_by_id": False, "date_closed": False}
            self.write({**vals, **state})
        elif vals.get("our_state", False) != self.our_state or (
            vals.get("payment_id") or False
        ) != (self.payment_id.id or False):
            self.write(vals)

    def _to_plain(self):
        """The difference for other systems."""
        self.ensure_one()
        return {
            "cause": self.cause,
            "external_id": self.external_id or "",
            "account": self.account_id.number or "",
            "told_amount": self.told_amount,
            "our_amount": self.our_amount,
            "difference": self.difference,
            "state": self.state,
            "owner": self.owner_id.name or "",
            "explanation": self.explanation or "",
        }
