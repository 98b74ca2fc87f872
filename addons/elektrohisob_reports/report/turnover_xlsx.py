from odoo import models

TEXT_COLUMNS = 4
WIDTHS = (6, 16, 34, 40, 18, 14, 18, 18, 18, 18, 18, 18)
HEADER_ROW = 3


class TurnoverXlsx(models.AbstractModel):
    """Spreadsheet of the turnover sheet with its totals."""

    _name = "report.elektrohisob_reports.turnover_xlsx"
    _description = "Turnover sheet (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        """Override of `report_xlsx` to write rows to disk as they come."""
        return {"constant_memory": True}

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write a sheet per wizard."""
        for wizard in objs:
            self._write_sheet(workbook, wizard)

    def _write_sheet(self, workbook, wizard):
        _ = self.env._
        bold = workbook.add_format({"bold": True, "font_size": 12})
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        )
        sheet = workbook.add_worksheet(f"{wizard.period_id.date_start:%Y-%m}")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(HEADER_ROW + 1, TEXT_COLUMNS - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        title = _("Turnover sheet, so'm: %(name)s", name=wizard.company_id.name)
        sheet.write_string(0, 0, title, bold)
        month = _("Month: %(month)s", month=f"{wizard.period_id.date_start:%m.%Y}")
        sheet.write_string(1, 0, month)
        captions = [_("No."), _("Account"), _("Consumer"), _("Address")]
        captions += wizard._get_figures().values()
        sheet.write_row(HEADER_ROW, 0, captions, head)
        self._write_rows(workbook, sheet, wizard)

    def _write_rows(self, workbook, sheet, wizard):
        """Rows of accounts, then their totals."""
        figures, rows = wizard._get_figures(), wizard._get_rows()
        number, total = {"num_format": "#,##0.00"}, {"bold": True, "top": 1}
        styles = dict.fromkeys(figures, workbook.add_format(number))
        totals = dict.fromkeys(figures, workbook.add_format(number | total))
        number = {"num_format": "#,##0.000"}
        styles["kwh"] = workbook.add_format(number)
        totals["kwh"] = workbook.add_format(number | total)
        for index, row in enumerate(rows, 1):
            line = HEADER_ROW + index
            sheet.write_number(line, 0, index)
            for column, name in enumerate(("number", "name", "address"), 1):
                sheet.write_string(line, column, row[name])
            for column, name in enumerate(figures, TEXT_COLUMNS):
                sheet.write_number(line, column, row[name], styles[name])
        last = HEADER_ROW + len(rows) + 1
        sheet.write_string(last, 1, self.env._("Total"), workbook.add_format(total))
        for column, name in enumerate(figures, TEXT_COLUMNS):
            amount = round(sum(row[name] for row in rows), 3)
            sheet.write_number(last, column, amount, totals[name])
