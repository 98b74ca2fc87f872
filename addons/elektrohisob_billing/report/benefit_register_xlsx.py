from odoo import models

WIDTHS = (6, 18, 40, 18, 14, 18)
HEADER_ROW = 4


class BenefitRegisterXlsx(models.AbstractModel):
    """Spreadsheet of the registers of benefits for those who pay them."""

    _name = "report.elektrohisob_billing.benefit_register_xlsx"
    _description = "Register of benefits (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write one sheet per programme and month."""
        for number, row in enumerate(objs, 1):
            name = f"{number} {row.programme_id.code} {row.month:%Y-%m}"
            self._write_sheet(workbook, name[:31], row)

    def _write_sheet(self, workbook, name, row):
        bold = workbook.add_format({"bold": True})
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        )
        energy = workbook.add_format({"num_format": "#,##0.###"})
        money = workbook.add_format({"num_format": "#,##0.00"})
        sheet = workbook.add_worksheet(name)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, row._get_register_title(), bold)
        sheet.write_string(1, 0, row.company_id.name)
        sheet.write_string(2, 0, row.payer_id.name)
        sheet.write_row(HEADER_ROW, 0, row._get_register_columns(), head)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        line = HEADER_ROW
        for number, found in enumerate(row._get_register_rows(), 1):
            line += 1
            sheet.write_number(line, 0, number)
            for column, text in enumerate(found[:3], 1):
                sheet.write_string(line, column, text)
            sheet.write_number(line, 4, found[3], energy)
            sheet.write_number(line, 5, found[4], money)
        line += 1
        sheet.write_string(line, 1, self.env._("Total"), bold)
        sheet.write_number(line, 4, row.kwh, energy)
        sheet.write_number(line, 5, row.amount, money)
