import base64
from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters.onec_entries import get_entries
from ..models.onec_change import KINDS
from ..report import gl_csv, gl_table, gl_xlsx

BANK, ORDERS = "bank", "orders"
ENTRIES = {"xlsx": gl_xlsx.write, "csv": gl_csv.write}


class OneCFile(models.TransientModel):
    """Books of some days as a file for 1C, where no exchange is set up: messages of
    EnterpriseData, bank documents, or a register of entries to be typed in."""

    _name = "elektrohisob.onec.file"
    _description = "File for 1C"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: business_today(self).replace(day=1),
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: business_today(self)
    )
    file_format = fields.Selection(
        [
            ("1.8", "EnterpriseData 1.8"),
            ("1.15", "EnterpriseData 1.15"),
            (BANK, "Bank statement (1CClientBankExchange)"),
            (ORDERS, "Payment orders of refunds (1CClientBankExchange)"),
            ("xlsx", "Register of entries (Excel)"),
            ("csv", "Register of entries (CSV)"),
        ],
        string="Format",
        required=True,
        default="1.8",
    )
    content = fields.Binary(string="File", readonly=True, attachment=False)
    name = fields.Char(readonly=True)
    remark = fields.Char(readonly=True)

    # === ACTIONS === #

    def action_make(self):
        """Button: make the file; the form shows it."""
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The first day comes after the last one. Correct the days.")
            )
        books = self.env["elektrohisob.gl"]
        books._get_units(self.company_id.id, below=False)
        data, count = self._make()
        span = f"{self.date_from:%Y%m%d}_{self.date_to:%Y%m%d}"
        ending = {"xlsx": "xlsx", "csv": "csv", BANK: "txt", ORDERS: "txt"}
        ending = ending.get(self.file_format, "xml")
        self.write(
            {
                "content": base64.b64encode(data),
                "name": f"1C_{self.company_id.id}_{span}.{ending}",
            }
        )
        log_output(
            self,
            kind="export",
            file_format=ending,
            name=self.name,
            count=count,
            selection=f"{self.company_id.name} {span}",
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File for 1C"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _make(self):
        """(bytes, number of rows) in the format chosen."""
        days = (self.date_from, self.date_to)
        if self.file_format in (BANK, ORDERS):
            return self._make_bank_file()
        onec = self.env["elektrohisob.onec"]
        if self.file_format in ENTRIES:
            table = self._get_table(onec._get_objects(self.company_id, *days))
            target = BytesIO()
            count = ENTRIES[self.file_format](table, target)
            return target.getvalue(), count
        data = onec._export_enterprise_data(self.company_id, *days, self.file_format)
        return data, 1

    # === REGISTER === #

    def _get_table(self, found):
        """All entries that the documents make, one by one."""
        _ = self.env._
        kinds = dict(
            self.env["elektrohisob.onec.change"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        rows = [
            gl_table.Row(self._get_row(document, entry, kinds))
            for document in found
            for entry in get_entries(document)
        ]
        total = sum(round(row.values[8] * 100) for row in rows) / 100
        text, day, money = gl_table.TEXT, gl_table.DAY, gl_table.MONEY
        columns = [
            gl_table.Column(_("Date"), day, 12),
            gl_table.Column(_("Document"), text, 24),
            gl_table.Column(_("Number"), text, 26),
            gl_table.Column(_("Counterparty"), text, 36),
            gl_table.Column(_("STIR"), text, 12),
            gl_table.Column(_("Contract"), text, 26),
            gl_table.Column(_("Debit"), text, 10),
            gl_table.Column(_("Credit"), text, 10),
            gl_table.Column(_("Amount"), money, 18),
            gl_table.Column(_("Content"), text, 40),
        ]
        last = ["" for _column in columns]
        last[0], last[8] = _("Total"), total
        span = [format_date(self.env, one) for one in (self.date_from, self.date_to)]
        return gl_table.Table(
            title=_("Register of entries for 1C"),
            subtitle=f"{self.company_id.name}, {' – '.join(span)}",
            columns=columns,
            rows=gl_table.listed(rows),
            count=len(rows),
            totals=[gl_table.Row(last, gl_table.TOTAL)],
            file_name="1C",
        )

    @api.model
    def _get_row(self, document, entry, kinds):
        contract = entry.debit_contract or entry.credit_contract
        party = contract and contract.party
        return [
            document.day,
            kinds.get(document.kind, dict(KINDS).get(document.kind)),
            document.number,
            party.name if party else "",
            party.stir if party else "",
            contract.name if contract else "",
            entry.debit,
            entry.credit,
            entry.amount / 100,
            entry.text,
        ]
