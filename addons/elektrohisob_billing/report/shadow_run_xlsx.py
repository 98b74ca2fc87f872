from odoo import models

WIDTH = 18
SUMS = (
    "account_count",
    "winner_count",
    "loser_count",
    "kwh",
    "amount_before",
    "amount_after",
    "difference",
    "saved",
    "paid",
    "kept",
)


class ShadowRunXlsx(models.AbstractModel):
    """Spreadsheet of a shadow run: sums with a chart, districts, accounts."""

    _name = "report.elektrohisob_billing.shadow_run_xlsx"
    _description = "Shadow run (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write three sheets a run."""
        for number, run in enumerate(objs, 1):
            end = f" {number}" if len(objs) > 1 else ""
            self._write_sums(workbook, self.env._("Sums") + end, run)
            self._write_districts(workbook, self.env._("Districts") + end, run)
            self._write_examples(workbook, self.env._("Accounts") + end, run)

    def _get_labels(self, model, names):
        described = self.env[model].fields_get(names, ["string"])
        return [described[name]["string"] for name in names]

    def _write_table(self, workbook, sheet, top, labels, rows):
        """A table with its head at row ``top``; returns the row after it."""
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        )
        figure = workbook.add_format({"num_format": "#,##0.##"})
        sheet.set_column(0, len(labels), WIDTH)
        sheet.write_row(top, 0, labels, head)
        sheet.freeze_panes(top + 1, 0)
        for row in rows:
            top += 1
            for column, value in enumerate(row):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(top, column, value, figure)
                else:
                    sheet.write_string(top, column, value or "")
        return top + 1

    def _write_sums(self, workbook, name, run):
        sheet = workbook.add_worksheet(name)
        bold = workbook.add_format({"bold": True})
        sheet.write_string(0, 0, run.display_name, bold)
        sheet.write_string(1, 0, ", ".join(run.version_ids.mapped("display_name")))
        names = ("account_count", "parked_count", "amount_before", "amount_after")
        names += ("difference", "percent", "kept", "booked_amount")
        for row, (field, label) in enumerate(
            zip(names, self._get_labels(run._name, names), strict=True), 3
        ):
            sheet.write_string(row, 0, label)
            sheet.write_number(row, 1, run[field])
        lines = run.line_ids.filtered(lambda line: not line.code)
        groups = lines._read_group(
            [("id", "in", lines.ids)],
            ["tariff_id", "block", "band"],
            [f"{field}:sum" for field in SUMS],
        )
        rows = [
            [tariff.code, tariff.group, band, *sums]
            for tariff, _block, band, *sums in groups
        ]
        labels = self._get_labels(lines._name, ["tariff_id", "group", "band", *SUMS])
        top = len(names) + 4
        end = self._write_table(workbook, sheet, top, labels, rows)
        if rows:
            self._add_chart(workbook, sheet, name, top, end)

    def _add_chart(self, workbook, sheet, name, top, end):
        """Revenue before and after beside each other, by tariff and block."""
        chart = workbook.add_chart({"type": "column"})
        for column in (7, 8):
            chart.add_series(
                {
                    "name": [name, top, column],
                    "categories": [name, top + 1, 0, end - 1, 2],
                    "values": [name, top + 1, column, end - 1, column],
                }
            )
        sheet.insert_chart(end + 1, 0, chart, {"x_scale": 1.6})

    def _write_districts(self, workbook, name, run):
        lines = run.line_ids
        keys = ("unit_id", "company_id", "tariff_id", "band")
        sums = (*SUMS, "code", "parked_count")
        reasons = dict(lines._fields["code"]._description_selection(self.env))
        rows = [
            [
                *(line[key].display_name for key in keys[:2]),
                line.tariff_id.code,
                line.band or "",
                *(line[field] for field in SUMS),
                reasons.get(line.code, ""),
                line.parked_count,
            ]
            for line in lines
        ]
        labels = self._get_labels(lines._name, [*keys, *sums])
        self._write_table(workbook, workbook.add_worksheet(name), 0, labels, rows)

    def _write_examples(self, workbook, name, run):
        found = run.example_ids
        kinds = dict(found._fields["kind"]._description_selection(self.env))
        names = ("kwh", "amount_before", "amount_after", "difference")
        rows = [
            [
                kinds[row.kind],
                row.account_id.number,
                row.company_id.name,
                row.tariff_id.code,
                *(row[field] for field in names),
                row.reason or "",
            ]
            for row in found
        ]
        labels = self._get_labels(
            found._name,
            ["kind", "account_id", "company_id", "tariff_id", *names, "reason"],
        )
        self._write_table(workbook, workbook.add_worksheet(name), 0, labels, rows)
