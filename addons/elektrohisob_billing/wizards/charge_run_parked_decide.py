from odoo import api, fields, models


class ChargeRunParkedDecide(models.TransientModel):
    """One decision about one or many parked accounts, with its reason."""

    _name = "elektrohisob.charge.run.parked.decide"
    _description = "Decide about parked accounts"

    parked_ids = fields.Many2many(
        "elektrohisob.charge.run.parked",
        "elektrohisob_parked_decide_rel",
        string="Accounts",
        readonly=True,
        required=True,
    )
    decision = fields.Selection(
        [
            ("released", "Release: the bill is right, book it as it is"),
            ("field", "Send a crew to look at the meter"),
            ("mended", "Compute again: the facts have been mended"),
        ],
        required=True,
        default="released",
    )
    note = fields.Char(string="Why", help="Kept with the row, with your name.")
    amount = fields.Monetary(
        string="Sum of the months", compute="_compute_amount", help="All rows together."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_amount")

    @api.depends("parked_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.parked_ids.mapped("amount"))
            wizard.currency_id = wizard.parked_ids.currency_id[:1]

    def action_apply(self):
        """Carry the decision out for all rows, or for none."""
        self.ensure_one()
        rows = self.parked_ids
        rows._decide(self.decision, self.note)
        left = rows.filtered(lambda row: not row.resolved)
        if self.decision == "mended" and left:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "title": self.env._(
                        "%(left)s of %(all)s accounts still wait",
                        left=len(left),
                        all=len(rows),
                    ),
                    "message": left[0].reason or "",
                    "next": {"type": "ir.actions.act_window_close"},
                },
            }
        return {"type": "ir.actions.act_window_close"}
