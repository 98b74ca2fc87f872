from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools import pdf

OURS = {"their_debit", "their_credit", "remark"}


class ReconciliationActLine(models.Model):
    """A movement in the books of the supplier, and what the consumer has for it.

    What it is called is composed in the language of the reader.
    """

    _name = "elektrohisob.reconciliation.act.line"
    _description = "Line of a reconciliation act"
    _order = "act_id, sequence, id"

    act_id = fields.Many2one(
        "elektrohisob.reconciliation.act",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="act_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(string="No.", readonly=True)
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        lambda self: (
            self.env["elektrohisob.ledger.entry"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    is_cancelled = fields.Boolean(string="Cancellation", readonly=True)
    document = fields.Char(readonly=True)
    name = fields.Char(string="Operation", compute="_compute_name")
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    debit = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True)
    their_debit = fields.Monetary(string="Debit of the consumer")
    their_credit = fields.Monetary(string="Credit of the consumer")
    remark = fields.Char()

    @api.depends("kind", "is_cancelled")
    @api.depends_context("lang")
    def _compute_name(self):
        names = dict(self._fields["kind"]._description_selection(self.env))
        account = self.env["elektrohisob.account"]
        for line in self:
            line.name = account._get_kind_name(names[line.kind], line.is_cancelled)

    def write(self, vals):
        """Override of `base` to take the figures of the consumer while the act is
        open, and nothing else."""
        if not self.env.su:
            self.act_id._check_state("made", "sent")
            if set(vals) - OURS:
                raise UserError(
                    self.env._(
                        "Our figures come from the ledger; only those of the consumer "
                        "are typed."
                    )
                )
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _get_cells(self):
        """The movement as printed: zeros are left empty."""
        self.ensure_one()
        sums = (self.debit, self.credit, self.their_debit, self.their_credit)
        return (
            pdf.day(self.date),
            ", ".join(filter(None, (self.name, self.document))),
            pdf.kwh(pdf.watthours(self.kwh)) if self.kwh else "",
            *(pdf.money(pdf.tiyin(value)) if value else "" for value in sums),
        )
