from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf

from ..report import work_sheet_pdf


class WorkOrder(models.Model):
    """The printed sheet: what a crew does on a day, with room for what came of it."""

    _inherit = "elektrohisob.work.order"

    def _get_sheet_pdf(self):
        """Bytes of a PDF: sheets by day and crew, orders along the route."""
        self.check_access("read")
        groups = self.grouped(lambda order: (order.date_planned, order.crew_id))
        keys = sorted(groups, key=lambda key: (str(key[0] or ""), key[1].name or ""))
        return work_sheet_pdf.render([groups[key]._prepare_sheet(*key) for key in keys])

    def _prepare_sheet(self, day, crew):
        """Texts of the sheet of a crew and a day."""
        _ = self.env._
        orders = self.sorted(lambda order: (order.route_order, order.id))
        title = _("Work sheet, %(day)s", day=pdf.day(day) or _("no day"))
        return work_sheet_pdf.Sheet(
            title=title,
            company=self.company_id[:1].name,
            facts=[
                (_("Crew"), crew.name or ""),
                (_("Foreman"), crew.foreman or ""),
                (_("Vehicle"), crew.vehicle or ""),
                (_("Orders"), str(len(orders))),
            ],
            columns=[
                _("No."),
                _("Order"),
                _("Consumer"),
                _("Meter, last reading"),
                _("Reading, seal"),
                _("Remark, signature"),
            ],
            rows=orders._prepare_sheet_rows(),
            signatures=[_("Issued by"), _("Foreman")],
            page=_("Page {page}"),
        )

    def _prepare_sheet_rows(self):
        rows = []
        for place, row in enumerate(self._get_field_rows(), 1):
            what = [row["kind_name"], row["number"], row["reason"], row["ground"]]
            what.append(row["instruction"])
            who = [row["account"], row["name"], row["address"], row["phone"]]
            meter = [row["meter"], row["point"]]
            if row["last"]:
                meter.append(f"{row['last']} ({row['last_day']})")
            if row["seal"]:
                meter.append(self.env._("Seal %s", row["seal"]))
            rows.append((str(row["place"] or place), what, who, meter))
        return rows
