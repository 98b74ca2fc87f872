from odoo import fields, models

WIDTHS = (12, 24, 26, 12, 18, 18, 18, 40)


class StatementXlsx(models.AbstractModel):
    """Spreadsheet of the statement of account."""

    _name = "report.elektrohisob_billing.statement_xlsx"
    _description = "Statement of account (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write one sheet per account."""
        for wizard in objs:
            lang = self.env.context.get("print_lang")
            lang = lang or wizard.account_id.lang or self.env.lang
            self._write_sheet(workbook, wizard.with_context(lang=lang))

    def _write_sheet(self, workbook, wizard):
        styles = self._get_styles(workbook)
        sheet = workbook.add_worksheet(wizard.account_id.number)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        title = wizard.env._("Statement of account, so'm")
        sheet.write_string(0, 0, title, styles["bold"])
        row = 1
        for label, value in wizard._get_facts():
            if value:
                sheet.write_string(row, 0, label)
                sheet.write_string(row, 1, value)
                row += 1
        row += 1
        sheet.write_row(
            row, 0, [*wizard._get_columns(), wizard.env._("Covers")], styles["head"]
        )
        sheet.freeze_panes(row + 1, 0)
        self._write_lines(sheet, row + 1, wizard, styles)

    def _get_styles(self, workbook):
        money, energy = {"num_format": "#,##0.00"}, {"num_format": "#,##0.###"}
        bold, day = {"bold": True}, {"num_format": "dd.mm.yyyy", "align": "left"}
        head = {**bold, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        styles = {
            "bold": bold,
            "head": head,
            "day": day,
            "money": money,
            "money_bold": money | bold,
            "energy": energy,
            "energy_bold": energy | bold,
        }
        return {name: workbook.add_format(style) for name, style in styles.items()}

    def _write_lines(self, sheet, row, wizard, styles):
        """Opening balance, lines, totals and closing balance from ``row`` on."""
        _ = wizard.env._
        statement = wizard._get_statement()
        sheet.write_datetime(row, 0, wizard.date_from, styles["day"])
        sheet.write_string(row, 1, _("Opening balance"), styles["bold"])
        sheet.write_number(row, 6, statement["opening"], styles["money_bold"])
        for line in statement["lines"]:
            row += 1
            day = fields.Date.to_date(line["date"])
            sheet.write_datetime(row, 0, day, styles["day"])
            sheet.write_string(row, 1, line["kind_name"])
            sheet.write_string(row, 2, line["document"])
            sheet.write_number(row, 3, line["kwh"], styles["energy"])
            for column, name in enumerate(("debit", "credit", "balance"), 4):
                sheet.write_number(row, column, line[name], styles["money"])
            sheet.write_string(row, 7, wizard._get_covers_text(line))
        row += 1
        sheet.write_string(row, 1, _("Total"), styles["bold"])
        sheet.write_number(row, 3, statement["kwh"], styles["energy_bold"])
        sheet.write_number(row, 4, statement["debit"], styles["money_bold"])
        sheet.write_number(row, 5, statement["credit"], styles["money_bold"])
        row += 1
        sheet.write_datetime(row, 0, wizard.date_to, styles["day"])
        sheet.write_string(row, 1, _("Closing balance"), styles["bold"])
        sheet.write_number(row, 6, statement["closing"], styles["money_bold"])
