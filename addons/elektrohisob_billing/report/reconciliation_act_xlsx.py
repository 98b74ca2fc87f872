from odoo import models

WIDTHS = (12, 44, 14, 18, 18, 20, 20, 36)


class ReconciliationActXlsx(models.AbstractModel):
    """Reconciliation acts as a spreadsheet, one sheet an act."""

    _name = "report.elektrohisob_billing.reconciliation_act_xlsx"
    _description = "Reconciliation act (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write one sheet per act."""
        styles = self._get_styles(workbook)
        for act in objs:
            lang = act.account_id.lang or self.env.lang
            self._write_act(workbook, act.with_context(lang=lang), styles)

    def _get_styles(self, workbook):
        money, energy = {"num_format": "#,##0.00"}, {"num_format": "#,##0.###"}
        bold = {"bold": True}
        head = {**bold, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        styles = {
            "bold": bold,
            "head": head,
            "day": {"num_format": "dd.mm.yyyy", "align": "left"},
            "money": money,
            "money_bold": money | bold,
            "energy": energy,
            "energy_bold": energy | bold,
        }
        return {name: workbook.add_format(style) for name, style in styles.items()}

    def _write_act(self, workbook, act, styles):
        sheet = workbook.add_worksheet(act.number[-31:].replace("/", "-"))
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        text = act._prepare_text()
        sheet.write_string(0, 0, text.title, styles["bold"])
        sheet.write_string(1, 0, text.subtitle)
        row = 2
        for label, value in text.parties:
            if value:
                sheet.write_string(row, 0, label)
                sheet.write_string(row, 1, value)
                row += 1
        sheet.write_string(row + 1, 3, text.sides[0], styles["bold"])
        sheet.write_string(row + 1, 5, text.sides[1], styles["bold"])
        head = [*text.columns, act.env._("Remark")]
        sheet.write_row(row + 2, 0, head, styles["head"])
        sheet.freeze_panes(row + 3, 0)
        self._write_lines(sheet, row + 3, act, text, styles)

    def _write_lines(self, sheet, row, act, text, styles):
        """Opening balance, movements, turnover, closing balance, the answer."""
        self._write_balance(sheet, row, text.opening[0], act.opening, styles)
        for line in act.line_ids:
            row += 1
            sheet.write_datetime(row, 0, line.date, styles["day"])
            name = ", ".join(filter(None, (line.name, line.document)))
            sheet.write_string(row, 1, name)
            sheet.write_number(row, 2, line.kwh, styles["energy"])
            sums = (line.debit, line.credit, line.their_debit, line.their_credit)
            for column, value in enumerate(sums, 3):
                if value:
                    sheet.write_number(row, column, value, styles["money"])
            sheet.write_string(row, 7, line.remark or "")
        row += 1
        sheet.write_string(row, 1, text.totals[0], styles["bold"])
        sheet.write_number(row, 2, act.kwh, styles["energy_bold"])
        sheet.write_number(row, 3, act.debit, styles["money_bold"])
        sheet.write_number(row, 4, act.credit, styles["money_bold"])
        row += 1
        self._write_balance(sheet, row, text.closing[0], act.closing, styles)
        if act.state == "disagreed":
            self._write_side(sheet, row, 5, act.their_closing, styles)
        sheet.write_string(row + 2, 0, text.remark)

    def _write_balance(self, sheet, row, label, amount, styles):
        sheet.write_string(row, 1, label, styles["bold"])
        self._write_side(sheet, row, 3, amount, styles)

    def _write_side(self, sheet, row, column, amount, styles):
        """A balance as debit or credit."""
        style = styles["money_bold"]
        sheet.write_number(row, column, max(amount, 0.0), style)
        sheet.write_number(row, column + 1, max(-amount, 0.0), style)
