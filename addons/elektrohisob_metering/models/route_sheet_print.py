from odoo import models

from ..report import route_sheet_pdf


class RouteSheet(models.Model):
    """Printing of sheets, past QWeb: a district network at once."""

    _inherit = "elektrohisob.route.sheet"

    def _render_pdf(self):
        """PDF of the sheets in the language of the user."""
        remarks = tuple(
            f"{number} – {reason.name}"
            for number, reason in enumerate(self._get_remarks(), start=1)
        )
        labels = self._get_print_labels()
        self.line_ids.account_id.fetch(["number", "name", "address"])
        return route_sheet_pdf.render(
            route_sheet_pdf.Sheet(
                company=sheet.company_id.name,
                route=sheet.route_id.display_name,
                day=sheet.date,
                reader=sheet.reader_id.name or "_" * 24,
                code=f"ELH-SHEET:{sheet.id}",
                rows=tuple(line._get_print_row() for line in sheet.line_ids),
                remarks=remarks,
                labels=labels,
            )
            for sheet in self
        )

    def _get_remarks(self):
        """Remarks in the order of their numbers on paper and in the grid."""
        return self.env["elektrohisob.reason"].search(
            [("document", "=", "reading_remark")], order="code"
        )

    def _get_print_labels(self):
        return {
            "title": self.env._("Reading sheet"),
            "day": self.env._("Readings of"),
            "reader": self.env._("Meter reader"),
            "columns": self.env._(
                "No.|Account|Consumer|Address|Meter|Last reading|kWh a day|Reading|"
                "Remark"
            ),
            "remarks": self.env._("Remarks"),
            "signature": self.env._(
                "Handed out ______________   Returned ______________   Meter reader "
                "______________   Typed in by ______________"
            ),
        }
