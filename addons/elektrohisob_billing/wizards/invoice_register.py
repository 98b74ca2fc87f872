from tempfile import TemporaryFile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import split_every

from odoo.addons.elektrohisob_base.tools import bulk, pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..report import gl_pdf, gl_xlsx
from ..report.gl_table import DAY, MONEY, NUMBER, TEXT, TOTAL, Column, Row, Table

ROWS_AT_ONCE = 1000
PDF_ROWS = 20_000
TOTALS = """
SELECT i.kind, l.vat_percent, count(DISTINCT i.id), sum(l.kwh), sum(l.net), sum(l.vat),
       sum(l.amount)
  FROM elektrohisob_invoice i JOIN elektrohisob_invoice_line l ON l.invoice_id = i.id
 WHERE i.id = ANY(%(ids)s::int[])
 GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""


class InvoiceRegister(models.TransientModel):
    """Register of invoices over some days or months, with totals by rate of VAT."""

    _name = "elektrohisob.invoice.register"
    _description = "Register of invoices"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    basis = fields.Selection(
        [("date", "Date of the document"), ("month", "Month of use")],
        string="Chosen by",
        required=True,
        default="date",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._get_last_month()
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: fields.Date.end_of(self._get_last_month(), "month"),
    )
    category = fields.Selection(
        [("legal", "Legal entities"), ("budget", "Budget organisations")],
        string="Consumers",
    )
    kind = fields.Selection(
        [("regular", "Invoices of the month"), ("correction", "Corrections")],
    )
    is_unpaid = fields.Boolean(string="Unpaid only")
    chosen_ids = fields.Json(help="Ids of invoices chosen in a list.")
    chosen_count = fields.Integer(
        string="Chosen in the list", compute="_compute_chosen_count"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    count = fields.Integer(string="Number of invoices", compute="_compute_sums")
    amount = fields.Monetary(string="Total", compute="_compute_sums")
    vat = fields.Monetary(string="VAT", compute="_compute_sums")

    @api.depends("date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for register in self:
            register.display_name = self.env._("Register of invoices")

    @api.depends("chosen_ids")
    def _compute_chosen_count(self):
        for register in self:
            register.chosen_count = len(register.chosen_ids or ())

    @api.depends(
        *("company_id", "basis", "date_from", "date_to", "category", "kind"),
        *("is_unpaid", "chosen_ids"),
    )
    def _compute_sums(self):
        for register in self:
            [(count, amount, vat)] = self.env["elektrohisob.invoice"]._read_group(
                register._get_domain(), [], ["__count", "amount:sum", "vat:sum"]
            )
            register.update({"count": count, "amount": amount, "vat": vat})

    @api.model
    def _get_last_month(self):
        """First day of the month that was invoiced last."""
        [(day,)] = self.env["elektrohisob.invoice"]._read_group([], [], ["date:max"])
        return (day or business_today(self)).replace(day=1)

    # === ACTIONS === #

    def action_xlsx(self):
        """Download the register as a workbook."""
        return self._get_file("xlsx")

    def action_pdf(self):
        """Open the register as a PDF."""
        return self._get_file("pdf")

    def action_print(self):
        """All these invoices in one PDF, in the language of the context or each in
        that of its account."""
        lang = self.env.context.get("print_lang")
        return self.env["elektrohisob.legal.print"]._order_print(self._find(), lang)

    def action_view(self):
        """Open the invoices as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.invoice_action"
        )
        domain = [("id", "in", self._find().ids)]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _get_domain(self):
        self.ensure_one()
        if self.chosen_ids:
            return Domain("id", "in", self.chosen_ids)
        if not (self.date_from and self.date_to and self.company_id):
            return Domain.FALSE
        domain = Domain("company_id", "child_of", self.company_id.id)
        domain &= Domain("state", "=", "posted")
        domain &= Domain(self.basis, ">=", self.date_from)
        domain &= Domain(self.basis, "<=", self.date_to)
        for name in ("category", "kind"):
            if self[name]:
                domain &= Domain(name, "=", self[name])
        if self.is_unpaid:
            unpaid = Domain("move_id.payment_state", "in", ("not_paid", "partial"))
            domain &= unpaid & Domain("amount", ">", 0)
        return domain

    def _find(self):
        """The invoices by day and number."""
        found = self.env["elektrohisob.invoice"].search(
            self._get_domain(), order="date, number"
        )
        if not found:
            raise UserError(
                self.env._(
                    "There is no invoice of these days. Choose other days, another "
                    "unit or fewer conditions."
                )
            )
        return found

    def _get_file(self, file_format):
        self.ensure_one()
        count = len(self._find())  # says what is wrong before another page is opened
        if file_format == "pdf" and count > PDF_ROWS:
            raise UserError(
                self.env._(
                    "%(count)s rows are too many for a PDF (at most %(most)s). Take "
                    "the Excel file, or ask for fewer.",
                    count=count,
                    most=PDF_ROWS,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/invoice-register/{self.id}/{file_format}",
            "target": "new" if file_format == "pdf" else "self",
        }

    def _write_file(self, file_format):
        """The register as an open file that vanishes when it is closed, written row by
        row: (file, its name, number of rows)."""
        table = self._get_table()
        target = TemporaryFile()  # noqa: SIM115  # the caller closes it
        if file_format == "pdf":
            target.write(self._render_pdf(table))
        else:
            gl_xlsx.write(table, target)
        target.seek(0)
        return target, f"{table.file_name}.{file_format}", table.count

    def _render_pdf(self, table):
        signatures = [self.env._("Chief accountant"), self.env._("Prepared by")]
        return gl_pdf.render(table, signatures, self.env._("Page {page}"))

    # === TABLE === #

    def _get_table(self):
        """The register as a ``gl_table.Table``."""
        invoices = self._find()
        return Table(
            title=self.env._("Register of invoices"),
            subtitle=self._get_subtitle(),
            columns=self._get_columns(),
            rows=lambda offset, limit: self._get_rows(invoices, offset, limit),
            count=len(invoices),
            totals=self._get_totals(invoices),
            file_name=f"invoices_{self.date_from:%Y%m%d}_{self.date_to:%Y%m%d}",
        )

    def _get_subtitle(self):
        """Which invoices these are."""
        if self.chosen_ids:
            count = len(self.chosen_ids)
            return self.env._("%(count)s invoices chosen in a list", count=count)
        return self.env._(
            "%(unit)s, %(basis)s from %(first)s to %(last)s",
            unit=self.company_id.name,
            basis=self._get_label("basis").lower(),
            first=pdf.day(self.date_from),
            last=pdf.day(self.date_to),
        )

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    def _get_columns(self):
        _ = self.env._
        return [
            Column(_("No."), NUMBER, 6),
            Column(_("Invoice"), width=18),
            Column(_("Date"), DAY, 11),
            Column(_("Month of use"), TEXT, 10),
            Column(_("Kind"), width=16),
            Column(_("Corrects"), width=18),
            Column(_("Personal account"), width=17),
            Column(_("Consumer"), width=34),
            Column(_("STIR"), width=12),
            Column(_("Contract"), width=14),
            Column(_("kWh"), NUMBER, 14),
            Column(_("Without VAT"), MONEY, 18),
            Column(_("VAT"), MONEY, 16),
            Column(_("Total"), MONEY, 18),
            Column(_("Left to pay"), MONEY, 18),
            Column(_("Due on"), DAY, 11),
            Column(_("Electronically"), width=14),
            Column(_("District network"), width=24),
        ]

    def _get_rows(self, invoices, offset, limit):
        """Rows of a thousand invoices at a time; what was read is forgotten."""
        ids = invoices.ids[offset : offset + limit if limit else None]
        states = self.env["elektrohisob.einvoice"]._fields["state"]
        states = dict(states._description_selection(self.env))
        number = offset
        for some in split_every(ROWS_AT_ONCE, ids):
            for invoice in invoices.browse(some):
                number += 1
                yield Row(self._get_row(number, invoice, states))
            self.env.invalidate_all(flush=False)

    def _get_row(self, number, invoice, states):
        account = invoice.account_id
        return (
            number,
            invoice.number,
            invoice.date,
            f"{invoice.month:%m.%Y}",
            invoice._get_kind_name(),
            invoice.origin_id.number or "",
            account.number,
            account.name or "",
            account.stir or "",
            invoice.agreement_id.number or "",
            invoice.kwh,
            invoice.net,
            invoice.vat,
            invoice.amount,
            invoice.residual,
            invoice.date_due,
            states.get(invoice.einvoice_state, ""),
            invoice.company_id.name,
        )

    def _get_totals(self, invoices):
        """By kind and rate, then all, with what is unpaid."""
        self.env.flush_all()
        query = SQL(TOTALS, ids=bulk.array_text(invoices.ids))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        totals = [
            self._get_total(
                self.env._(
                    "%(kind)s, VAT %(rate)s %%", kind=kinds[kind], rate=f"{rate:g}"
                ),
                *(float(one or 0) for one in (count, *sums)),
            )
            for kind, rate, count, *sums in self.env.execute_query(query)
        ]
        [(kwh, *sums)] = invoices._read_group(
            [("id", "in", invoices.ids)],
            [],
            ["kwh:sum", "net:sum", "vat:sum", "amount:sum"],
        )
        # whether it is paid is seen by whoever sees the invoice
        moves = invoices.sudo().move_id
        unpaid = sum(moves.mapped("amount_residual_signed"))
        total = self._get_total(self.env._("Total"), len(invoices), kwh, *sums, unpaid)
        return [*totals, total]

    def _get_total(self, label, count, kwh, net, vat, amount, unpaid=None):
        head = (None, label, None, "", "", "", "", self._say_count(count), "", "")
        sums = (kwh, *(round(one, 2) for one in (net, vat, amount)), unpaid)
        return Row((*head, *sums, None, "", ""), TOTAL)

    def _say_count(self, count):
        return self.env._("invoices: %s", f"{count:g}")
