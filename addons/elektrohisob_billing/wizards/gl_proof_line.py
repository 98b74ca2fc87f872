from odoo import api, fields, models

from ..models.gl_proof import CHARGES
from ..models.gl_proof_balances import ADVANCE, DEBT, JOIN, PENALTY
from ..models.gl_proof_cause import (
    BY_HAND,
    CLOSED,
    DAYS,
    EARLIER,
    NOT_INVOICED,
    NOT_POSTED,
    OTHER,
)


class GlProofLine(models.TransientModel):
    """A day and kind of entries, or the balance of a district, twice."""

    _name = "elektrohisob.gl.proof.line"
    _description = "Row of the proof"
    _order = "company_id, date, kind"

    wizard_id = fields.Many2one(
        "elektrohisob.gl.proof", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    is_balance = fields.Boolean()
    company_id = fields.Many2one("res.company", string="District network")
    date = fields.Date()
    kind = fields.Char()
    kind_name = fields.Char(string="Entries", compute="_compute_kind_name")
    side = fields.Char(help="Side of the books of a balance.")
    side_name = fields.Char(string="What consumers", compute="_compute_side_name")
    account_code = fields.Char(string="Account of the books")
    subledger = fields.Monetary(string="Ledger of accounts")
    ledger = fields.Monetary(string="General ledger")
    difference = fields.Monetary()
    cause = fields.Selection(
        [
            (NOT_POSTED, "Not posted yet: post now"),
            (NOT_INVOICED, "Organisations are not invoiced: make their invoices"),
            (BY_HAND, "Typed by hand into an account of consumers: reverse the entry"),
            (CLOSED, "The month is closed: reopen it, or book the difference now"),
            (DAYS, "The days below make it up"),
            (EARLIER, "Days before the first one: begin the proof earlier"),
            (OTHER, "Compare the entries with the general ledger"),
        ],
        string="Cause and remedy",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_kind_name(self):
        entries = self.env["elektrohisob.ledger.entry"]
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        by_hand = self.env._("Typed by hand")
        for line in self:
            line.kind_name = kinds.get(line.kind) or line.kind or by_hand

    @api.depends("side")
    @api.depends_context("lang")
    def _compute_side_name(self):
        names = {
            DEBT: self.env._("owe"),
            ADVANCE: self.env._("have paid ahead"),
            PENALTY: self.env._("owe of penalties"),
        }
        for line in self:
            sides = (line.side or "").split(JOIN)
            line.side_name = ", ".join(names.get(one, one) for one in sides)

    def _get_kinds(self):
        """Kinds of entries that the row counts together; none for what was typed."""
        if self.kind in CHARGES:
            return list(CHARGES)
        return [self.kind] if self.kind else []

    # === ACTIONS === #

    def action_mend(self):
        """Open or do what takes the difference away."""
        self.ensure_one()
        if self.cause == NOT_POSTED:
            return self.wizard_id.action_post()
        if self.cause == EARLIER:
            return self._begin_earlier()
        period = self.env["elektrohisob.period"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_start", "<=", self.date),
            ],
            order="date_start desc",
            limit=1,
        )
        if self.cause == NOT_INVOICED:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "elektrohisob_base.account_action"
            )
            return {**action, "domain": period._find_invoices()[1], "context": {}}
        if self.cause == CLOSED:
            return {
                "type": "ir.actions.act_window",
                "res_model": "elektrohisob.period",
                "res_id": period.id,
                "view_mode": "form",
            }
        return self.action_view_lines()

    def _begin_earlier(self):
        """Compare from the first day of the books of the district on."""
        entries = self.env["elektrohisob.ledger.entry"].search(
            [("company_id", "=", self.company_id.id)], order="date, id", limit=1
        )
        # since when a unit keeps books is no secret
        lines = self.env["account.move.line"].sudo()
        lines = lines.search(
            [("company_id", "=", self.company_id.id)], order="date, id", limit=1
        )
        wizard = self.wizard_id
        days = [day for day in (entries.date, lines.date) if day]
        wizard.date_from = min([wizard.date_from, *days])
        return wizard.action_compare()

    def action_view_entries(self):
        """Open the ledger entries of the day and kind."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.ledger_entry_action"
        )
        domain = [
            *self.env["elektrohisob.gl"]._get_day_domain(self.company_id, self.date),
            ("kind", "in", self._get_kinds()),
        ]
        return {**action, "domain": domain, "context": {}}

    def action_view_lines(self):
        """Open the lines of the general ledger of the day and kind."""
        self.ensure_one()
        books = self.env["elektrohisob.gl"]
        accounts = books._get_control(self.company_id.sudo())  # codes are no secret
        if not self.kind:
            accounts = {self.account_code: accounts[self.account_code]}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lines of the general ledger"),
            "res_model": "account.move.line",
            "view_mode": "list",
            "views": [
                (
                    self.env.ref("elektrohisob_billing.account_move_line_view_list").id,
                    "list",
                )
            ],
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("date", "=", self.date),
                ("elektrohisob_kind", "in", self._get_kinds() or [False]),
                ("account_id", "in", list(accounts.values())),
                ("parent_state", "=", "posted"),
            ],
        }
