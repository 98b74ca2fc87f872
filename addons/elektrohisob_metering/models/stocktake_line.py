from odoo import api, fields, models


class StocktakeLine(models.Model):
    """A device expected at the place, scanned there, or both."""

    _name = "elektrohisob.stocktake.line"
    _description = "Line of a stock-taking"
    _order = "is_found, id"
    _rec_name = "code"

    stocktake_id = fields.Many2one(
        "elektrohisob.stocktake", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="stocktake_id.company_id", store=True, index=True
    )
    code = fields.Char(string="Barcode", required=True)
    device_id = fields.Many2one("elektrohisob.device", ondelete="restrict")
    type_id = fields.Many2one(related="device_id.type_id")
    is_expected = fields.Boolean(string="Expected")
    is_found = fields.Boolean(string="Found")
    result = fields.Selection(
        [
            ("found", "Found"),
            ("shortage", "Shortage"),
            ("surplus", "Surplus"),
            ("unknown", "Not in the registry"),
        ],
        compute="_compute_result",
        store=True,
    )

    @api.depends("device_id", "is_expected", "is_found")
    def _compute_result(self):
        for line in self:
            if not line.is_found:
                line.result = "shortage"
            elif line.is_expected:
                line.result = "found"
            else:
                line.result = "surplus" if line.device_id else "unknown"
