from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.engine.period import next_month

#: Kind of a run → model of its documents.
DOCUMENTS = {
    "invoice": "elektrohisob.invoice",
    "advance": "elektrohisob.advance.notice",
    "final": "elektrohisob.final.settlement",
    "act": "elektrohisob.reading.act",
    "reconciliation": "elektrohisob.reconciliation.act",
}
ACCOUNTS_OF_A_JOB = 200


class LegalRun(models.Model):
    """Monthly documents of the organisations of a district network, made by jobs."""

    _name = "elektrohisob.legal.run"
    _description = "Documents of organisations"
    _inherit = ["elektrohisob.run.mixin"]
    _slice_field = "part_ids"

    kind = fields.Selection(
        [
            ("advance", "Advance notices of the next month"),
            ("final", "Final settlements of the month"),
            ("act", "Acts of joint reading of the month"),
            ("invoice", "Invoices of what is charged"),
            ("reconciliation", "Reconciliation acts of the month"),
        ],
        string="Make",
        required=True,
        default="advance",
    )
    scope = fields.Selection(
        [
            ("all", "Legal entities and budget organisations"),
            ("legal", "Legal entities"),
            ("budget", "Budget organisations"),
        ],
        string="For",
        required=True,
        default="all",
    )
    month = fields.Date(
        string="Documents of", compute="_compute_month", store=True, precompute=True
    )
    date_last = fields.Date(
        string="Booked until",
        help="Invoices: charges booked later stay for the next run. Empty: all of the "
        "month.",
    )
    part_ids = fields.One2many("elektrohisob.legal.run.part", "run_id")
    made_count = fields.Integer(string="Made", compute="_compute_counts")
    skipped_count = fields.Integer(string="Left out", compute="_compute_counts")
    remark = fields.Text(string="Left out because", compute="_compute_counts")

    @api.depends("kind", "period_id")
    def _compute_month(self):
        for run in self:
            first = run.period_id.date_start
            is_ahead = first and run.kind == "advance"
            run.month = next_month(first) if is_ahead else first

    @api.depends("company_id", "month", "kind")
    @api.depends_context("lang")
    def _compute_name(self):
        """Override of `elektrohisob.run.mixin` to name kind and month."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            month = run.month and f"{run.month:%Y-%m}"
            parts = (run.company_id.name, month, kinds.get(run.kind))
            run.name = " · ".join(part for part in parts if part)

    @api.depends("part_ids.made_count", "part_ids.skipped")
    def _compute_counts(self):
        for run in self:
            notes = [note for part in run.part_ids for note in (part.skipped or [])]
            run.made_count = sum(run.part_ids.mapped("made_count"))
            run.skipped_count = len(notes)
            run.remark = "\n".join(notes)

    # === ACTIONS === #

    def action_view_documents(self):
        """Open what the run has made."""
        self.ensure_one()
        names = {
            "advance": "advance_notice_action",
            "final": "final_settlement_action",
            "act": "reading_act_action",
            "invoice": "invoice_action",
            "reconciliation": "reconciliation_act_action",
        }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"elektrohisob_billing.{names[self.kind]}"
        )
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    def action_print(self):
        """Open all documents of the run as one PDF; many are printed by a job."""
        self.ensure_one()
        return self._get_documents().action_print_many()

    def action_send(self):
        """Mark the advance notices or reconciliation acts of the run as handed over."""
        self.ensure_one()
        documents = self._get_documents()
        if self.kind == "advance":
            documents.filtered(lambda row: row.stage == "draft").action_send()
        if self.kind == "reconciliation":
            documents.filtered(lambda row: row.state == "made").action_send()

    # === BUSINESS METHODS === #

    def _get_categories(self):
        return ("legal", "budget") if self.scope == "all" else (self.scope,)

    def _get_last_day(self):
        """Last booking day that is invoiced."""
        last = self.period_id.date_end
        return min(self.date_last, last) if self.date_last else last

    def _get_accounts(self):
        """Organisations that get a document."""
        if self.kind == "invoice":
            invoices = self.env["elektrohisob.invoice"]
            last = self._get_last_day()
            accounts = invoices._find_open(
                self.company_id, last, self._get_categories()
            )
            reason = self.env._(
                "Everything %(company)s has charged its organisations until %(day)s is "
                "in invoices already.",
                company=self.company_id.name,
                day=format_date(self.env, last),
            )
        else:
            accounts = self._get_served_accounts()
            reason = self.env._(
                "%(company)s has no organisation with a contract in force.",
                company=self.company_id.name,
            )
        if not accounts:
            raise UserError(reason)
        return accounts

    def _get_served_accounts(self):
        """Organisations with a contract in force."""
        return self.env["elektrohisob.account"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("category", "in", self._get_categories()),
                ("state", "=", "active"),
                ("agreement_ids.state", "in", ("active", "suspended")),
            ],
            order="number",
        )

    def _get_documents(self):
        """What the run has made."""
        self.ensure_one()
        return self.env[DOCUMENTS[self.kind]].search(
            [("run_id", "=", self.id)], order="number"
        )

    def _prepare_slices_vals(self):
        """Override of `elektrohisob.run.mixin` to cut the organisations into jobs."""
        accounts = self._get_accounts()
        ids, size = accounts.ids, ACCOUNTS_OF_A_JOB
        return [
            {
                "run_id": self.id,
                "sequence": place // size + 1,
                "account_ids": ids[place : place + size],
            }
            for place in range(0, len(ids), size)
        ]
