import base64
from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_metering.adapters.tables import TableError

from ..adapters import einvoice_register
from ..adapters.einvoice import OperatorTrouble
from ..adapters.einvoice_operators import OPERATORS
from ..report import gl_table, gl_xlsx


class EinvoiceMatch(models.Model):
    """Our invoices of a month against the register of the tax committee.

    A month is green when nothing differs, or each difference is settled with a reason.
    """

    _name = "elektrohisob.einvoice.match"
    _description = "Comparison with the tax register"
    _order = "month desc, id desc"
    _rec_name = "month"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Operator",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "in", list(OPERATORS))],
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.subtract(
            business_today(self).replace(day=1), months=1
        ),
        help="First day.",
    )
    source = fields.Selection(
        [("operator", "Asked from the operator"), ("file", "File of the cabinet")],
        readonly=True,
        copy=False,
    )
    date_compared = fields.Datetime(string="Compared on", readonly=True, copy=False)
    file = fields.Binary(string="Register of the cabinet", attachment=False)
    file_name = fields.Char(copy=False)
    bad_rows = fields.Text(string="Rows that were not read", readonly=True, copy=False)
    line_ids = fields.One2many("elektrohisob.einvoice.match.line", "match_id")
    count = fields.Integer(string="Documents", compute="_compute_counts")
    open_count = fields.Integer(string="Differences", compute="_compute_counts")
    our_total = fields.Monetary(string="Ours", compute="_compute_counts")
    their_total = fields.Monetary(string="In the register", compute="_compute_counts")
    state = fields.Selection(
        [("draft", "Not compared"), ("open", "Differs"), ("green", "Agrees")],
        compute="_compute_state",
        store=True,
    )

    _month_uniq = models.Constraint(
        "unique(provider_id, month)", "The month is compared already: open it."
    )

    @api.depends("date_compared", "bad_rows", "line_ids.is_open")
    def _compute_state(self):
        for match in self:
            is_open = match.bad_rows or any(match.line_ids.mapped("is_open"))
            state = "open" if is_open else "green"
            match.state = state if match.date_compared else "draft"

    @api.depends("line_ids.is_open", "line_ids.our_amount", "line_ids.their_amount")
    def _compute_counts(self):
        for match in self:
            lines = match.line_ids
            match.count = len(lines)
            match.open_count = len(lines.filtered("is_open"))
            match.our_total = sum(lines.mapped("our_amount"))
            match.their_total = sum(lines.mapped("their_amount"))

    @api.depends("month", "provider_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for match in self:
            month = format_date(self.env, match.month, date_format="LLLL y")
            parts = (month.capitalize(), match.provider_id.name)
            match.display_name = ", ".join(filter(None, parts))

    @api.onchange("month")
    def _onchange_month(self):
        self.month = self.month and self.month.replace(day=1)

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to keep the first day of the month."""
        for vals in vals_list:
            if day := fields.Date.to_date(vals.get("month")):
                vals["month"] = day.replace(day=1)
        return super().create(vals_list)

    # === ACTIONS === #

    def action_ask(self):
        """Button: ask the operator for the register of the month, and compare."""
        self._check_may_compare()
        self.provider_id._check_einvoice_wait()
        client = self.provider_id._get_einvoice_client()
        try:
            rows = client.register(self.month, self._get_last())
        except OperatorTrouble as trouble:
            self.provider_id._keep_einvoice_client(client, trouble)
            raise UserError(self.provider_id._say(trouble)) from trouble
        self.provider_id._keep_einvoice_client(client)
        self._compare(rows, "operator", "")

    def action_read_file(self):
        """Button: compare with the register saved from the cabinet."""
        self._check_may_compare()
        if not self.file:
            raise UserError(
                self.env._("Choose the file with the register of the month first.")
            )
        try:
            good, bad = einvoice_register.parse(base64.b64decode(self.file))
        except TableError as error:
            raise UserError(
                self.env._(
                    "%(file)s is no register (%(code)s): a table with number, date, "
                    "STIR of the buyer and sums is needed. Save it from the cabinet "
                    "again, as Excel.",
                    file=self.file_name or "",
                    code=error.code,
                )
            ) from error
        rows = [
            row
            for _line, row in good
            if not row.date or self.month <= row.date <= self._get_last()
        ]
        self._compare(rows, "file", "\n".join(f"{one.line}: {one.raw}" for one in bad))

    def action_export(self):
        """Button: the comparison as Excel."""
        self.ensure_one()
        self.check_access("read")
        target = BytesIO()
        count = gl_xlsx.write(self._get_table(), target)
        name = f"einvoices_{self.month:%Y-%m}.xlsx"
        log_output(
            self,
            kind="export",
            file_format="xlsx",
            name=name,
            count=count,
            selection=self.display_name,
        )
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": target.getvalue(), "res_model": self._name,
             "res_id": self.id}
        )  # fmt: skip
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    # === BUSINESS METHODS === #

    def _check_may_compare(self):
        self.ensure_one()
        self.env["elektrohisob.einvoice"]._check_may_send()
        self.check_access("write")

    def _get_last(self):
        return fields.Date.subtract(next_month(self.month), days=1)

    def _get_table(self):
        """The comparison as a table."""
        _ = self.env._
        difference = round(self.our_total - self.their_total, 2)
        sums = (self.our_total, self.their_total, difference)
        return gl_table.Table(
            title=_("Electronic invoices and the tax register"),
            subtitle=self.display_name,
            columns=self._get_columns(),
            rows=gl_table.listed([line._get_row() for line in self.line_ids]),
            count=len(self.line_ids),
            totals=[
                gl_table.Row([_("Total"), "", None, *sums, "", ""], gl_table.TOTAL)
            ],
            file_name="einvoices",
        )

    @api.model
    def _get_columns(self):
        _ = self.env._
        text, day, money = gl_table.TEXT, gl_table.DAY, gl_table.MONEY
        return [
            gl_table.Column(_("Number"), text, 22),
            gl_table.Column(_("Consumer"), text, 36),
            gl_table.Column(_("Date in the register"), day, 14),
            gl_table.Column(_("Ours"), money, 18),
            gl_table.Column(_("In the register"), money, 18),
            gl_table.Column(_("Difference"), money, 18),
            gl_table.Column(_("What differs"), text, 30),
            gl_table.Column(_("Settled because"), text, 36),
        ]
