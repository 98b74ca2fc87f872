from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one


class Charge(models.Model):
    """Energy of one month in one block of a tariff, priced; as booked.

    Append-only bulk table written by ``elektrohisob.settlement``. The explanation
    names readings, days and energy; bill, portal and court file print it.
    """

    _name = "elektrohisob.charge"
    _description = "Charge"
    _order = "id desc"
    _log_access = False

    account_id = BulkMany2one("elektrohisob.account", required=True, readonly=True)
    company_id = BulkMany2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = BulkMany2one(
        "elektrohisob.period",
        string="Booked in",
        required=True,
        readonly=True,
    )
    run_id = BulkMany2one("elektrohisob.charge.run", readonly=True)
    correction_id = BulkMany2one(
        "elektrohisob.correction",
        readonly=True,
        help="Document that explains why an earlier month changed.",
    )
    kind = fields.Selection(
        [("regular", "Charge"), ("correction", "Correction")],
        required=True,
        readonly=True,
    )
    month = fields.Date(required=True, readonly=True, help="Month of use.")
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="Until", required=True, readonly=True)
    version_id = BulkMany2one(
        "elektrohisob.tariff.version", required=True, readonly=True
    )
    component_id = BulkMany2one(
        "elektrohisob.tariff.component",
        readonly=True,
        help="Part of the tariff beside its blocks; empty for energy in blocks.",
    )
    benefit_id = BulkMany2one(
        "elektrohisob.benefit",
        readonly=True,
        help="Benefit by which the consumer does not pay this sum.",
    )
    act_id = BulkMany2one(
        "elektrohisob.unauthorised.act",
        readonly=True,
        help="Act of unauthorised use that asks for this sum.",
    )
    block = fields.Integer(readonly=True, aggregator=None)
    price = fields.Float(
        string="UZS/unit", digits=(16, 2), readonly=True, aggregator=None
    )
    quantity = fields.Float(
        digits=(16, 3),
        readonly=True,
        aggregator=None,
        help="kW, kVAr·h, kWh or percent that a component of the tariff charges.",
    )
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    amount = fields.Monetary(readonly=True, help="VAT included.")
    vat = fields.Monetary(string="VAT", readonly=True)
    explanation = fields.Json(readonly=True)
    explanation_text = fields.Text(
        string="Why", compute="_compute_explanation_text", help="In your language."
    )
    month_name = fields.Char(string="Month of use", compute="_compute_month_name")
    days = fields.Char(compute="_compute_days", help="Days the tariff was in force.")
    tariff_id = fields.Many2one(related="version_id.tariff_id")
    entry_ids = fields.One2many("elektrohisob.ledger.entry", "charge_id")

    _account_idx = models.Index("(account_id, month)")
    _period_idx = models.Index("(company_id, period_id)")
    _company_idx = models.Index("(company_id, id)")
    _version_idx = models.Index("(version_id)")
    _benefit_idx = models.Index(
        "(company_id, period_id, benefit_id) WHERE benefit_id IS NOT NULL"
    )
    _act_idx = models.Index("(act_id) WHERE act_id IS NOT NULL")
    _correction_idx = models.Index("(correction_id) WHERE correction_id IS NOT NULL")

    def init(self):
        """Rows are facts: the database refuses to change them."""
        protect(self.env.cr, self._table)

    @api.depends("account_id", "month")
    def _compute_display_name(self):
        for charge in self:
            charge.display_name = f"{charge.account_id.number} {charge.month_name}"

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for charge in self:
            name = format_date(self.env, charge.month, date_format="LLLL y")
            charge.month_name = name.capitalize()

    @api.depends("explanation")
    @api.depends_context("lang")
    def _compute_explanation_text(self):
        for charge in self:
            charge.explanation_text = charge._explain()

    @api.depends("date_start", "date_end")
    def _compute_days(self):
        for charge in self:
            if charge.date_start and charge.date_end:
                start = format_date(self.env, charge.date_start)
                last = format_date(self.env, charge.date_end - timedelta(days=1))
                charge.days = f"{start} – {last}"
            else:
                charge.days = False

    # === ACTIONS === #

    def action_explain(self):
        """Show what the month cost in which the charge was booked, and why."""
        self.ensure_one()
        action = self.account_id.action_bill()
        context = {**action["context"], "default_period_id": self.period_id.id}
        return {**action, "context": context}

    def action_bill(self):
        """Download the bill on which the charge is printed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.account_id._get_bill_url(self.period_id),
            "target": "new",
        }

    def action_view_consumption(self):
        """Open the consumption of the month that is priced here."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consumption"),
            "res_model": "elektrohisob.consumption",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("month", "=", self.month),
            ],
        }

    def action_view_readings(self):
        """Open the readings between which the energy was used."""
        self.ensure_one()
        days = [
            piece[name]
            for piece in self.explanation or []
            for name in ("d1", "d2")
            if piece.get(name)
        ]
        first, last = min(days, default=self.month), max(days, default=self.date_end)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
        }

    def action_view_entries(self):
        """Open the ledger entries that carry the charge."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.ledger_entry_action"
        )
        return {**action, "domain": [("charge_id", "=", self.id)], "context": {}}

    # === BUSINESS METHODS === #

    def _explain(self, lang=None):
        """Sentences that tell from which readings the charge comes, one a line.

        :param str lang: their language; by default that of the user
        """
        self.ensure_one()
        texts = self.env["elektrohisob.bill.text"]
        if lang:
            texts = texts.with_context(lang=lang)
        pieces = self.explanation or []
        if self.act_id:
            pieces = [piece for piece in pieces if piece.get("act") == self.act_id.id]
        return "\n".join(texts._get_evidence(pieces))
