from odoo import models

WIDTHS = (6, 18, 18, 40, 40, 18)
BATCH = 5000


class ReorganisationXlsx(models.AbstractModel):
    """Protocol of a reorganisation: the order, the figures, every account."""

    _name = "report.elektrohisob_base.reorganisation_xlsx"
    _description = "Protocol of a reorganisation (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        """Override of `report_xlsx` to write rows to disk as they come."""
        return {"constant_memory": True}

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write a sheet per document."""
        for document in objs:
            self._write_sheet(workbook, document)

    def _get_heading(self, document):
        """Lines above the table: (caption, value)."""
        _ = self.env._
        kinds = dict(document._fields["kind"]._description_selection(self.env))
        decision = document.approval_ids.filtered(lambda row: row.state == "approved")
        return [
            (_("Protocol of reorganisation"), kinds[document.kind]),
            (_("Order"), f"{document.order_number}, {document.order_date:%d.%m.%Y}"),
            (_("From the day"), f"{document.date:%d.%m.%Y}"),
            (_("Handed over by"), document.company_id.name),
            (_("Taken over by"), document.company_to_id.name),
            (_("Ground"), document.reason_id.name),
            (_("Approved by"), decision[:1].decided_by_id.name or ""),
            (_("Accounts"), str(len(document.line_ids) or document.account_count)),
        ]

    def _get_columns(self):
        """Hook: (caption, function of a line) of the table."""
        _ = self.env._
        return [
            (_("Number before"), lambda line: line.number),
            (_("New number"), lambda line: line.number_new or ""),
            (_("Consumer"), lambda line: line.account_id.name or ""),
            (_("Address"), lambda line: line.account_id.address or ""),
        ]

    def _write_sheet(self, workbook, document):
        bold = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet(f"{document.date:%Y-%m}-{document.id}")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        row = 0
        for caption, value in self._get_heading(document):
            sheet.write_string(row, 1, caption, bold)
            sheet.write_string(row, 2, value)
            row += 1
        columns = self._get_columns()
        captions = [self.env._("No."), *(caption for caption, _get in columns)]
        row += 1
        sheet.write_row(row, 0, captions, bold)
        # the protocol names every account, also those of the other district
        lines = document.sudo().line_ids
        for start in range(0, len(lines), BATCH):
            for index, line in enumerate(lines[start : start + BATCH], start + 1):
                row += 1
                sheet.write_number(row, 0, index)
                for place, (_caption, get) in enumerate(columns, 1):
                    sheet.write(row, place, get(line))
            self.env.invalidate_all()
