from odoo import models

WIDTH = 20
SUMS = (
    "date", "told_state", "told_count", "told_amount", "our_count", "our_amount",
    "pair_difference", "commission", "expected_amount", "bank_amount",
    "bank_difference", "bank_state", "date_due", "state", "open_count",
)  # fmt: skip
LINE = (
    "date", "cause", "external_id", "account_id", "told_amount", "our_amount",
    "difference", "other_day", "owner_id", "state", "explanation",
)  # fmt: skip


class PaymentDayXlsx(models.AbstractModel):
    """Spreadsheet of days of payment services: sums, then what differs."""

    _name = "report.elektrohisob_billing.payment_day_xlsx"
    _description = "Comparison of payments (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write two sheets."""
        days = objs.sorted(lambda day: (day.provider_id.name, day.date))
        self._write_sheet(workbook, self.env._("Days"), days, SUMS)
        self._write_sheet(workbook, self.env._("Differences"), days.line_ids, LINE)

    def _write_sheet(self, workbook, name, rows, names):
        sheet = workbook.add_worksheet(name)
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        )
        figure = workbook.add_format({"num_format": "#,##0.00"})
        day = workbook.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        described = rows.fields_get(["provider_id", *names], ["string"])
        labels = [described[field]["string"] for field in ("provider_id", *names)]
        sheet.set_column(0, len(names), WIDTH)
        sheet.write_row(0, 0, labels, head)
        sheet.freeze_panes(1, 2)
        for number, row in enumerate(rows, start=1):
            sheet.write_string(number, 0, row.provider_id.name)
            for column, field in enumerate(names, start=1):
                self._write_cell(sheet, number, column, row, field, figure, day)

    def _write_cell(self, sheet, number, column, row, name, figure, day):
        value, kind = row[name], row._fields[name].type
        if kind == "monetary":
            sheet.write_number(number, column, value, figure)
        elif kind == "integer":
            sheet.write_number(number, column, value)
        elif kind == "date" and value:
            sheet.write_datetime(number, column, value, day)
        elif kind == "selection":
            labels = dict(row._fields[name]._description_selection(self.env))
            sheet.write_string(number, column, labels.get(value, ""))
        elif kind == "many2one":
            sheet.write_string(number, column, value.display_name or "")
        else:
            sheet.write_string(number, column, value or "")
