from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class FinalSettlement(models.Model):
    """Final settlement of a month with an organisation: what was used, what of it
    was paid ahead, what is to be paid or carried over.

    A snapshot of the books; figures changed later give another one in its place.
    """

    _name = "elektrohisob.final.settlement"
    _description = "Final settlement"
    _inherit = ["elektrohisob.legal.document.mixin"]
    _order = "month desc, id desc"

    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Booked in",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("issued", "Issued"), ("replaced", "Replaced")],
        required=True,
        default="issued",
        readonly=True,
    )
    date_due = fields.Date(string="Due on", required=True, readonly=True)
    kwh = fields.Float(string="Used (kWh)", digits=(16, 3), readonly=True)
    loss_kwh = fields.Float(string="Losses in it (kWh)", digits=(16, 3), readonly=True)
    kvarh = fields.Float(
        string="Reactive energy (kVAr·h)", digits=(16, 3), readonly=True
    )
    volume_kwh = fields.Float(
        string="Contract volume (kWh)", digits=(16, 3), readonly=True
    )
    over_kwh = fields.Float(
        string="Above the contract volume (kWh)", digits=(16, 3), readonly=True
    )
    over_kw = fields.Float(
        string="Load above the declared one (kW)", digits=(16, 3), readonly=True
    )
    opening = fields.Monetary(
        string="Balance before", readonly=True, help="Below zero: paid ahead."
    )
    amount = fields.Monetary(
        string="Cost of the month", readonly=True, help="VAT included."
    )
    vat = fields.Monetary(string="VAT in it", readonly=True)
    correction_amount = fields.Monetary(
        string="Corrections of earlier months", readonly=True
    )
    paid = fields.Monetary(string="Paid in the month", readonly=True)
    advance_amount = fields.Monetary(string="Asked ahead", readonly=True)
    balance = fields.Monetary(
        string="Balance after", readonly=True, help="Below zero: carried over."
    )
    to_pay = fields.Monetary(string="To be paid", compute="_compute_to_pay")
    carried = fields.Monetary(string="Carried over", compute="_compute_to_pay")
    detail = fields.Json(readonly=True, help="Charged lines of the month.")

    _one_a_month = models.UniqueIndex(
        "(account_id, month) WHERE state = 'issued'",
        "The account already has a final settlement of this month.",
    )

    @api.depends("balance")
    def _compute_to_pay(self):
        for document in self:
            document.to_pay = max(0, document.balance)
            document.carried = max(0, -document.balance)

    # === ACTIONS === #

    def action_view_charges(self):
        """Open the charges of the month; they lead to the readings."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_action"
        )
        domain = [
            ("account_id", "=", self.account_id.id),
            ("period_id", "=", self.period_id.id),
        ]
        return {**action, "domain": domain, "context": {}}

    def action_view_readings(self):
        """Open the readings from the month before to the first day after it."""
        self.ensure_one()
        end = fields.Date.add(self.month, months=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("date", ">=", fields.Date.subtract(self.month, months=1)),
                ("date", "<=", end),
            ],
        }

    def action_renew(self):
        """Make the documents anew from the books of today."""
        self.check_access("write")
        for document in self:
            if document.state != "issued":
                raise UserError(
                    self.env._(
                        "Final settlement %s was replaced by a newer one; renew that.",
                        document.number,
                    )
                )
            self._make(document.account_id, document.month, document.run_id)

    # === BUSINESS METHODS === #

    @api.model
    def _make(self, accounts, month, run):
        """Override of `elektrohisob.legal.document.mixin` to write the settlements of
        what is charged; one that says the same already is left as it is."""
        company = accounts.company_id
        period = self.env["elektrohisob.period"].search(
            [("company_id", "in", company.ids), ("date_start", "=", month)], limit=1
        )
        known = {
            row.account_id: row
            for row in self.search(
                [
                    ("account_id", "in", accounts.ids),
                    ("month", "=", month),
                    ("state", "=", "issued"),
                ]
            )
        }
        facts = self._load_figures(accounts, period) if period else {}
        made, skipped = self.browse(), {}
        for account in accounts:
            figures = facts.get(account.id)
            before = known.get(account)
            if not figures:
                skipped[account] = self.env._("nothing is charged in the month")
            elif before and before._is_same(figures):
                skipped[account] = self.env._("has %s already", before.number)
            else:
                # nobody writes documents by hand; whoever makes them has the right
                if before:
                    before.sudo().state = "replaced"
                    before.flush_recordset()  # one is issued, in the table too
                vals = self._prepare_document(account, period, run)
                made += self.sudo().create({**vals, **figures}).sudo(False)
        return made, skipped

    @api.model
    def _prepare_document(self, account, period, run):
        """Values of one document beside its figures."""
        day = self.env["elektrohisob.parameter"]._get_value(
            "legal_due_day", period.company_id, period.date_start
        )
        following = fields.Date.add(period.date_end, days=1)
        return {
            "number": self._next_number(period.company_id),
            "account_id": account.id,
            "company_id": period.company_id.id,
            "agreement_id": account.agreement_id.id,
            "run_id": run and run.id,
            "period_id": period.id,
            "month": period.date_start,
            "date": business_today(self),
            "date_due": fields.Date.add(following, days=day - 1),
        }

    def _is_same(self, figures):
        """Whether the document tells just these figures."""
        self.ensure_one()
        names = set(figures) - {"detail"}
        return all(abs(self[name] - figures[name]) < 0.005 for name in names) and (
            self.detail == figures["detail"]
        )
