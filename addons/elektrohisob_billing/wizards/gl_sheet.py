from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools import pdf

from ..tools.gl_stream import stream

OF_AN_ACCOUNT = ("card", "analysis", "journal")
OF_CONSUMERS = ("consumers", "debts")
CONTROL = "4010"
ASKED = (
    *("company_id", "below", "date_from", "date_to", "account_id"),
    *("split", "category", "tariff_group", "sign"),
)


class GlSheet(models.TransientModel):
    """A report of the books: what is asked, and the table that answers it.

    Each kind has a file of its own with ``_get_<kind>_table``; screen, PDF, Excel and
    CSV show the same ``gl_table.Table``.
    """

    _name = "elektrohisob.gl.sheet"
    _description = "Report of the books"

    kind = fields.Selection(
        [
            ("turnover", "Turnover sheet"),
            ("card", "Account card"),
            ("analysis", "Account analysis"),
            ("journal", "Journal-order"),
            ("cash", "Cash and bank book"),
            ("consumers", "Turnover by consumer"),
            ("debts", "Receivables and advances"),
            ("vat", "VAT sales book"),
        ],
        required=True,
        default="turnover",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    below = fields.Boolean(string="With the units below", default=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._get_default_days()[0],
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._get_default_days()[1]
    )
    account_id = fields.Many2one(
        "account.account",
        string="Account of the books",
        compute="_compute_account_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    split = fields.Selection(
        [("none", "Whole period"), ("month", "By month"), ("day", "By day")],
        string="Divided",
        required=True,
        default="none",
    )
    category = fields.Selection(
        [
            ("household", "Households"),
            ("legal", "Legal entities"),
            ("budget", "Budget organisations"),
        ],
        string="Consumers",
    )
    tariff_group = fields.Selection(
        [("I", "I"), ("II", "II"), ("III", "III"), ("IV", "IV")],
        string="Tariff group",
    )
    sign = fields.Selection(
        [("debt", "In debt at the end"), ("advance", "Paid ahead at the end")],
        string="Balance",
    )
    page = fields.Integer(default=0)
    seek = fields.Char(string="Place")  # of the row the page follows or comes before
    is_whole = fields.Boolean(string="With totals")  # the screen asks for them second
    table = fields.Json(compute="_compute_table")

    @api.depends("kind", "account_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for sheet in self:
            code = sheet.account_id.code if sheet.kind in OF_AN_ACCOUNT else ""
            sheet.display_name = " ".join(filter(None, (kinds.get(sheet.kind), code)))

    @api.depends("kind")
    def _compute_account_id(self):
        for sheet in self:
            if sheet.kind in OF_AN_ACCOUNT and not sheet.account_id:
                sheet.account_id = self.env["account.account"].search(
                    [("code", "=", CONTROL)], limit=1
                )

    @api.depends("kind", *ASKED, "page", "seek", "is_whole")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_table(self):
        for sheet in self:
            try:
                sheet.table = sheet._get_page()
            except UserError as error:  # said in place of the table
                sheet.table = {"error": str(error)}

    # === ACTIONS === #

    def action_pdf(self):
        """Open the report as a PDF."""
        return self._get_file("pdf")

    def action_xlsx(self):
        """Download the report as a workbook."""
        return self._get_file("xlsx")

    def action_csv(self):
        """Download the rows of the report as CSV."""
        return self._get_file("csv")

    def action_open_row(self):
        """Open what is behind the row named in the context: a report or a document."""
        self.ensure_one()
        what, _sep, value = str(self.env.context.get("gl_row") or "").partition(":")
        opened = {
            "card": lambda: self._get_action("card", account_id=int(value)),
            "day": lambda: self._get_action("card", date_from=value, date_to=value),
            "move": lambda: self._get_form("account.move", int(value)),
            "consumer": lambda: self._get_form("elektrohisob.account", int(value)),
            "invoice": lambda: self._get_form("elektrohisob.invoice", int(value)),
            "debts": lambda: self._get_debtors(value),
        }
        return opened[what]() if what in opened else False

    def action_open_analysis(self):
        """Open the turnover of the same account by corresponding accounts."""
        return self._get_action("analysis")

    def action_open_card(self):
        """Open the entries of the same account one by one."""
        return self._get_action("card")

    # === BUSINESS METHODS === #

    def _get_action(self, kind, **vals):
        """Action that opens another report for the same unit and days."""
        self.ensure_one()
        names = ("below", "category", "tariff_group")
        sheet = self.create(
            {
                "kind": kind,
                "company_id": self.company_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "account_id": self.account_id.id,
                **{name: self[name] for name in names},
                **vals,
            }
        )
        return {**self._get_form(self._name, sheet.id), "name": sheet.display_name}

    def _get_form(self, model, record_id):
        record = self.env[model].browse(record_id)
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": record.display_name,
            "res_model": model,
            "res_id": record_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_file(self, file_format):
        self.ensure_one()
        table = self._get_table()  # says what is wrong before another page is opened
        if file_format != "pdf" and table.count > self._get_rows_at_once():
            return self._ask_file(file_format, table.count)
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/gl-sheet/{self.id}/{file_format}",
            "target": "new" if file_format == "pdf" else "self",
        }

    def _get_table(self):
        """The report as a ``gl_table.Table``."""
        ledger = self.env["elektrohisob.gl"]
        if not self.company_id:
            raise UserError(self.env._("Choose a unit."))
        ledger._check_reader()
        first = self.date_to if self.kind == "debts" else self.date_from
        ledger._parse_span(first, self.date_to)
        if self.kind in OF_AN_ACCOUNT and not self.account_id:
            raise UserError(
                self.env._("Choose the account of the books the report is about.")
            )
        return getattr(self, f"_get_{self.kind}_table")()

    def _get_units(self):
        return self.env["elektrohisob.gl"]._get_units(self.company_id.id, self.below)

    def _get_subtitle(self, *more):
        """Unit and days; so'm."""
        units = len(self._get_units())
        whole = self.company_id.name
        if units > 1:
            whole = self.env._("%(unit)s (units: %(count)s)", unit=whole, count=units)
        first, last = pdf.day(self.date_from), pdf.day(self.date_to)
        days = self.env._("%(first)s to %(last)s, so'm", first=first, last=last)
        if self.kind == "debts":
            days = self.env._("on %s, so'm", last)
        return ", ".join(filter(None, (whole, *more, days)))

    def _get_file_name(self):
        return f"{self.kind}-{self.date_from:%Y-%m-%d}-{self.date_to:%Y-%m-%d}"

    def _get_signatures(self):
        return [self.env._("Chief accountant"), self.env._("Prepared by")]

    def _stream(self, query):
        """Rows of a query, fetched from the server as they are needed."""
        return stream(self.env.cr, query)

    @api.model
    def _money(self, amount):
        """A sum in a sentence."""
        return pdf.money(pdf.tiyin(amount))
