from odoo import models

LETTERS = {"read": "R", "write": "W", "create": "C", "unlink": "D"}
MARKS = {
    "all": "∗",
    "colleagues": "○",
    "above": "▲",
    "common": "△",
    "below": "▼",
    "own": "●",
    "households": "◐",
    "legal": "◑",
    "centre": "◆",
    "consumer": "◌",
    "rule": "◇",
}
HEADER_ROW = 4
TEXT_COLUMNS = 3


class RightsXlsx(models.AbstractModel):
    """The matrix of rights for signing: the roles, or one user named in ``data``."""

    _name = "report.elektrohisob_base.rights_xlsx"
    _description = "Rights of roles (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write the matrix."""
        user = (data or {}).get("user")
        user = self.env["res.users"].browse(int(user) if user else None)
        matrix = self.env["elektrohisob.rights"].matrix(user=user.id or None)
        sheet = workbook.add_worksheet(self.env._("Rights"))
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, TEXT_COLUMNS)
        for column, width in enumerate((30, 42, 36)):
            sheet.set_column(column, column, width)
        sheet.set_column(TEXT_COLUMNS, TEXT_COLUMNS + len(matrix["roles"]) - 1, 15)
        self._write_head(workbook, sheet, matrix, user)
        last = self._write_rows(workbook, sheet, matrix)
        self._write_signatures(sheet, last + 2)

    def _write_head(self, workbook, sheet, matrix, user):
        _ = self.env._
        bold = workbook.add_format({"bold": True, "font_size": 12})
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
        )
        title = _("Rights of the user %(user)s", user=user.name)
        sheet.write_string(0, 0, title if user else _("Rights of the roles"), bold)
        today = self.env["ir.qweb.field.date"].value_to_html(
            self.env.cr.now().date(), {}
        )
        sheet.write_string(1, 0, _("As of %(day)s", day=today))
        sheet.write_string(2, 0, self._get_legend())
        captions = [_("Subsystem"), _("What"), _("Technical name")]
        captions += [role["name"] for role in matrix["roles"]]
        sheet.write_row(HEADER_ROW, 0, captions, head)

    def _get_legend(self):
        return self.env._(
            "R read, W change, C create, D delete; ● own units, ▲ own units, those "
            "above and the centre, △ own units and rows of the centre, ▼ own units and "
            "those below, ∗ all, ◐ households of own units, ◑ legal entities of own "
            "units, ◆ for administrators of the whole country only, ○ all employees, "
            "and consumers of own units"
        )

    def _write_rows(self, workbook, sheet, matrix):
        """One row per model; the number of the last."""
        plain = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        line = HEADER_ROW
        for line, row in enumerate(matrix["rows"], HEADER_ROW + 1):
            texts = [row["subsystem"], row["name"], row["model"]]
            for role in matrix["roles"]:
                texts.append(self._format_cell(row["cells"][str(role["id"])]))
            sheet.write_row(line, 0, texts, plain)
        return line

    def _format_cell(self, cell):
        """Letters by scope: "R▲ WC●"."""
        scopes = dict.fromkeys(item["scope"] for item in cell)
        return " ".join(
            "".join(LETTERS[i["operation"]] for i in cell if i["scope"] == scope)
            + MARKS[scope]
            for scope in scopes
        )

    def _write_signatures(self, sheet, line):
        for offset, who in enumerate(
            (self.env._("Drawn up by"), self.env._("Approved by"))
        ):
            sheet.write_string(line + 2 * offset, 0, who)
            sheet.write_string(line + 2 * offset, 1, "_" * 40)
