from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.dates import business_today

COLUMNS = (
    "company_id",
    "account_id",
    "first_id",
    "second_id",
    "amount",
    "days",
    "state",
)

# Each payment beside the nearest earlier one of the same sum from another channel or
# another provider. A pair is written once, so a decision on it stays.
PAIRS = """
SELECT later.company_id, later.account_id, earlier.id, later.id, later.amount,
       later.date - earlier.date, 'open'
  FROM elektrohisob_payment AS later
 CROSS JOIN LATERAL (
    SELECT other.id, other.date
      FROM elektrohisob_payment AS other
     WHERE other.account_id = later.account_id AND other.state = 'posted'
       AND other.amount = later.amount AND other.id <> later.id
       AND other.date >= later.date - %(window)s
       AND (other.date, other.id) < (later.date, later.id)
       AND (other.channel, COALESCE(other.provider_id, 0))
           <> (later.channel, COALESCE(later.provider_id, 0))
     ORDER BY other.date DESC, other.id DESC
     LIMIT 1
 ) AS earlier
 WHERE later.state = 'posted' AND later.date >= %(since)s
   AND later.company_id = %(unit)s
"""


class PaymentDouble(models.Model):
    """The same sum for the same account from two channels within a few days: perhaps
    a consumer who was told that his first payment had not arrived."""

    _name = "elektrohisob.payment.double"
    _description = "Suspected double payment"
    _order = "id desc"
    _rec_name = "account_id"

    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    first_id = fields.Many2one(
        "elektrohisob.payment",
        string="First payment",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    second_id = fields.Many2one(
        "elektrohisob.payment",
        string="Second payment",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    first_channel = fields.Selection(related="first_id.channel", string="First from")
    second_channel = fields.Selection(related="second_id.channel", string="Second from")
    date = fields.Date(related="second_id.date", string="Day of the second")
    amount = fields.Monetary(readonly=True)
    days = fields.Integer(string="Days between", readonly=True, aggregator=None)
    state = fields.Selection(
        [
            ("open", "To be decided"),
            ("right", "Two payments, both meant"),
            ("double", "Paid twice"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    note = fields.Char(string="What the consumer said")
    refund_id = fields.Many2one(
        "elektrohisob.ledger.document",
        readonly=True,
        ondelete="restrict",
        help="Of the second payment.",
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)

    _pair_uniq = models.UniqueIndex(
        "(first_id, second_id)", "The pair is on the list already."
    )

    # === ACTIONS === #

    def action_right(self):
        """Both payments were meant."""
        self._decide("right")

    def action_double(self):
        """Paid twice: draft the refund of the second payment for a decision."""
        self.ensure_one()
        self._decide("double")
        return self.action_refund()

    def action_refund(self):
        """Open the refund of the second payment; a new draft if there is none, or if
        it was given up."""
        self.ensure_one()
        self.check_access("write")
        if not self.refund_id or self.refund_id.state == "void":
            self.refund_id = self.env["elektrohisob.ledger.document"].create(
                {
                    "kind": "refund",
                    "payment_id": self.second_id.id,
                    "note": self._get_refund_note(),
                }
            )
        return self.refund_id.get_formview_action()

    # === BUSINESS METHODS === #

    def _get_refund_note(self):
        words = self.env._(
            "Paid twice: %(first)s and %(second)s.",
            first=self.first_id.display_name,
            second=self.second_id.display_name,
        )
        return f"{words} {self.note or ''}".strip()

    def _decide(self, state):
        self.check_access("write")
        self.second_id._check_matcher()
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )

    @api.model
    def _cron_find(self):
        """Look at the payments of this month and the last one in every district."""
        since = fields.Date.subtract(business_today(self).replace(day=1), months=1)
        for unit in self.env["res.company"].search([("network_level", "!=", False)]):
            self._find(unit, since)

    @api.model
    def _find(self, unit, since):
        """Write down the pairs of ``unit`` whose second payment is dated ``since`` or
        later; return how many are new."""
        window = self.env["elektrohisob.parameter"]._get_value(
            "payment_double_days", unit, since
        )
        self.env["elektrohisob.payment"].flush_model()
        if not window:
            return 0
        count = bulk.insert_missing(
            self.env.cr,
            self._table,
            COLUMNS,
            SQL(PAIRS, window=int(window), since=since, unit=unit.id),
        )
        self.invalidate_model()
        return count
