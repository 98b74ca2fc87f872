from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..models.gl_proof_cause import NOT_POSTED, OPEN


class GlProof(models.TransientModel):
    """The general ledger beside the subledger, on one page."""

    _name = "elektrohisob.gl.proof"
    _description = "Proof of the general ledger"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        default=lambda self: self.env.company,
        help="A district network, or a unit with all below it.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        string="To",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    only_different = fields.Boolean(string="Only what differs")
    is_proved = fields.Boolean(readonly=True)
    is_compared = fields.Boolean(readonly=True)
    accounts = fields.Char(string="Accounts compared", readonly=True)
    waiting_count = fields.Integer(string="Entries that wait", readonly=True)
    waiting_amount = fields.Monetary(string="Their sum", readonly=True)
    waiting_text = fields.Char(string="What waits", compute="_compute_waiting_text")
    is_postable = fields.Boolean(
        readonly=True, help="Something differs that posting brings in."
    )
    line_ids = fields.One2many("elektrohisob.gl.proof.line", "wizard_id")
    row_ids = fields.One2many(
        "elektrohisob.gl.proof.line",
        "wizard_id",
        string="Days",
        domain=[("is_balance", "=", False)],
    )
    balance_ids = fields.One2many(
        "elektrohisob.gl.proof.line",
        "wizard_id",
        string="Balances",
        domain=[("is_balance", "=", True)],
    )

    @api.depends("company_id")
    def _compute_dates(self):
        """The open months of the unit and of those below; without one, this month."""
        for wizard in self:
            periods = self.env["elektrohisob.period"].search(
                [
                    ("company_id", "child_of", wizard.company_id.ids),
                    ("company_id", "in", self.env.companies.ids),
                    ("state", "in", ("open", "closing")),
                ]
            )
            today = business_today(self)
            starts, ends = periods.mapped("date_start"), periods.mapped("date_end")
            wizard.date_from = min(starts, default=today.replace(day=1))
            wizard.date_to = max(ends, default=today)

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Proof: %s", wizard.company_id.name)

    @api.depends("waiting_count", "waiting_amount")
    @api.depends_context("lang")
    def _compute_waiting_text(self):
        for wizard in self:
            wizard.waiting_text = self.env._(
                "Entries dated after the open month, which wait for theirs: %(count)s, "
                "together %(amount)s so'm (below zero: paid).",
                count=wizard.waiting_count,
                amount=pdf.money(pdf.tiyin(wizard.waiting_amount)),
            )

    # === ACTIONS === #

    def action_compare(self):
        """Compare again."""
        self.ensure_one()
        self._compare()
        return self._get_action()

    def action_post(self):
        """Post what the open months still lack, then compare again."""
        self.ensure_one()
        units = self._get_units()
        periods = self.env["elektrohisob.period"].search(
            [("company_id", "in", units.ids), ("state", "in", OPEN)]
        )
        self.env["elektrohisob.gl.posting"].check_access("read")
        for period in periods:
            self.env["elektrohisob.gl.posting"]._post(period)
        return self.action_compare()

    def action_view_waiting(self):
        """Open the entries dated after the open month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.ledger_entry_action"
        )
        domain = self.env["elektrohisob.gl"]._get_waiting_domain(self._get_units())
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _get_units(self):
        """The unit and those below it the user works in."""
        return self.env["res.company"].search(
            [
                ("id", "child_of", self.company_id.id),
                ("id", "in", self.env.companies.ids),
            ]
        )

    def _compare(self):
        """Compare, and name the cause of each row that differs."""
        found = self.env["elektrohisob.gl"].proof(
            company=self.company_id.id,
            date_from=fields.Date.to_string(self.date_from),
            date_to=fields.Date.to_string(self.date_to),
        )
        units = {unit.name: unit for unit in self.env.companies}
        lines = []
        for name in {row["district"] for row in (*found["rows"], *found["balances"])}:
            rows = [row for row in found["rows"] if row["district"] == name]
            balances = [row for row in found["balances"] if row["district"] == name]
            lines += self._prepare_lines(units[name], rows, balances)
        causes = {line["cause"] for line in lines}
        count, amount = self.env["elektrohisob.gl"]._get_waiting(self._get_units())
        self.line_ids.unlink()
        self.write(
            {
                "is_compared": True,
                "is_proved": found["is_proved"],
                "is_postable": NOT_POSTED in causes,
                "accounts": ", ".join(found["accounts"]),
                "waiting_count": count,
                "waiting_amount": amount,
                "line_ids": [
                    fields.Command.create(line)
                    for line in lines
                    if line["difference"] or not self.only_different
                ],
            }
        )

    def _prepare_lines(self, unit, rows, balances):
        """Values of the lines of a district."""
        books = self.env["elektrohisob.gl"]
        for row in rows:
            row["date"] = fields.Date.to_date(row["date"])
        causes = books._get_causes(unit, rows)
        lines = [
            {
                "date": row["date"],
                "kind": row["kind"],
                "account_code": row["account"],
                "cause": causes.get((row["date"], row["kind"])),
                **_get_sums(row),
            }
            for row in rows
        ]
        differing = [row for row in balances if row["difference"]]
        cause = books._get_balance_cause(unit, rows, differing)
        lines += [
            {
                "is_balance": True,
                "side": row["side"],
                "account_code": row["accounts"],
                "cause": cause if row["difference"] else False,
                **_get_sums(row),
            }
            for row in balances
        ]
        return [{**line, "company_id": unit.id} for line in lines]

    @api.model
    def _open(self):
        """A new page for the unit of the user, its open month, compared already."""
        wizard = self.create({})
        wizard._compare()
        return wizard._get_action()

    def _get_action(self):
        if not self.is_compared:
            self._compare()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proof of the general ledger"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }


def _get_sums(row):
    return {name: row[name] for name in ("subledger", "ledger", "difference")}
