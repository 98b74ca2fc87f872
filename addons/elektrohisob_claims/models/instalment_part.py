from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools import pdf


class InstalmentPart(models.Model):
    """One month of a payment by instalments."""

    _name = "elektrohisob.instalment.part"
    _description = "Part of a payment by instalments"
    _order = "instalment_id desc, sequence"
    _rec_name = "sequence"

    instalment_id = fields.Many2one(
        "elektrohisob.instalment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="instalment_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(string="No.", required=True, aggregator=None)
    date_due = fields.Date(string="Pay by", required=True)
    amount = fields.Monetary(required=True)
    paid = fields.Monetary(compute="_compute_paid")

    @api.depends("instalment_id.paid")
    def _compute_paid(self):
        """The earliest parts are paid first."""
        for part in self:
            plan = part.instalment_id
            before = sum(
                row.amount for row in plan.part_ids if row.sequence < part.sequence
            )
            part.paid = max(0, min(part.amount, plan.paid - before))

    def _get_cells(self):
        """The part as cells of the schedule."""
        amount = pdf.money(pdf.tiyin(self.amount))
        return [str(self.sequence), pdf.day(self.date_due), amount]
