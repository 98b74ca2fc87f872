from odoo import models

BATCH = 10_000


class ExchangeProtocol(models.AbstractModel):
    """Protocol of a received file as a workbook, one row per row of the file."""

    _name = "report.elektrohisob_metering.exchange_protocol"
    _description = "Protocol of a file"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, messages):
        """Override of `report_xlsx` to write the rows; texts are never formulas."""
        bold = workbook.add_format({"bold": True})
        headers = (
            self.env._("Row"),
            self.env._("State"),
            self.env._("Account"),
            self.env._("Check"),
            self.env._("Reason"),
            self.env._("As received"),
        )
        for message in messages:
            sheet = workbook.add_worksheet(f"{message.id}")
            sheet.write_string(0, 0, message.name or "", bold)
            sheet.write_string(1, 0, message.provider_id.name or "")
            for column, header in enumerate(headers):
                sheet.write_string(3, column, header, bold)
            sheet.set_column(1, 3, 16)
            sheet.set_column(4, 5, 60)
            sheet.freeze_panes(4, 0)
            for row, line in enumerate(self._get_lines(message), start=4):
                sheet.write_number(row, 0, line[0])
                for column, text in enumerate(line[1:], start=1):
                    sheet.write_string(row, column, text or "")

    def _get_lines(self, message):
        """Rows of the protocol as tuples, in batches."""
        Line = self.env["elektrohisob.exchange.line"]
        states = dict(Line._fields["state"]._description_selection(self.env))
        domain = [("message_id", "=", message.id)]
        fields = ["line_no", "state", "account_id", "code", "reason", "detail", "raw"]
        offset = 0
        while lines := Line.search_fetch(
            domain, fields, order="line_no, id", limit=BATCH, offset=offset
        ):
            for line in lines:
                yield (
                    line.line_no,
                    states[line.state],
                    line.account_id.number,
                    line.code,
                    line.text,
                    line.raw,
                )
            offset += BATCH
