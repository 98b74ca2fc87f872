from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..tools.dates import business_today

STATES = [
    ("draft", "Draft"),
    ("signed", "Signed"),
    ("active", "In force"),
    ("suspended", "Suspended"),
    ("ended", "Ended"),
]
IN_FORCE = ("active", "suspended")


class Agreement(models.Model):
    """Supply contract of a personal account; its terms are dated versions.

    Life: draft → signed → in force ⇄ suspended → ended, see ``agreement_life.py``.
    """

    _name = "elektrohisob.agreement"
    _description = "Supply contract"
    _inherit = ["mail.thread", "elektrohisob.scan.mixin"]
    _order = "date_start desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, copy=False)
    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    category = fields.Selection(
        related="account_id.category", store=True, string="Category of the account"
    )
    consumer_name = fields.Char(
        string="Consumer",
        compute="_compute_consumer_name",
        store=True,
        readonly=False,
        help="As the contract names him; a later consumer of the account does not "
        "change it.",
    )
    place = fields.Char(string="Place of signing")
    date_signed = fields.Date(string="Signed on", tracking=True, copy=False)
    date_start = fields.Date(
        string="In force from", required=True, default=business_today, tracking=True
    )
    date_end = fields.Date(string="In force to", tracking=True)
    is_prolonged = fields.Boolean(
        string="Prolonged by itself",
        help="Past its last day the contract goes on for the usual term unless "
        "somebody ends it.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_concluded = fields.Datetime(
        string="Concluded at", readonly=True, copy=False, index="btree_not_null"
    )
    signed_by_id = fields.Many2one(
        "res.users", string="Signed by", readonly=True, copy=False, ondelete="restrict"
    )
    date_suspended = fields.Date(string="Suspended since", readonly=True, copy=False)
    end_reason_id = fields.Many2one(
        "elektrohisob.reason",
        string="Reason of the end",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    previous_id = fields.Many2one(
        "elektrohisob.agreement",
        string="Instead of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    next_ids = fields.One2many(
        "elektrohisob.agreement", "previous_id", string="Replaced by"
    )
    consumer_signatory = fields.Char(
        string="Signs for the consumer", help="Position and full name."
    )
    consumer_basis = fields.Char(
        string="Acts on the basis of", help="Charter or power of attorney."
    )
    term_ids = fields.One2many(
        "elektrohisob.agreement.term", "agreement_id", string="Terms"
    )
    change_ids = fields.One2many(
        "elektrohisob.agreement.change", "agreement_id", string="Changes of terms"
    )
    volume_ids = fields.One2many(
        "elektrohisob.agreement.volume", "agreement_id", string="Contract volumes"
    )
    restriction_ids = fields.One2many(
        "elektrohisob.agreement.restriction", "agreement_id", string="Restrictions"
    )
    scan_ids = fields.Many2many(
        "ir.attachment",
        string="Scanned copies",
        copy=False,
        bypass_search_access=True,
    )
    year_kwh = fields.Float(
        string="Volume of the year (kWh)", compute="_compute_year", digits=(16, 3)
    )
    year_kvarh = fields.Float(
        string="Reactive volume of the year (kVAr·h)",
        compute="_compute_year",
        digits=(16, 3),
    )
    days_left = fields.Integer(
        string="Days to the end", compute="_compute_days_left", search="_search_left"
    )

    _number_uniq = models.Constraint(
        "unique(company_id, number)",
        "This district network already has a contract with this number.",
    )
    _company_idx = models.Index("(company_id, date_start, id)")
    _date_idx = models.Index("(date_start, id)")
    _one_active = models.UniqueIndex(
        "(account_id) WHERE state IN ('active', 'suspended')",
        "The account already has a contract in force. End it first.",
    )
    _end_idx = models.Index("(date_end) WHERE state IN ('active', 'suspended')")

    @api.depends("account_id")
    def _compute_consumer_name(self):
        for agreement in self:
            agreement.consumer_name = agreement.account_id.name

    @api.depends("volume_ids.month", "volume_ids.kwh", "volume_ids.kvarh")
    def _compute_year(self):
        """Sums of the year of today, or of the first year of a later contract."""
        today = business_today(self)
        for agreement in self:
            year = max(today, agreement.date_start or today).year
            rows = agreement.volume_ids.filtered(lambda row, y=year: row.year == y)
            agreement.year_kwh = sum(rows.mapped("kwh"))
            agreement.year_kvarh = sum(rows.mapped("kvarh"))

    @api.depends("date_end")
    def _compute_days_left(self):
        today = business_today(self)
        for agreement in self:
            end = agreement.date_end
            agreement.days_left = (end - today).days if end else 0

    def _search_left(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        day = fields.Date.add(business_today(self), days=value)
        return fields.Domain("date_end", operator, day)

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for agreement in self:
            if agreement.date_end and agreement.date_end < agreement.date_start:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s cannot end on %(end)s, before it comes "
                        "into force on %(start)s. Correct one of the days.",
                        number=agreement.number,
                        start=agreement.date_start,
                        end=agreement.date_end,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number contracts; users write drafts only."""
        for vals in vals_list:
            self._check_free(vals)
            if not vals.get("number"):
                account = self.account_id.browse(vals.get("account_id"))
                vals["number"] = account.company_id._next_agreement_number()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to keep what was signed, and the way it is signed."""
        self._check_free(vals)
        if not self.env.su and set(vals) & self._get_signed_fields():
            self._check_state("draft")
        return super().write(vals)

    def _check_free(self, vals):
        """The state is set by buttons: they ask who signs.

        :raise AccessError: a user writes it himself
        """
        if not self.env.su and vals.get("state", "draft") != "draft":
            raise AccessError(
                self.env._(
                    "A contract is signed, suspended and ended by the buttons of its "
                    "form only."
                )
            )

    @api.model
    def _get_signed_fields(self):
        """Fields that no longer change once the contract is signed."""
        return {
            *("number", "account_id", "consumer_name", "date_start", "date_end"),
            *("date_signed", "is_prolonged", "place", "consumer_signatory"),
            *("consumer_basis", "state", "term_ids", "restriction_ids"),
        }
