from odoo import api, fields, models
from odoo.exceptions import UserError


class Invoice(models.Model):
    """Invoice of an organisation: what was charged it on one day for one month.

    It is the way of its charges into the general ledger: the sums of the lines are
    those of the charges, of the ledger entries and of the journal entry, to the tiyin.
    """

    _name = "elektrohisob.invoice"
    _description = "Invoice of an organisation"
    _inherit = ["elektrohisob.legal.document.mixin"]
    _order = "date desc, id desc"

    kind = fields.Selection(
        [("regular", "Invoice"), ("correction", "Correction")],
        required=True,
        readonly=True,
        default="regular",
    )
    origin_id = fields.Many2one(
        "elektrohisob.invoice",
        string="Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Invoice of the month that is corrected.",
    )
    correction_ids = fields.One2many(
        "elektrohisob.invoice", "origin_id", string="Corrected by"
    )
    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Booked in",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    date_due = fields.Date(string="Due on", required=True, readonly=True)
    net = fields.Monetary(string="Without VAT", readonly=True)
    vat = fields.Monetary(string="VAT", readonly=True)
    amount = fields.Monetary(
        string="Total", readonly=True, help="VAT included; below zero: a credit note."
    )
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    loss_kwh = fields.Float(string="Losses in it (kWh)", digits=(16, 3), readonly=True)
    kvarh = fields.Float(
        string="Reactive energy (kVAr·h)", digits=(16, 3), readonly=True
    )
    opening = fields.Monetary(
        string="Balance before", readonly=True, help="Below zero: paid ahead."
    )
    offset = fields.Monetary(
        string="Offset against prepayment",
        readonly=True,
        help="What of the total was paid ahead when the invoice was made.",
    )
    benefit_amount = fields.Monetary(
        string="Paid by the budget",
        readonly=True,
        help="Benefits booked with the charges: the consumer does not pay them. They "
        "are claimed from the budget and are no part of the lines.",
    )
    to_pay = fields.Monetary(
        string="To be paid",
        compute="_compute_to_pay",
        help="Total less prepayment and benefits, when the invoice was made.",
    )
    residual = fields.Monetary(
        string="Left to pay",
        related="move_id.amount_residual_signed",
        help="What of the invoice no payment covers today.",
    )
    meters = fields.Json(string="Meters and readings", readonly=True)
    line_ids = fields.One2many("elektrohisob.invoice.line", "invoice_id")
    charge_ids = fields.One2many("elektrohisob.invoice.charge", "invoice_id")
    move_id = fields.Many2one(
        "account.move",
        string="Journal entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        # whether it is paid may be searched by whoever sees the invoice
        bypass_search_access=True,
    )

    _account_idx = models.Index("(account_id, month)")
    _company_idx = models.Index("(company_id, date, id)")
    _number_uniq = models.Constraint("unique(number)", "The number is in use.")

    @api.depends("amount", "offset", "benefit_amount")
    def _compute_to_pay(self):
        for invoice in self:
            invoice.to_pay = max(
                0, invoice.amount - invoice.offset - invoice.benefit_amount
            )

    @api.depends("number", "kind", "amount")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for invoice in self:
            invoice.display_name = f"{invoice.number or ''} ({invoice.month_name})"

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        for invoice in self.filtered(lambda row: row.state == "posted"):
            raise UserError(
                self.env._(
                    "Invoice %(number)s of account %(account)s is in the books and is "
                    "not deleted. What is wrong is corrected by another invoice.",
                    number=invoice.number,
                    account=invoice.account_id.number,
                )
            )

    # === ACTIONS === #

    def action_view_charges(self):
        """Open the charges of the invoice; they lead to the readings."""
        action = self._get_action("charge_action")
        charges = self.charge_ids.mapped("charge_id").ids
        return {**action, "domain": [("id", "in", charges)], "context": {}}

    def action_view_entries(self):
        """Open the ledger entries behind the invoice."""
        action = self._get_action("ledger_entry_action")
        charges = self.charge_ids.mapped("charge_id").ids
        return {**action, "domain": [("charge_id", "in", charges)], "context": {}}

    def action_view_readings(self):
        """Open the readings from the month before to the first day after it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("date", ">=", fields.Date.subtract(self.month, months=1)),
                ("date", "<=", fields.Date.add(self.month, months=1)),
            ],
        }

    def action_view_chain(self):
        """Open the original invoice with all its corrections."""
        self.ensure_one()
        root = self.origin_id or self
        action = self._get_action("invoice_action")
        return {
            **action,
            "domain": ["|", ("id", "=", root.id), ("origin_id", "=", root.id)],
            "context": {},
        }

    def action_register(self):
        """Ask what becomes of a register of the chosen invoices."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.invoice_register_action"
        )
        return {**action, "context": {"default_chosen_ids": self.ids}}

    def action_view_move(self):
        """Open the journal entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": self.move_id.id,
        }

    def _get_action(self, name):
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id(
            f"elektrohisob_billing.{name}"
        )
