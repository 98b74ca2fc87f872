from odoo import api, fields, models


class TurnoverPrint(models.TransientModel):
    """Turnover sheet of a district network for a month, as a spreadsheet."""

    _name = "elektrohisob.turnover.print"
    _description = "Turnover sheet"

    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        domain=[("network_level", "=", "district")],
        default=lambda self: self._default_company_id(),
    )
    period_id = fields.Many2one(
        "elektrohisob.period",
        required=True,
        domain="[('company_id', '=', company_id)]",
        compute="_compute_period_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    moved_only = fields.Boolean(
        string="Leave out accounts without balance and turnover", default=True
    )

    @api.model
    def _default_company_id(self):
        company = self.env.company
        return company if company.network_level == "district" else False

    @api.depends("company_id")
    def _compute_period_id(self):
        for wizard in self:
            wizard.period_id = self.env["elektrohisob.period"].search(
                [("company_id", "=", wizard.company_id.id)], limit=1
            )

    def action_print(self):
        """Download the spreadsheet."""
        self.ensure_one()
        report = self.env.ref("elektrohisob_reports.turnover_report_xlsx")
        action = report.report_action(self, config=False)
        return {**action, "close_on_report_download": True}

    def _get_rows(self):
        """Rows of the sheet: dicts of figures with the number, name and address."""
        self.ensure_one()
        rows = self.env["elektrohisob.turnover.report"].search_fetch(
            [("period_id", "=", self.period_id.id)],
            ["account_id", *self._get_figures()],
        )
        rows.account_id.fetch(["number", "name", "address"])
        return [
            {
                "number": row.account_id._format_number(row.account_id.number),
                "name": row.account_id.name or "",
                "address": row.account_id.address or "",
                **{name: row[name] for name in self._get_figures()},
            }
            for row in rows.sorted(lambda row: row.account_id.number)
            if not self.moved_only or any(row[name] for name in self._get_figures())
        ]

    @api.model
    def _get_figures(self):
        """Columns of figures in the order printed, with their captions."""
        _ = self.env._
        return {
            "opening": _("Opening balance"),
            "kwh": _("kWh"),
            "charged": _("Charged"),
            "corrections": _("Corrections"),
            "paid": _("Paid"),
            "closing": _("Closing balance"),
            "closing_debt": _("Debt"),
            "closing_prepayment": _("Prepayment"),
        }
