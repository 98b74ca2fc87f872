from odoo import fields, models

from ..tools.dates import TIMEZONE

BATCH = 2000


class AgreementRegisterXlsx(models.AbstractModel):
    """Register of contracts: one row each, in the order they were concluded."""

    _name = "report.elektrohisob_base.agreement_register_xlsx"
    _description = "Register of contracts (XLSX)"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        """Override of `report_xlsx` to write rows to disk as they come."""
        return {"constant_memory": True}

    def generate_xlsx_report(self, workbook, data, objs):
        """Override of `report_xlsx` to write one sheet of all contracts."""
        _ = self.env._
        bold = workbook.add_format({"bold": True, "text_wrap": True, "border": 1})
        sheet = workbook.add_worksheet(_("Register of contracts")[:31])
        columns = self._get_columns()
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for place, (_caption, width, _get) in enumerate(columns, 1):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, _("Register of contracts"), bold)
        sheet.write_string(1, 0, self._tell_time(fields.Datetime.now()))
        captions = [_("No."), *(caption for caption, _width, _get in columns)]
        sheet.write_row(2, 0, captions, bold)
        rows = objs.sorted(lambda row: (row.date_concluded or row.create_date, row.id))
        for start in range(0, len(rows), BATCH):
            for index, row in enumerate(rows[start : start + BATCH], start + 1):
                sheet.write_number(index + 2, 0, index)
                for place, (_caption, _width, get) in enumerate(columns, 1):
                    sheet.write(index + 2, place, get(row))
            self.env.invalidate_all()

    def _tell_time(self, moment):
        """Moment as clocks in Tashkent show it."""
        if not moment:
            return ""
        here = fields.Datetime.context_timestamp(self.with_context(tz=TIMEZONE), moment)
        return f"{here:%d.%m.%Y %H:%M}"

    def _get_columns(self):
        """Hook: (caption, width, function of a contract) of the table."""
        _ = self.env._
        model = self.env["elektrohisob.agreement"]
        labels = {
            name: dict(model._fields[name]._description_selection(self.env))
            for name in ("state", "category")
        }
        day = _tell_day
        return [
            (_("Concluded at"), 17, lambda row: self._tell_time(row.date_concluded)),
            (_("Contract number"), 16, lambda row: row.number),
            (_("Account"), 16, lambda row: row.account_id.number),
            (_("Consumer"), 40, lambda row: row.consumer_name or ""),
            (_("Category of the account"), 18,
             lambda row: labels["category"].get(row.category, "")),
            (_("Address"), 40, lambda row: row.account_id.address or ""),
            (_("Signed on"), 12, lambda row: day(row.date_signed)),
            (_("In force from"), 12, lambda row: day(row.date_start)),
            (_("In force to"), 12, lambda row: day(row.date_end)),
            (_("Volume of the year (kWh)"), 16, lambda row: row.year_kwh),
            (_("Prepared by"), 24, lambda row: row.create_uid.name or ""),
            (_("Signed by"), 24, lambda row: row.signed_by_id.name or ""),
            (_("District network"), 30, lambda row: row.company_id.name),
            (_("Status"), 14, lambda row: labels["state"][row.state]),
        ]  # fmt: skip


def _tell_day(day):
    return f"{day:%d.%m.%Y}" if day else ""
