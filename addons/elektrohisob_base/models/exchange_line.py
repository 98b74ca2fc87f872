from odoo import api, fields, models


class ExchangeLine(models.Model):
    """One row of a received file: what became of it and why."""

    _name = "elektrohisob.exchange.line"
    _description = "Row of an exchange message"
    _order = "message_id desc, line_no"
    _rec_name = "raw"

    message_id = fields.Many2one(
        "elektrohisob.exchange.message",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="message_id.company_id", store=True)
    line_no = fields.Integer(string="Row", readonly=True, aggregator=None)
    raw = fields.Char(string="As received", readonly=True)
    state = fields.Selection(
        [("accepted", "Accepted"), ("parked", "Waiting"), ("refused", "Refused")],
        required=True,
        readonly=True,
    )
    code = fields.Char(string="Reason code", readonly=True)
    reason = fields.Char(string="Reason as it was written", readonly=True)
    detail = fields.Json(string="Figures of the reason", readonly=True)
    text = fields.Char(string="Reason", compute="_compute_text")
    account_id = fields.Many2one(
        "elektrohisob.account", string="Personal account", readonly=True
    )

    @api.depends("code", "detail", "reason")
    @api.depends_context("lang")
    def _compute_text(self):
        for line in self:
            line.text = line._get_text()

    def _get_text(self):
        """Hook: why, in the language of whoever reads it; a row that kept no figures
        tells it as it was written."""
        self.ensure_one()
        return self.reason or ""
