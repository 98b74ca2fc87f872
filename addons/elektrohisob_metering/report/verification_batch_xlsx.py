from odoo import models

WIDTHS = (18, 18, 14, 22, 14, 40, 34)


class VerificationBatchXlsx(models.AbstractModel):
    """Sheet of a laboratory batch: filled in there and loaded back."""

    _name = "report.elektrohisob_metering.verification_batch_xlsx"
    _description = "Laboratory batch (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, batches):
        """Override of `report_xlsx` to write a sheet per batch."""
        _ = self.env._
        bold = workbook.add_format({"bold": True, "bottom": 1})
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        captions = [
            _("Serial number"),
            _("Result"),
            _("Verified on"),
            _("Certificate number"),
            _("Valid to"),
            _("Note"),
            _("Type"),
        ]
        for batch in batches:
            sheet = workbook.add_worksheet(batch.number)
            for column, width in enumerate(WIDTHS):
                sheet.set_column(column, column, width)
            sheet.write_row(0, 0, captions, bold)
            results = batch.line_ids._fields["result"]._description_selection(self.env)
            sheet.data_validation(
                *(1, 1, max(1, len(batch.line_ids)), 1),
                {"validate": "list", "source": [label for _code, label in results]},
            )
            labels = dict(results)
            for row, line in enumerate(batch.line_ids, 1):
                sheet.write_string(row, 0, line.device_id.serial)
                sheet.write_string(row, 1, labels.get(line.result, ""))
                sheet.write_string(row, 3, line.certificate_number or "")
                sheet.write_string(row, 5, line.note or "")
                sheet.write_string(row, 6, line.type_id.name or "")
                for column, value in ((2, line.date), (4, line.date_next)):
                    if value:
                        sheet.write_datetime(row, column, value, day)
