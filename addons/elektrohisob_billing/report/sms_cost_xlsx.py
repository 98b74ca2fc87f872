from odoo import models

WIDTHS = (18, 32, 24, 22, 12, 12, 16, 14)


class SmsCostXlsx(models.AbstractModel):
    """Spreadsheet of the cost of SMS."""

    _name = "report.elektrohisob_billing.sms_cost_xlsx"
    _description = "Cost of SMS (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write the rows and their total."""
        bold = workbook.add_format({"bold": True})
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        )
        money = workbook.add_format({"num_format": "#,##0.00"})
        percent = workbook.add_format({"num_format": "0.0"})
        for wizard in objs:
            sheet = workbook.add_worksheet(wizard.env._("Cost of SMS")[:31])
            for column, width in enumerate(WIDTHS):
                sheet.set_column(column, column, width)
            sheet.write_string(0, 0, wizard._get_title(), bold)
            sheet.write_row(2, 0, wizard._get_columns(), head)
            sheet.freeze_panes(3, 0)
            rows = wizard._get_rows()
            total = (wizard.env._("Total"), "", "", "", *wizard._get_totals(rows))
            for line, row in enumerate([*rows, total], 3):
                for column, text in enumerate(row[:4]):
                    sheet.write_string(line, column, text)
                sheet.write_number(line, 4, row[4])
                sheet.write_number(line, 5, row[5])
                sheet.write_number(line, 6, row[6], money)
                share = 100 * row[7] / row[4] if row[4] else 0
                sheet.write_number(line, 7, share, percent)
