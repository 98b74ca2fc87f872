from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.pdf import tiyin
from odoo.addons.elektrohisob_base.tools.states import check_state

from ..engine.clearing import earned, vat_of
from .payment_day import EXPLAINED, GREEN

MANAGERS = "elektrohisob_base.group_manager,elektrohisob_base.group_admin"


class AgentAct(models.Model):
    """What a payment agent took for us in a month, what it earned, what it handed over.

    Made from the days of the agent, each by the terms in force on it; signed when all
    its days are settled, and kept as signed.
    """

    _name = "elektrohisob.agent.act"
    _description = "Act of a payment agent"
    _order = "month desc, id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True, copy=False)
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
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
    month = fields.Date(required=True, readonly=True, help="First day.")
    date = fields.Date(string="Date of the act", readonly=True, copy=False)
    contract_number = fields.Char(string="Contract No.", readonly=True)
    contract_date = fields.Date(string="Contract of", readonly=True)
    contract = fields.Char(compute="_compute_contract")
    payment_count = fields.Integer(string="Payments", readonly=True)
    amount = fields.Monetary(string="Taken from consumers", readonly=True)
    commission = fields.Monetary(
        string="Commission earned", readonly=True, help="VAT included."
    )
    commission_vat = fields.Monetary(string="VAT in it", readonly=True)
    commission_kept = fields.Monetary(
        string="Commission kept back",
        readonly=True,
        help="Kept by the agent; the rest is paid to it apart.",
    )
    commission_due = fields.Monetary(string="Commission to be paid", readonly=True)
    transferred = fields.Monetary(
        string="Transferred by the agent",
        readonly=True,
        help="Transfers for the days of the month.",
    )
    opening = fields.Monetary(string="Owed at the beginning", readonly=True)
    closing = fields.Monetary(
        string="Owed at the end",
        readonly=True,
        help="What the agent still has of ours.",
    )
    open_days = fields.Integer(
        string="Days not settled",
        readonly=True,
        help="Silent, with open differences, or waiting for the bank.",
    )
    detail = fields.Json(readonly=True, help="The days as they were added up.")
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    signatory = fields.Char(string="Signs for the agent")
    note = fields.Char(string="Remark")
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="restrict"
    )

    _one_a_month = models.UniqueIndex(
        "(provider_id, company_id, month) WHERE state <> 'cancelled'",
        "The agent already has an act of this month. Cancel it first.",
    )
    _adds_up = models.Constraint(
        "CHECK(closing = opening + amount - commission_kept - transferred AND "
        "commission_due = commission - commission_kept)",
        "What is owed at the end follows from the other sums of the act.",
    )

    @api.depends("contract_number", "contract_date")
    @api.depends_context("lang")
    def _compute_contract(self):
        for act in self:
            act.contract = act.contract_number
            if act.contract_date:
                act.contract = self.env._(
                    "No. %(number)s of %(day)s",
                    number=act.contract_number,
                    day=f"{act.contract_date:%d.%m.%Y}",
                )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to keep what the act tells: methods write it."""
        if not self.env.su and set(vals) - {"signatory", "note"}:
            raise UserError(
                self.env._(
                    "%(act)s is made from the days of the agent; its figures are not "
                    "typed. Correct the days and derive it again.",
                    act=", ".join(self.mapped("number")),
                )
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_derive(self):
        """Add the days up again."""
        self._check_state("draft")
        self.check_access("write")
        for act in self.sudo():  # figures are written by methods, see `write`
            act.write(act._prepare(act.provider_id, act.month))

    def action_sign(self):
        """Both sides have signed; the act is kept as it is."""
        self.action_derive()
        for act in self:
            if act.open_days:
                raise UserError(
                    self.env._(
                        "Act %(number)s: %(count)s days of the month are not settled. "
                        "Work off their differences in the comparison of payments.",
                        number=act.number,
                        count=act.open_days,
                    )
                )
            act._decide({"state": "signed", "date": business_today(self)})

    def action_cancel(self):
        """Take a signed act back; another one is made for the month."""
        self._check_state("draft", "signed")
        if not self.env.user.has_groups(MANAGERS):
            raise AccessError(
                self.env._(
                    "An act of an agent is cancelled by a manager or an administrator. "
                    "Ask one of them."
                )
            )
        for act in self:
            if not act.note:
                raise UserError(
                    self.env._(
                        "Act %s: write in the remark why it is cancelled.", act.number
                    )
                )
            later = [("month", ">", act.month), ("state", "=", "signed")]
            later += [("provider_id", "=", act.provider_id.id)]
            if self.search_count(later, limit=1):
                raise UserError(
                    self.env._(
                        "Act %s: a later month is signed and begins with what was owed "
                        "here. Cancel the later act first.",
                        act.number,
                    )
                )
            act._decide({"state": "cancelled"})

    def action_view_days(self):
        """Open the days the act is made of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.payment_day_action"
        )
        return {**action, "domain": self._get_days_domain(), "context": {}}

    def action_print(self):
        """Open the PDF."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/agent-act/{self.id}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda act, state, needed: self.env._(
                "Act %(number)s is in the state “%(state)s”; this can be done in "
                "the state “%(needed)s” only.",
                number=act.number,
                state=state,
                needed=needed,
            ),
        )

    def _decide(self, vals):
        # the state is set by the buttons only; they have checked the right
        self.sudo().write({**vals, "decided_by_id": self.env.uid})

    def _get_days_domain(self):
        self.ensure_one()
        return self._domain_of(self.provider_id, self.month)

    @api.model
    def _domain_of(self, provider, month):
        return [
            ("provider_id", "=", provider.id),
            ("company_id", "=", provider.company_id.id),
            ("date", ">=", month),
            ("date", "<", next_month(month)),
        ]

    @api.model
    def _cron_make(self):
        """Make the drafts of the month that is over; drafts follow their days."""
        self.search([("state", "=", "draft")]).action_derive()
        self._make(fields.Date.subtract(business_today(self).replace(day=1), months=1))

    @api.model
    def _make(self, month):
        """Make the missing acts of a month, of all agents with days in it."""
        days = self.env["elektrohisob.payment.day"]
        domain = [("date", ">=", month), ("date", "<", next_month(month))]
        groups = days._read_group(domain, ["provider_id"])
        made = self.search([("month", "=", month), ("state", "!=", "cancelled")])
        # numbers are given, and figures written, by methods alone
        acts, sequences = self.sudo(), self.env["ir.sequence"].sudo()
        for (provider,) in groups:
            if provider not in made.provider_id:
                acts |= acts.create(
                    {
                        "number": sequences.next_by_code(self._name),
                        "provider_id": provider.id,
                        "company_id": provider.company_id.id,
                        "month": month,
                        **self._prepare(provider, month),
                    }
                )
        return acts.sudo(False)

    @api.model
    def _prepare(self, provider, month):
        """Figures of the act of a month, in so'm."""
        days = self.env["elektrohisob.payment.day"].search(
            self._domain_of(provider, month), order="date"
        )
        # terms of the centre hold for its districts
        clearing = self.env["elektrohisob.payment.clearing"].sudo()
        terms, detail = clearing, []
        for day in days:
            terms = clearing._find_on(provider, day.date) or terms
            detail.append(self._prepare_day(day, terms))
        sums = {
            name: sum(row[name] for row in detail)
            for name in ("amount", "earned", "vat", "kept", "transferred")
        }
        opening = self._find_opening(provider, month)
        return {
            "contract_number": terms.contract_number or terms.basis,
            "contract_date": terms.contract_number and terms.contract_date,
            "payment_count": sum(row["count"] for row in detail),
            "amount": sums["amount"] / 100,
            "commission": sums["earned"] / 100,
            "commission_vat": sums["vat"] / 100,
            "commission_kept": sums["kept"] / 100,
            "commission_due": (sums["earned"] - sums["kept"]) / 100,
            "transferred": sums["transferred"] / 100,
            "opening": opening / 100,
            "closing": (opening + sums["amount"] - sums["kept"] - sums["transferred"])
            / 100,
            "open_days": len(
                days.filtered(lambda d: d.state not in (GREEN, EXPLAINED))
            ),
            "detail": detail,
        }

    @api.model
    def _prepare_day(self, day, terms):
        """One day in tiyin, by the terms in force on it."""
        amount = tiyin(day.our_amount)
        engine = terms._get_terms() if terms else None
        fee = earned(amount, engine) if engine else 0
        return {
            "day": fields.Date.to_string(day.date),
            "count": day.our_count,
            "amount": amount,
            "percent": terms.percent if terms else 0,
            "earned": fee,
            "vat": vat_of(fee, terms.commission_vat_percent) if terms else 0,
            "kept": fee if engine and engine.net else 0,
            "transferred": tiyin(day.bank_amount),
        }

    @api.model
    def _find_opening(self, provider, month):
        """Tiyin the agent owed at the end of the act before."""
        before = self.search(
            [
                ("provider_id", "=", provider.id),
                ("company_id", "=", provider.company_id.id),
                ("month", "<", month),
                ("state", "!=", "cancelled"),
            ],
            order="month desc",
            limit=1,
        )
        return tiyin(before.closing)

    def _get_month_name(self):
        return format_date(self.env, self.month, date_format="LLLL y")
