from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

FACTS = ("kwh", "factor", "date_start", "date_end")


class UnauthorisedAct(models.Model):
    """Act of unauthorised use: how much was taken past the meter, on which days.

    Prepared by whoever found it, issued by a head who has not prepared it. From then
    on it is a fact of the settlement: the next one charges its energy for the days
    on which it was taken, booked months as a correction; cancelled, it takes all back.
    """

    _name = "elektrohisob.unauthorised.act"
    _description = "Act of unauthorised use"
    _inherit = ["mail.thread", "elektrohisob.scan.mixin"]
    _order = "date desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, index="trigram")
    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category = fields.Selection(
        related="account_id.category", string="Category of the account"
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Where",
        domain="[('account_id', '=', account_id)]",
        ondelete="restrict",
        compute="_compute_usage_point_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    date = fields.Date(
        string="Found on", required=True, default=business_today, tracking=True
    )
    violation = fields.Selection(
        [
            ("bypass", "Connected past the meter"),
            ("no_contract", "Connected without leave"),
            ("tampered", "Meter or its scheme tampered with"),
            ("seal", "Seal broken or missing"),
            ("reconnected", "Connected again after a disconnection"),
            ("other", "Other"),
        ],
        required=True,
        default="bypass",
        tracking=True,
    )
    liability = fields.Selection(
        [
            ("administrative", "Administrative"),
            ("criminal", "Criminal"),
            ("no_fault", "No fault of the consumer"),
        ],
        required=True,
        default="administrative",
        tracking=True,
    )
    description = fields.Text(string="What was found")
    date_start = fields.Date(
        string="Counted from",
        required=True,
        compute="_compute_date_start",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
        help="Day of the last inspection or of the installation of the meter, but not "
        "longer ago than the rules allow.",
    )
    date_end = fields.Date(
        string="Counted to",
        required=True,
        compute="_compute_date_end",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
    )
    days = fields.Integer(compute="_compute_days")
    method = fields.Selection(
        [
            ("power", "Power of the equipment × hours × days"),
            ("known", "Energy known from elsewhere"),
        ],
        string="Energy by",
        required=True,
        default="power",
    )
    line_ids = fields.One2many(
        "elektrohisob.unauthorised.act.line", "act_id", string="Equipment", copy=True
    )
    kwh_found = fields.Float(
        string="Energy by the act (kWh)",
        digits=(16, 3),
        compute="_compute_kwh_found",
        store=True,
        precompute=True,
        readonly=False,
    )
    is_less_charged = fields.Boolean(
        string="Less what the meter counted",
        help="The equipment was fed through the meter in part: what was consumed by it "
        "on these days is taken off.",
    )
    kwh_counted = fields.Float(
        string="Counted by the meter (kWh)",
        digits=(16, 3),
        compute="_compute_kwh",
        store=True,
    )
    kwh = fields.Float(
        string="To be charged (kWh)",
        digits=(16, 3),
        compute="_compute_kwh",
        store=True,
        tracking=True,
    )
    factor = fields.Float(
        string="Times the tariff",
        digits=(6, 3),
        required=True,
        compute="_compute_factor",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
    )
    inspector = fields.Char(
        string="Drawn up by", default=lambda self: self.env.user.name, required=True
    )
    witnesses = fields.Char(help="Full names; a representative of the mahalla.")
    is_refused = fields.Boolean(string="The consumer refused to sign")
    scan_ids = fields.Many2many(
        "ir.attachment",
        string="Scanned act, photos",
        copy=False,
        bypass_search_access=True,
    )
    note = fields.Char(string="Remark", tracking=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    issued_by_id = fields.Many2one(
        "res.users", string="Issued by", readonly=True, copy=False, ondelete="restrict"
    )
    date_issued = fields.Date(string="Issued on", readonly=True, copy=False)
    effect = fields.Monetary(
        string="Would be charged",
        readonly=True,
        copy=False,
        help="By the last “Show the sum”; VAT included.",
    )
    charge_ids = fields.One2many("elektrohisob.charge", "act_id")
    amount = fields.Monetary(string="Charged", compute="_compute_amount")

    _account_idx = models.Index("(account_id, date_start) WHERE state = 'issued'")
    _days_follow = models.Constraint(
        "CHECK(date_end >= date_start AND date_end <= date)",
        "The days of an act follow each other and end on the day it was found.",
    )
    _figures = models.Constraint(
        "CHECK(kwh >= 0 AND factor > 0)",
        "Energy of an act is not below zero, and it is priced at some part of the "
        "tariff.",
    )

    @api.depends("account_id")
    def _compute_usage_point_id(self):
        for act in self:
            points = act.account_id.usage_point_ids
            act.usage_point_id = points if len(points) == 1 else False

    @api.depends("account_id", "date")
    def _compute_date_start(self):
        for act in self:
            if act.account_id and act.date:
                act.date_start = act._find_start()

    @api.depends("date")
    def _compute_date_end(self):
        for act in self:
            act.date_end = act.date

    @api.depends("date_start", "date_end")
    def _compute_days(self):
        for act in self:
            start, end = act.date_start, act.date_end
            act.days = (end - start).days + 1 if start and end else 0

    @api.depends("method", "days", "line_ids.kwh_day")
    def _compute_kwh_found(self):
        for act in self:
            if act.method == "power":
                act.kwh_found = sum(act.line_ids.mapped("kwh_day")) * act.days

    @api.depends("kwh_found", "is_less_charged", "account_id", "date_start", "date_end")
    def _compute_kwh(self):
        for act in self:
            act.kwh_counted = act.is_less_charged and act._get_counted()
            act.kwh = max(0.0, act.kwh_found - act.kwh_counted)

    @api.depends("date", "account_id")
    def _compute_factor(self):
        for act in self:
            act.factor = self.env["elektrohisob.parameter"]._get_value(
                "theft_price_factor",
                act.company_id or self.env.company,
                act.date or business_today(self),
            )

    @api.depends("charge_ids.amount")
    def _compute_amount(self):
        for act in self:
            act.amount = sum(act.charge_ids.mapped("amount"))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the acts."""
        # numbers are given whoever draws the act up
        sequences = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            vals.setdefault("number", sequences.next_by_code(self._name))
            self._check_free(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to keep what was issued."""
        self._check_free(vals)
        if not self.env.su and set(vals) - {"note", "scan_ids"}:
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_state("draft")

    def _check_free(self, vals):
        """The state is set by buttons: they ask who issues.

        :raise UserError: a user writes it himself
        """
        if not self.env.su and vals.get("state", "draft") != "draft":
            raise UserError(
                self.env._("An act of unauthorised use is issued by its button only.")
            )
