from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today

GROUPS = ["month:month", "company_id", "provider_id", "purpose"]
SUMS = ["messages:sum", "parts:sum", "cost:sum", "delivered:sum"]
WIDTHS = (24, 40, 30, 26, 16, 16, 22, 16)


class SmsCostPrint(models.TransientModel):
    """Cost of SMS of some months, as a PDF or a spreadsheet."""

    _name = "elektrohisob.sms.cost.print"
    _description = "Print the cost of SMS"

    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: business_today(self).replace(day=1),
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: business_today(self)
    )

    # === ACTIONS === #

    def action_print_pdf(self):
        """Open the report as a PDF."""
        self._check_days()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/sms-cost/{self.id}",
            "target": "new",
        }

    def action_print_xlsx(self):
        """Download the report as a spreadsheet."""
        self._check_days()
        report = self.env.ref("elektrohisob_billing.sms_cost_report_xlsx")
        action = report.report_action(self, config=False)
        return {**action, "close_on_report_download": True}

    # === BUSINESS METHODS === #

    def _check_days(self):
        self.ensure_one()
        self.env["elektrohisob.sms.cost"].check_access("read")
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The first day comes after the last one. Correct the days.")
            )

    def _get_rows(self):
        """(month, district, gateway, purpose, messages, parts, so'm, delivered) of
        the whole months the days lie in."""
        self._check_days()
        first = self.date_from.replace(day=1)
        costs = self.env["elektrohisob.sms.cost"]
        purposes = dict(costs._fields["purpose"]._description_selection(self.env))
        groups = costs._read_group(
            [("month", ">=", first), ("month", "<=", self.date_to)], GROUPS, SUMS
        )
        # names of gateways of an enterprise are no secret of its districts
        return [
            (
                format_date(self.env, month, date_format="LLLL y"),
                company.name,
                provider.sudo().name or "",
                purposes[purpose],
                *figures,
            )
            for month, company, provider, purpose, *figures in groups
        ]

    def _get_columns(self):
        _ = self.env._
        return [
            _("Month"),
            _("District network"),
            _("Gateway"),
            _("Kind of message"),
            _("Messages"),
            _("Parts"),
            _("so'm"),
            _("Delivered (%)"),
        ]

    def _get_title(self):
        return self.env._(
            "Cost of SMS, %(start)s to %(end)s",
            start=format_date(self.env, self.date_from, date_format="LLLL y"),
            end=format_date(self.env, self.date_to, date_format="LLLL y"),
        )

    def _get_totals(self, rows):
        """Messages, parts, so'm and delivered of all rows."""
        return [sum(row[place] for row in rows) for place in range(4, 8)]

    def _get_pdf(self):
        """The report on A4 across."""
        rows = self._get_rows()
        messages, parts, cost, delivered = self._get_totals(rows)
        return act_pdf.render(
            act_pdf.ActText(
                title=self._get_title(),
                subtitle=self.env.company.name,
                facts=[],
                columns=self._get_columns(),
                widths=[round(width * 0.95) for width in WIDTHS],
                rows=[
                    (
                        *row[:4],
                        str(row[4]),
                        str(row[5]),
                        pdf.money(round(row[6] * 100)),
                        get_percent(row[7], row[4]),
                    )
                    for row in rows
                ],
                remarks=[
                    self.env._(
                        "%(messages)s messages, %(parts)s parts, %(cost)s so'm; "
                        "delivered %(percent)s %%.",
                        messages=messages,
                        parts=parts,
                        cost=pdf.money(round(cost * 100)),
                        percent=get_percent(delivered, messages),
                    )
                ],
                signatures=[(self.env._("Chief accountant"), "")],
                page=self.env._("Page {page}"),
            )
        )


def get_percent(part, whole):
    """``1, 3`` → ``33,3``; of nothing a dash."""
    return f"{100 * part / whole:.1f}".replace(".", ",") if whole else "—"
