from odoo import fields, models

WIDTHS = (12, 24, 26, 12, 18, 18, 18)


class StatementXlsx(models.AbstractModel):
    """Spreadsheet of the statement of account."""

    _name = "report.elektrohisob_billing.statement_xlsx"
    _description = "Statement of account (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write one sheet per account."""
        for wizard in objs:
            lang = wizard.account_id.lang or self.env.lang
            self._write_sheet(workbook, wizard.with_context(lang=lang))

    def _write_sheet(self, workbook, wizard):
        _ = wizard.env._
        statement = wizard._get_statement()
        bold = workbook.add_format({"bold": True})
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        )
        money = workbook.add_format({"num_format": "#,##0.00"})
        money_bold = workbook.add_format({"num_format": "#,##0.00", "bold": True})
        energy = workbook.add_format({"num_format": "#,##0.###"})
        energy_bold = workbook.add_format({"num_format": "#,##0.###", "bold": True})
        day = workbook.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        sheet = workbook.add_worksheet(wizard.account_id.number)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write(0, 0, _("Statement of account, so'm"), bold)
        row = 1
        for label, value in wizard._get_facts():
            if value:
                sheet.write_string(row, 0, label)
                sheet.write_string(row, 1, value)
                row += 1
        sheet.write_row(row + 1, 0, wizard._get_columns(), head)
        sheet.freeze_panes(row + 2, 0)
        row += 2
        sheet.write_datetime(row, 0, wizard.date_from, day)
        sheet.write_string(row, 1, _("Opening balance"), bold)
        sheet.write_number(row, 6, statement["opening"], money_bold)
        for line in statement["lines"]:
            row += 1
            sheet.write_datetime(row, 0, fields.Date.to_date(line["date"]), day)
            sheet.write_string(row, 1, line["kind_name"])
            sheet.write_string(row, 2, line["document"])
            sheet.write_number(row, 3, line["kwh"], energy)
            sheet.write_number(row, 4, line["debit"], money)
            sheet.write_number(row, 5, line["credit"], money)
            sheet.write_number(row, 6, line["balance"], money)
        row += 1
        sheet.write_string(row, 1, _("Total"), bold)
        sheet.write_number(row, 3, statement["kwh"], energy_bold)
        sheet.write_number(row, 4, statement["debit"], money_bold)
        sheet.write_number(row, 5, statement["credit"], money_bold)
        row += 1
        sheet.write_datetime(row, 0, wizard.date_to, day)
        sheet.write_string(row, 1, _("Closing balance"), bold)
        sheet.write_number(row, 6, statement["closing"], money_bold)
